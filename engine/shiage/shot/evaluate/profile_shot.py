# SPDX-License-Identifier: Apache-2.0
"""Time and memory of colouring one shot, as JSON: `python -m shiage.shot.evaluate.profile_shot SHOT`.

It is a process of its own because a process can only ask for the peak of its whole life.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from shiage.cel.fill import ink_over
from shiage.cel.images import write_png
from shiage.shot.color import solve_shot
from shiage.shot.io.read_shot import read_shot


@dataclass(frozen=True)
class ShotFigures:
    """Measured on one shot, from files to files.

    Attributes:
        frames: frames in the shot.
        pixels: pixels of a frame.
        regions: most regions in a frame.
        read: seconds to read lines and keys.
        solve: seconds to decide every region.
        draw: seconds to paint and write the finished frames.
        peak: most resident bytes the process ever had.
    """

    frames: int
    pixels: int
    regions: int
    read: float
    solve: float
    draw: float
    peak: int

    @property
    def per_frame(self) -> float:
        """Seconds a frame, all in all."""
        return (self.read + self.solve + self.draw) / self.frames


def measure_shot(folder: Path) -> ShotFigures:
    """Colour a shot folder and forget the result.

    Raises:
        ShotError, ImageError: the shot cannot be read.
    """
    began = time.perf_counter()
    shot = read_shot(folder)
    was_read = time.perf_counter()
    solved = solve_shot(shot)
    was_solved = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        for number in solved.numbers:
            drawn = solved.draw(number)
            cel = drawn.painted(solved.palette)
            write_png(Path(out) / f"{number:04d}.png", ink_over(cel, solved.frames[number].line))
        done = time.perf_counter()
    width, height = shot.frames[0].line.size
    return ShotFigures(
        frames=len(shot.frames),
        pixels=width * height,
        regions=max(len(swatches) for swatches in solved.swatches.values()),
        read=was_read - began,
        solve=was_solved - was_read,
        draw=done - was_solved,
        peak=peak_memory(),
    )


def peak_memory() -> int:
    """Most resident bytes that this process ever had."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    if sys.platform == "linux":  # ru_maxrss would count what our parent held when it started us
        status = Path("/proc/self/status").read_text("ascii")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(json.dumps(asdict(measure_shot(Path(sys.argv[1])))))

# SPDX-License-Identifier: Apache-2.0
"""Time of the paper's network, optimised and as printed.

`python -m shiage.training.paper.network_speed` prints it as JSON.
It is a process of its own because it uses two threads, whatever torch was set to before.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median

THREADS, FRAMES, REFERENCES, SIDE = 2, 24, 2, 256


@dataclass(frozen=True)
class NetworkFigures:
    """Measured on the colour transform network with two references, on the CPU.

    Attributes:
        encode: seconds to encode the references, once a shot.
        quick: seconds a frame with the encoded references, the median over the frames.
        plain: seconds a frame of the network written out plainly, the median over the same frames.
        frames: how many.
    """

    encode: float
    quick: float
    plain: float
    frames: int

    @property
    def per_frame(self) -> float:
        """Seconds a frame, with its share of the references' encoding."""
        return self.quick + self.encode / self.frames

    @property
    def ratio(self) -> float:
        """How many times faster the network is as used than as printed."""
        return self.plain / self.per_frame


def measure_network(frames: int = FRAMES, side: int = SIDE, width: str = "paper") -> NetworkFigures:
    """Paint frames of noise both ways in turn, so that what else the machine does slows both alike.

    Args:
        frames: length of the shot.
        side: height and width in pixels.
        width: "paper" or "lite".
    """
    import torch

    from shiage.models.color_transform import ColorTransform, ColorTransformConfig
    from shiage.models.inference_form import frozen
    from shiage.training.paper.networks.plain_transform import paint_plainly

    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    config = ColorTransformConfig.paper() if width == "paper" else ColorTransformConfig.lite()
    network = ColorTransform(config).eval()
    used = frozen(network)
    shot = tuple(torch.rand(1, REFERENCES, channels, side, side) for channels in (1, 1, 3))
    quick, plain = [], []
    with torch.inference_mode():
        encode = _seconds(lambda: used.encode_references(*shot))
        references = used.encode_references(*shot)
        for _ in range(frames):
            line, field = torch.rand(2, 1, 1, side, side)
            quick.append(_seconds(lambda: used(line, field, references)))  # noqa: B023 - called at once
            plain.append(_seconds(lambda: paint_plainly(network, line, field, *shot)))  # noqa: B023
    return NetworkFigures(encode, median(quick), median(plain), frames)


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(asdict(measure_network())))

# SPDX-License-Identifier: Apache-2.0
"""What solves a job's shot: the engine's own model, or a production's model, palette and memory."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from shiage.production.folder import Production, open_production
from shiage.production.memory.index import MemoryIndex, open_memory
from shiage.production.settings import ProductionError
from shiage.production.solve import solve_of_production
from shiage.production.state import production_state
from shiage.production.use import check_drawings, with_palette
from shiage.production.versions import chosen_version, runtime_of
from shiage.service.job import Job
from shiage.service.shared_steps import SharedSteps
from shiage.shot.color import made_by, solve_shot
from shiage.shot.runtime import Runtime
from shiage.shot.solved_shot import SolvedShot
from shiage.shot.types import Cancelled, Shot, Watch
from shiage.wire.limits import PRODUCTION

KEPT = 2
"""So many productions' models are kept open."""


class ShotSolver:
    """Solves the shot of one job.

    Attributes:
        maker: what makes its results; those of another maker are made anew.
        shared: what makes the steps that jobs share.
    """

    def __init__(self, job: Job, runtime: Runtime) -> None:
        """Args: job: whose shot; runtime: what it is solved with."""
        self.maker = self.shared = made_by(job.settings["mode"], runtime)
        self._runtime = runtime

    def solve(self, shot: Shot, steps: SharedSteps, watch: Watch) -> SolvedShot:
        """Decide every region; raises what `solve_shot` does."""
        return solve_shot(shot, steps, watch, self._runtime)


class ProductionSolver(ShotSolver):
    """Solves the shot of a production."""

    def __init__(self, job: Job, production: Production, runtime: Runtime) -> None:
        """Raises ProductionError, PaletteError: a file of the production is missing or torn."""
        super().__init__(job, runtime)
        self._production = production
        palette = production.palette
        said = "" if palette is None else f"{palette.colours.tolist()} {palette.names}"
        self.shared = f"{self.shared}, palette {said}"
        self.maker = f"{self.maker}, production {production_state(production)} {said}"

    def solve(self, shot: Shot, steps: SharedSteps, watch: Watch) -> SolvedShot:
        """The same with what the production knows; raises what `solve_of_production` does."""
        shot = with_palette(shot, self._production)
        check_drawings(self._production, shot)
        return solve_of_production(shot, self._memory(watch), watch, self._runtime, steps)

    def _memory(self, watch: Watch) -> MemoryIndex:
        def tell(done: int, total: int) -> None:
            watch.progress("cuts", done, total)
            if watch.cancelled():
                raise Cancelled

        return open_memory(self._production, tell)


class Solvers:
    """Gives each job what solves it."""

    def __init__(self, device: str | None) -> None:
        """Args: device: where networks run."""
        self._device, self._own = device, Runtime(device)
        self._tuned: OrderedDict[str, Runtime] = OrderedDict()

    def of(self, job: Job) -> ShotSolver:
        """What solves a job.

        Raises:
            ShiageError: its production, or a file of weights, cannot be used.
        """
        folder = job.settings.get(PRODUCTION)
        if not folder:
            return ShotSolver(job, self._own)
        try:
            production = open_production(Path(folder))
            return ProductionSolver(job, production, self._runtime(production))
        except OSError as error:
            raise ProductionError(f"{error.filename or folder} cannot be read: {error.strerror}") from error

    def _runtime(self, production: Production) -> Runtime:
        version = chosen_version(production)
        if version is None:
            return self._own
        digest = version.weights().digest
        runtime = self._tuned.pop(digest, None) or runtime_of(production, self._device)
        self._tuned[digest] = runtime
        while len(self._tuned) > KEPT:
            self._tuned.popitem(last=False)
        return runtime

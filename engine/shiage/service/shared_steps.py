# SPDX-License-Identifier: Apache-2.0
"""Steps shared between jobs: drawings and keys are described and matched once, whatever the corrections."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shiage.service.job import Job
from shiage.service.job_steps import JobSteps
from shiage.service.job_store import JobStore
from shiage.wire.limits import CANDIDATES, PRODUCTION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARED = (
    "blank", "brief", "describe", "drawn", "filled", "given", "key", "legible", "lights", "match", "paper",
    "regions", "traced",
)  # fmt: skip
"""Prefixes of steps that do not depend on corrections, or whose names hold all they depend on."""


@dataclass(frozen=True)
class SharedSteps:
    """The finished steps of a job, and those an earlier job made of the same drawings and keys.

    Attributes:
        steps: of the job itself.
        store: where both are kept.
        job: the job.
        content: digest of its drawings, keys and settings; "" where some have no digest.
    """

    steps: JobSteps
    store: JobStore
    job: Job
    content: str

    def get(self, step: str, *names: str) -> dict[str, NDArray[np.generic]] | None:
        """Arrays of a finished step, all or those of these names, or None."""
        arrays = self.steps.get(step, *names)
        if arrays is not None or not self._is_shared(step):
            return arrays
        if self.store.take_step(self.job, step, self._name(step)):
            arrays = self.steps.get(step, *names)
            if arrays is None:  # damaged: it will be made, and kept, again
                self.store.shared.drop(self._name(step))
        return arrays

    def put(self, step: str, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Keep the arrays of a finished step."""
        self.steps.put(step, arrays)
        if self._is_shared(step):
            self.store.share_step(self.job, step, self._name(step))

    def _is_shared(self, step: str) -> bool:
        return bool(self.content) and step.startswith(SHARED)

    def _name(self, step: str) -> str:
        return hashlib.sha256(f"{self.content} {step}".encode()).hexdigest()


def content_of(job: Job, maker: str) -> str:
    """Digest of a job without corrections, production and candidates, and of what makes shared steps.

    Returns:
        "" when an item has no digest.
    """
    if not all(item.get("digest") for item in job.items):
        return ""
    settings = {
        name: value
        for name, value in job.settings.items()
        if name not in ("corrections", PRODUCTION, CANDIDATES)
    }
    hashed = json.dumps([maker, settings, job.numbers, job.items], sort_keys=True, default=str)
    return hashlib.sha256(hashed.encode()).hexdigest()

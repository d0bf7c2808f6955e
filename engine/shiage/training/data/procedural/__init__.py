# SPDX-License-Identifier: Apache-2.0
"""Generated characters: people and creatures as closed curves, a new cast for every clip."""

from shiage.training.data.procedural.source import ProceduralSource

__all__ = ["ProceduralSource"]

# SPDX-License-Identifier: Apache-2.0
"""Taking in weights from elsewhere."""

from __future__ import annotations

from pathlib import Path

from shiage.cel.beside import write_beside
from shiage.cel.outside import read_bounded
from shiage.models.safetensors_header import MOST_BYTES
from shiage.models.weights import NAME, PLAIN, SHIPPED, Weights, WeightsError, imported_folder, load_weights


def import_weights(source: Path, name: str | None = None) -> Weights:
    """Check a file of weights and copy it to where imported ones lie.

    Args:
        source: a .safetensors file that `save_weights` made, here or elsewhere.
        name: the name to give it; its own by default.

    Raises:
        WeightsError: it is a pickle, torn, changed, without a fingerprint, or of a shipped one's name.
        OSError: it cannot be copied.
    """
    weights = load_weights(source)
    if not weights.digest:
        raise WeightsError(f"{source} carries no SHA-256: only files that Shiage made can be imported")
    weights.arrays()
    name = name or weights.name
    if not NAME.fullmatch(name):
        raise WeightsError(f"{name[:80]!a}: {PLAIN}; give one with --name")
    if (SHIPPED / f"{name}.safetensors").exists():
        raise WeightsError(f"{name} is the name of shipped weights: give another one")
    folder = imported_folder()
    folder.mkdir(parents=True, exist_ok=True)
    write_beside(folder / f"{name}.safetensors", read_bounded(source, MOST_BYTES))
    return load_weights(folder / f"{name}.safetensors")

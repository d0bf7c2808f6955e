# SPDX-License-Identifier: Apache-2.0
"""Weights in files: safetensors with configuration, provenance and a fingerprint, checked when read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from shiage.cel.beside import write_beside
from shiage.errors import first_line
from shiage.models.fingerprint import fingerprint, text_of
from shiage.models.safetensors_header import WeightsError, read_header

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from torch import Tensor, nn

__all__ = [
    "AFFINITY", "EFFICIENTNET", "MATCHER", "PAIR_FEATURES", "SHIPPED", "Weights", "WeightsError",
    "fingerprint", "imported_folder", "list_weights", "load_weights", "save_arrays", "save_weights",
]  # fmt: skip

SHIPPED = Path(__file__).parent.parent / "weights"
"""Folder of the weights that ship with the package."""

MATCHER, PAIR_FEATURES, EFFICIENTNET = "matcher", "likeness", "efficientnet_lite0"
AFFINITY = "region_affinity"
"""Names of weights there: of the matcher, of the one without a network, and of the network that was trained
on photographs."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Names of weights: plain letters, which every file system takes and every terminal shows."""

PLAIN = "a name of weights has no folders and is of at most 64 letters a-z, digits, '.', '_' and '-'"

_DIGEST = re.compile(r"[0-9a-f]{64}|")

Settings = TypeVar("Settings")


@dataclass(frozen=True)
class Weights:
    """A file of weights: its header; tensors are read on demand.

    Attributes:
        path: the file.
        config: settings of the network, as its configuration dataclass has them; empty where unknown.
        provenance: how they came to be: data, steps, hardware, command.
        digest: hex SHA-256 of all tensors, the configuration and the provenance, written when they were made;
            "" in files that carry none.
        numbers: how many numbers they are.
        size: bytes of the file.
    """

    path: Path
    config: dict[str, Any]
    provenance: dict[str, str]
    digest: str
    numbers: int
    size: int

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def settings(self) -> dict[str, Any]:
        """The configuration for its dataclass: tuples where JSON has lists."""
        return {name: tuple(v) if isinstance(v, list) else v for name, v in self.config.items()}

    @property
    def label(self) -> str:
        """Name and short fingerprint, as the provenance of weights trained from these has it."""
        return f"{self.name} {self.digest[:12]}"

    def configured(self, kind: type[Settings]) -> Settings:
        """The configuration as the dataclass of a network.

        Raises:
            WeightsError: it is that of another network.
        """
        sides = [v for value in self.config.values() for v in (value if isinstance(value, list) else [value])]
        try:
            if any(isinstance(side, int) and side > self.numbers for side in sides):
                raise ValueError("a number in it is larger than the network")
            return kind(**self.settings)
        except (TypeError, ValueError) as error:
            raise WeightsError(f"{self.path} has not the configuration of this network ({error})") from error

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The numbers as they are stored, checked against the fingerprint.

        Raises:
            WeightsError: the file is torn or was changed after it was made.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            arrays: dict[str, NDArray[Any]] = load_file(self.path)
        except (OSError, SafetensorError, ValueError, TypeError, KeyError) as error:
            raise WeightsError(f"{self.path} cannot be read ({error}): fetch it again") from error
        if self.digest and fingerprint(arrays, self.config, self.provenance) != self.digest:
            raise WeightsError(f"{self.path} was changed after it was made (other SHA-256): fetch it again")
        return arrays

    @property
    def tensors(self) -> dict[str, Tensor]:
        """The numbers as float32 tensors for `Module.load_state_dict`, checked like `arrays`."""
        import torch

        return {
            name: torch.from_numpy(array.astype(np.float32) if array.dtype == np.float16 else array)
            for name, array in self.arrays().items()
        }

    def load_into(self, network: nn.Module) -> None:
        """Give a network these numbers.

        Raises:
            WeightsError: they are torn, were changed, or are of another network.
        """
        try:
            network.load_state_dict(self.tensors)
        except RuntimeError as error:
            said = f"{self.path} holds another network than this one ({first_line(error)})"
            raise WeightsError(said) from error


def save_weights(
    path: Path, module: nn.Module, config: DataclassInstance, provenance: Mapping[str, str]
) -> str:
    """Write a network's weights, fp16, beside their place and rename them.

    Args:
        path: a .safetensors file; its folder must exist.
        module: the network; all of its state is written.
        config: what it was built from; JSON-able.
        provenance: how it came to be.

    Returns:
        Its fingerprint, hex SHA-256.

    Raises:
        WeightsError: a weight is no finite number in fp16.
        OSError: the file cannot be written.
    """
    arrays = {}
    for name, tensor in module.state_dict().items():
        array = tensor.detach().cpu().contiguous().numpy()
        with np.errstate(over="ignore"):  # reported below, with the name
            arrays[name] = array.astype(np.float16) if array.dtype == np.float32 else array
        if not np.isfinite(arrays[name]).all():
            raise WeightsError(f"{path}: {name} is not finite in fp16; such weights are of no use")
    return save_arrays(path, arrays, asdict(config), provenance)


def save_arrays(
    path: Path, arrays: Mapping[str, NDArray[Any]], config: Mapping[str, Any], provenance: Mapping[str, str]
) -> str:
    """Write arrays as they are with configuration, provenance and fingerprint; see `save_weights`."""
    from safetensors.numpy import save

    digest = fingerprint(arrays, config, provenance)
    metadata = {"config": text_of(config), "provenance": text_of(provenance), "sha256": digest}
    write_beside(path, save(dict(arrays), metadata=metadata))
    return digest


def load_weights(name: str | Path) -> Weights:
    """Find weights by name, among the shipped and then the imported ones, or by file, and read their header.

    Raises:
        WeightsError: there are none, or the file is no safetensors file or torn.
    """
    path = Path(name)
    if path.suffix != ".safetensors" and len(path.parts) == 1:
        if not NAME.fullmatch(str(name)):
            raise WeightsError(f"{str(name)[:80]!a}: {PLAIN}")
        places = [folder / f"{name}.safetensors" for folder in (SHIPPED, imported_folder())]
        path = next((place for place in places if place.is_file()), places[0])
        if not path.is_file():
            have = ", ".join(w.name for w in list_weights()) or "none"
            raise WeightsError(f"{name}: no weights of that name; there are {have}")
    return _read(path)


def list_weights() -> list[Weights]:
    """Headers of all shipped and imported weights, by name.

    Raises:
        WeightsError: one of the files is no safetensors file or torn.
    """
    files = [f for folder in (SHIPPED, imported_folder()) for f in folder.glob("*.safetensors")]
    return [_read(file) for file in sorted(files, key=lambda f: f.stem)]


def imported_folder() -> Path:
    """Where imported weights lie; SHIAGE_WEIGHTS in the environment names another folder."""
    given = os.environ.get("SHIAGE_WEIGHTS")
    if given:
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("shiage", appauthor=False) / "weights"


def _read(path: Path) -> Weights:
    """Read the header only."""
    header = read_header(path)
    try:
        config, provenance = header.json("config"), header.json("provenance")
    except (ValueError, RecursionError) as error:
        raise WeightsError(f"{path} is torn, or no weights of Shiage's: fetch it again") from error
    if not all(isinstance(word, str) for word in provenance.values()):
        raise WeightsError(f"{path}: where it comes from is not told in text: fetch it again")
    digest = header.metadata.get("sha256", "")
    if not _DIGEST.fullmatch(digest):
        raise WeightsError(f"{path} carries a SHA-256 that is none: fetch it again")
    return Weights(path, config, provenance, digest, header.numbers, header.size)

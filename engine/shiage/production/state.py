# SPDX-License-Identifier: Apache-2.0
"""What changes when a production does: results made with it before are made anew then."""

from __future__ import annotations

import hashlib

from shiage.cel.outside import read_bounded
from shiage.production.folder import MOST_BYTES, Production
from shiage.production.memory.sources import sources_of
from shiage.production.versions import matcher_weights


def production_state(production: Production) -> str:
    """Of its palette, its finished drawings and the version that is chosen: 16 hexadecimal digits.

    Raises:
        ProductionError, WeightsError: a file is missing, or the chosen version torn.
        OSError: a file cannot be read.
    """
    said = hashlib.sha256(matcher_weights(production).digest.encode())
    for file in production.palette_files():
        said.update(hashlib.sha256(read_bounded(file, MOST_BYTES)).digest())
    for source in sources_of(production):
        said.update(f"{source.name} {source.state()}\n".encode("utf-8", "surrogatepass"))
    return said.hexdigest()[:16]

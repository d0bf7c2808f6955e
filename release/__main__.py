# SPDX-License-Identifier: Apache-2.0
"""`python -m release`: the wheel and both add-ons' zips, their checksums and licences; prints their sizes."""

from __future__ import annotations

import argparse
from pathlib import Path

from release.blender_zip import blender_zip
from release.engine_wheel import ROOT, engine_wheel, version
from release.krita_zip import krita_zip
from release.listing import write_listing

BUILDERS = {"wheel": engine_wheel, "blender": blender_zip, "krita": krita_zip}


def main() -> None:
    """Build what was asked for."""
    options = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    options.add_argument("what", nargs="?", choices=["all", *BUILDERS], default="all")
    options.add_argument("-o", "--out", type=Path, default=ROOT / "dist")
    options.add_argument("--tag", help="refuse to build unless this is the version's tag")
    chosen = options.parse_args()
    if chosen.tag is not None and chosen.tag != f"v{version()}":
        raise SystemExit(f"the tag {chosen.tag} is not that of version {version()}")
    out: Path = chosen.out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    built = [build(out) for name, build in BUILDERS.items() if chosen.what in ("all", name)]
    if chosen.what == "all":
        built += write_listing(out, built)
    for file in built:
        print(f"{file.stat().st_size / 2**20:6.1f} MiB  {file}")


if __name__ == "__main__":
    main()

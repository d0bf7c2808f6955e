# SPDX-License-Identifier: GPL-3.0-or-later
"""A .kra file with one animated layer, written so that Krita itself brings finished frames in.

Krita's scripting interface makes no keyframes; its importer of picture sequences knows only equal steps,
always adds on top, and takes seconds. A document with the layer in it, opened beside, hands over a whole
layer with its holds, and adding that to the artist's document is one step of undo.
"""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4
from xml.sax.saxutils import quoteattr

_KEYFRAMES = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<keyframes xmlns="http://www.calligra.org/DTD/krita-keyframes">'
)
_KEYFRAME = (
    '<keyframe color-label="0" frame="{file}" time="{time}"><offset y="0" x="0" type="point"/></keyframe>'
)
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE DOC PUBLIC '-//KDE//DTD krita 2.0//EN' 'http://www.calligra.org/DTD/krita-2.0.dtd'>
<DOC xmlns="http://www.calligra.org/DTD/krita" syntaxVersion="2.0" editor="Krita" kritaVersion="5.1.5">
 <IMAGE width="{width}" height="{height}" description="" mime="application/x-kra" colorspacename="{space}"
  x-res="72" y-res="72" name="shot" profile={profile}>
  <layers>
   <layer name={name} keyframes="layer1.keyframes.xml" nodetype="paintlayer" filename="layer1" uuid="{uuid}"
    colorspacename="{space}" x="0" y="0" opacity="{opacity}" compositeop={blending} visible="1" locked="0"
    intimeline="1" onionskin="0" collapsed="0" colorlabel="0" channelflags="" channellockflags=""/>
  </layers>
 </IMAGE>
</DOC>
"""


@dataclass(frozen=True)
class LayerForm:
    """What the new layer is besides its frames.

    Attributes:
        name: its name.
        width: of the document in pixels.
        height: of the document in pixels.
        profile: name of the colour profile its pixels are in.
        icc: that profile, as Krita itself saves it.
        opacity: 0..255.
        blending: Krita's name of its blending mode.
        space: Krita's name of its colour space.
        size: bytes of a pixel.
    """

    name: str
    width: int
    height: int
    profile: str
    icc: bytes
    opacity: int = 255
    blending: str = "normal"
    space: str = "RGBA"
    size: int = 4


def write_layer(path: Path, form: LayerForm, frames: Mapping[int, bytes]) -> None:
    """Write the document.

    Args:
        path: a .kra file.
        form: the layer.
        frames: by time, the data of a frame as `tiles.frame_data` makes it.

    Raises:
        OSError: the file cannot be written.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("mimetype", "application/x-krita")
        archive.writestr("maindoc.xml", _document(form))
        archive.writestr("shot/annotations/icc", form.icc)
        archive.writestr("shot/layers/layer1.icc", form.icc)
        keys = []
        for index, time in enumerate(sorted(frames)):
            # the first has the layer's own name: a layer of one frame is read from there alone
            file = f"layer1.f{index}" if index else "layer1"
            keys.append(_KEYFRAME.format(file=file, time=time))
            archive.writestr(f"shot/layers/{file}", frames[time])
            archive.writestr(f"shot/layers/{file}.defaultpixel", bytes(form.size))
        content = f'<channel name="content">{"".join(keys)}</channel>'
        archive.writestr("shot/layers/layer1.keyframes.xml", f"{_KEYFRAMES}{content}</keyframes>")


@contextmanager
def layer_file(form: LayerForm, frames: Mapping[int, bytes]) -> Iterator[Path]:
    """A document as `write_layer` writes it, as long as it is needed.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(suffix=".kra", prefix="shiage-")
    os.close(handle)
    try:
        write_layer(Path(name), form, frames)
        yield Path(name)
    finally:
        with suppress(OSError):
            Path(name).unlink()


def read_space(path: Path) -> tuple[str, bytes]:
    """Krita's name of the colour space and the profile of the only layer of a .kra file that Krita saved.

    Raises:
        OSError: the file cannot be read.
        KeyError: it holds no layer with a colour profile.
    """
    with zipfile.ZipFile(path) as archive:
        layer = re.search(r"<layer [^>]*>", archive.read("maindoc.xml").decode())
        space = re.search(r'colorspacename="([^"]*)"', layer[0]) if layer else None
        for name in archive.namelist():
            if space is not None and name.endswith(".icc") and "/layers/" in name:
                return space[1], archive.read(name)
    raise KeyError(f"{path} holds no layer with a color profile")


def _document(form: LayerForm) -> str:
    return _DOCUMENT.format(
        width=form.width,
        height=form.height,
        space=form.space,
        profile=quoteattr(form.profile),
        name=quoteattr(form.name),
        blending=quoteattr(form.blending),
        opacity=form.opacity,
        uuid="{" + str(uuid4()) + "}",
    )

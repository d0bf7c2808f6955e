# SPDX-License-Identifier: Apache-2.0
"""A package index on this machine, small packages in the places of large ones; it breaks when told to."""

from __future__ import annotations

import base64
import hashlib
import threading
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LIBRARIES = {
    "numpy": "numpy",
    "opencv-python-headless": "cv2",
    "scipy": "scipy",
    "scikit-image": "skimage",
    "torch": "torch",
    "msgpack": "msgpack",
    "pyzmq": "zmq",
}
"""What an engine here stands on, with the module each brings."""

TORCH = "class cuda:\n    is_available = staticmethod(lambda: False)\nclass backends:\n    mps = cuda\n"
ENGINE = """
import sys
print("engine", *sys.argv[1:])
"""


def wheel(folder: Path, name: str, version: str, files: dict[str, str], needs: tuple[str, ...] = ()) -> Path:
    """Write a wheel."""
    info = f"{name.replace('-', '_')}-{version}"
    needed = "".join(f"Requires-Dist: {one}\n" for one in needs)
    files = files | {
        f"{info}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needed}",
        f"{info}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_digest(text)},{len(text.encode())}\n" for path, text in files.items())
    target = folder / f"{info}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for path, text in {**files, f"{info}.dist-info/RECORD": record}.items():
            archive.writestr(path, text)
    return target


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def engine(folder: Path, version: str) -> Path:
    """A small engine's wheel: it has what an installation tries."""
    parts = ("service/__init__", "service/engine", "shot/__init__", "shot/color", "__init__")
    files = {f"shiage/{part}.py": "" for part in parts}
    files |= {"shiage/version.py": f'__version__ = "{version}"\n', "shiage/service/__main__.py": ENGINE}
    return wheel(folder, "shiage", version, files, tuple(LIBRARIES))


class Index:
    """The index, at `url`.

    Attributes:
        folder: its wheels, to install from without a network.
        asked: names of files that were sent.
        sending: is told the name of each wheel before it is sent.
        cut: of the file of this name only half is sent, and nothing answers after that.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked, self.cut, self._dead = folder, list[str](), "", False
        self.sending: Callable[[str], None] = lambda _: None
        folder.mkdir()
        for name, module in LIBRARIES.items():
            content = TORCH if name == "torch" else ""
            padding = {f"{module}/data.txt": "".join(map(str, range(60_000)))} if name == "torch" else {}
            wheel(folder, name, "1.0", {f"{module}/__init__.py": content, **padding})
        index = self

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                index._answer(self)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/simple"

    def mend(self) -> None:
        """Answer again."""
        self.cut, self._dead = "", False
        self.asked.clear()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        if self._dead:
            request.close_connection = True
            return
        name = request.path.rstrip("/").rpartition("/")[2]
        if name.endswith(".whl"):
            content = (self.folder / name).read_bytes()
            self.asked.append(name)
            self.sending(name)
            self._dead = bool(self.cut) and name.startswith(self.cut)
            sent = content[: len(content) // 2] if self._dead else content
        else:
            found = sorted(self.folder.glob(f"{name.replace('-', '_')}-*.whl"))
            links = (f'<a href="/files/{w.name}#sha256={_sha(w)}">{w.name}</a>' for w in found)
            content = sent = b"<html><body>" + "".join(links).encode()
        request.send_response(200)
        request.send_header(
            "Content-Type", "application/octet-stream" if name.endswith(".whl") else "text/html"
        )
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(sent)


def _sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

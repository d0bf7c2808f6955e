# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dockers of all windows share: one conversation with the engine, one job at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from krita import Document

from ..document.blend_layer import multiply
from ..document.cached_guess import Guessing
from ..document.covered_layers import CoveredLayers
from ..document.document_settings import DocumentSettings, recall
from ..document.layers import find, is_open
from ..document.pixels import Colour
from ..language.translations import said
from ..qt import QObject, QTimer, pyqtSignal
from .coloring import CANCELLED, Job
from .engine_install import EngineInstall
from .engine_messages import EngineState
from .live_scribbles import LiveScribbles
from .plan import CannotColour
from .proposals import Proposals
from .receive_frames import LISTED
from .remove_trace_lines import TraceRemoval
from .replace_swatch import Recolouring
from .shared_engine import SharedEngine
from .stepping import Stepping
from .tunes import Tunes
from .uncertain_regions import UncertainRegion

LOOKING = 0.004
"""Seconds of the interface that one look at a document may take for guessing."""

TICK, BUSY = 15, 2
"""Milliseconds between looks at what the engine says, and between steps while there is something to do."""


class Session(QObject):
    """The plug-in's state.

    Attributes:
        changed: something the dockers show has changed.
        words: what is going on or went wrong, for the artist.
        words_of: the document that this is said of; None: of none in particular.
        covering: the document whose opaque lines hide the result, or None.
        guessed: of the memory that was asked for last, some was a guess.
        live: whether a frame is coloured as it is scribbled on.
        job: the job under way, or None.
        latest: the job that ended last.
        unsure: the least sure regions of the latest result, with its document.
        install: brings the engine onto this machine.
        tunes: of productions' models.
        proposals: candidates for a frame.
    """

    changed = pyqtSignal()

    def __init__(self) -> None:
        """Start nothing yet: the engine is asked for with the first job."""
        super().__init__()
        self.words = ""
        self.words_of: Document | None = None
        self.guessed = False
        self.covering: Document | None = None
        self.job: Stepping | None = None
        self.latest: Stepping | None = None
        self.unsure: list[UncertainRegion] = []
        self.unsure_of: Document | None = None
        self.tunes = Tunes()
        self.live = LiveScribbles()
        self._engine = SharedEngine()
        self.proposals = Proposals(self._begin, self.memory, self._engine)
        self.install = EngineInstall(self._engine.leave)
        self._guessing = Guessing()
        self._covered = CoveredLayers()
        self._stepping = False
        self._pump = QTimer(self)
        self._pump.setInterval(TICK)
        self._pump.timeout.connect(self._step)

    @property
    def engine_state(self) -> EngineState:
        """How the engine is."""
        return self._engine.state

    def memory(self, document: Document, at_once: bool = True) -> DocumentSettings:
        """What is remembered of a document, with a guess at its layers where nothing was chosen.

        The guess is not kept in the document until a result is made of it.

        Args:
            document: the artist's.
            at_once: look at all layers now if need be, which may take a tenth of a second.
        """
        memory = recall(document)
        if at_once:
            self._guessing.finish(document, memory)
        found = self._guessing.of(document, memory)
        self.guessed = (memory.lines, memory.colours) != (found.lines, found.colours)
        memory.lines, memory.colours = found.lines, found.colours
        return memory

    def color(self, document: Document | None, single: bool, quiet: bool = False) -> None:
        """Colour a document's shot, or the frame that is shown; see `Job`."""
        if document is None:
            self.tell(said("Open a document first."), None)
            return
        self._begin(document, partial(self._coloring, document, single, quiet))

    def _coloring(self, document: Document, single: bool, quiet: bool) -> Job:
        self.latest = None
        self._guessing.finish(document, recall(document), anew=True)
        self.tell("", document)
        return Job(document, self.memory(document), self._engine.thread(), single, quiet)

    def recolour(self, document: Document, old: Colour, new: Colour) -> None:
        """Replace a swatch in the latest result of a document, and in its keys from now on."""
        self._begin(document, lambda: Recolouring(document, self.memory(document), old, new))

    def _begin(self, document: Document, make: Callable[[], Stepping]) -> None:
        """Begin what is done step by step, unless another job is under way."""
        if self.job is not None or self._stepping:
            self.tell(said("Shiage is coloring already: wait for it, or cancel it."), document)
            return
        self._stepping = True  # Krita handles events while it copies a document, timers among them
        try:
            self.job = make()
        except CannotColour as error:
            self.tell(str(error), document)
            return
        finally:
            self._stepping = False
        self._pump.start()

    def tune(self, document: Document | None, scope: str) -> None:
        """Make the shot a cut of its production, tune the production's model, or both; see `Tunes.ask`."""
        if document is None:
            self.tell(said("Open a document first."), None)
            return
        try:
            self.tunes.ask(document, self.memory(document), scope, partial(self._begin, document))
        except CannotColour as error:
            self.tell(str(error), document)
        self.changed.emit()

    def leave_traces_out(self, document: Document) -> None:
        """Make a copy of the line layer that has no trace lines."""
        self._begin(document, lambda: TraceRemoval(document, self.memory(document)))

    def multiply(self) -> None:
        """Let the result be seen through opaque line art, by the line layer's blending."""
        document, self.covering = self.covering, None
        if document is not None and is_open(document):
            multiply(document, find(document, self.memory(document).lines))
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the job under way."""
        if self.job is not None:
            self.job.cancel()

    def engine_changed(self) -> None:
        """One was installed or removed, or installing failed."""
        self.tell(self.install.outcome(), None)
        if self._engine.look():
            self.changed.emit()

    def choose_engine(self, path: str) -> None:
        """Keep where the engine's command or its Python lies."""
        self._engine.choose(path)
        self.changed.emit()

    def look(self, document: Document) -> None:
        """Look at what may have changed without us: layers under a result taken back, scribbles, engine."""
        if self.job is not None or self._stepping:
            return
        if self._engine.look():
            self.changed.emit()
        memory = recall(document)
        self._guessing.go_on(document, memory, LOOKING)
        self._covered.look(document, memory)
        if self.live.look(document, memory):
            self.color(document, single=True, quiet=True)

    def end(self) -> None:
        """Krita closes: leave the engine."""
        self._pump.stop()
        self.install.cancel()
        self._engine.end()

    def unsure_in(self, document: Document) -> list[UncertainRegion]:
        """The least sure regions of a document's latest result."""
        return self.unsure if self.unsure_of is not None and self.unsure_of == document else []

    def words_for(self, document: Document | None) -> str:
        """What is to be said while a document is shown."""
        if self.job is not None and document is not None and self.job.document != document:
            return said("Shiage is coloring another document.")
        if document is None and self.words_of is None and not self.words:
            return said("No document is open: open a shot, or choose Try it under Engine.")
        ours = self.words_of is None or (document is not None and self.words_of == document)
        return self.words if ours else ""

    def _step(self) -> None:
        """Take the job a little further."""
        job = self.job
        if job is None or self._stepping:  # Krita handles events while it imports, timers among them
            return
        self._stepping = True
        shown = (job.stage, job.done, job.total, self.engine_state)
        try:
            going = job.step()
        except CannotColour as error:
            self._ended(str(error))
            return
        except Exception as error:
            self._ended(said("Shiage met an error of its own: {}", f"{type(error).__name__}: {error}"))
            raise  # Krita shows it with all that helps to mend it
        finally:
            self._stepping = False
            if isinstance(job, Job) and job.states:
                self._engine.state = job.states[-1]
        if going:
            self._pump.setInterval(TICK if job.waits else BUSY)
            if shown != (job.stage, job.done, job.total, self.engine_state):
                self.changed.emit()
            return
        if isinstance(job, Job) and job.finished is not None:
            kept = [r for r in self.unsure_in(job.document) if r.number not in job.finished.digests]
            self.unsure = sorted([*kept, *job.finished.unsure], key=lambda region: region.confidence)[:LISTED]
            self.unsure_of = job.document
            self.covering = job.document if job.covering else None
        self._ended(job.words or CANCELLED)
        job.over()

    def _ended(self, words: str) -> None:
        self._pump.stop()
        document = self.job.document if self.job is not None else None
        self.latest, self.job = self.job, None
        self._covered.forget()
        self.tell(words, document if document is not None and is_open(document) else None)

    def tell(self, words: str, document: Document | None) -> None:
        """Say something to the artist, of a document or of none in particular."""
        self.words, self.words_of = words, document
        self.changed.emit()

# SPDX-License-Identifier: Apache-2.0
"""Followers of jobs and their credit: how many frames each may still be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shiage.service.job import CANCELLED, DONE, ENDED, FAILED, Job
from shiage.service.render_frames import FrameRenderer
from shiage.service.router_sockets import OutgoingQueue
from shiage.service.thread_messages import FrameRendered, StepDone
from shiage.service.tune_outcome import Tuned
from shiage.wire.messages import Message

MOST_CREDIT = 64
"""Most credit of a follower, whatever it grants."""

AT_ONCE = 2
"""Frames rendered for one follower at once, which bounds memory and is fair to others."""


@dataclass(eq=False)
class Follower:
    """A client's request for a job's frames.

    Attributes:
        identity: routing id of the client.
        job: the job.
        form: how frames are wanted.
        wanted: numbers not yet asked of the renderer, in time order.
        credit: frames that may be sent now.
        rendering: frames asked of the renderer and not yet sent.
        have: by frame, digests of the fills that the client has; None where it asks for no digest.
    """

    identity: bytes
    job: Job
    form: str
    wanted: list[int]
    credit: int
    rendering: int = 0
    have: dict[int, str] | None = None
    whole: bool = field(init=False)

    def __post_init__(self) -> None:
        self.whole = len(self.wanted) == len(self.job.numbers)
        self.credit = max(0, min(self.credit, MOST_CREDIT))

    def next(self) -> int | None:
        """The next number to render: finished, wanted, and within the credit."""
        if self.credit <= 0:
            return None
        return next((number for number in self.wanted if number in self.job.finished), None)


class Followers:
    """All followers; called by the work thread only."""

    def __init__(
        self, outgoing: OutgoingQueue, renderer: FrameRenderer, tuned: Callable[[Job], Tuned | None]
    ) -> None:
        """Args: outgoing: sends to clients; renderer: renders their frames; tuned: what came of a tune."""
        self._outgoing, self._renderer, self._tuned = outgoing, renderer, tuned
        self._followers: dict[tuple[bytes, str], Follower] = {}

    def any(self, job: Job) -> bool:
        """Whether a job has followers; other threads may call it."""
        return any(id == job.id for _, id in list(self._followers))

    def follow(self, follower: Follower) -> None:
        """Add a follower; it replaces an older one of the same client and job."""
        self._followers[follower.identity, follower.job.id] = follower
        self._serve(follower)

    def credit(self, identity: bytes, job: str, frames: int) -> None:
        """Add to a follower's credit; one that no longer follows is ignored."""
        follower = self._followers.get((identity, job))
        if follower is not None:
            follower.credit = max(0, min(follower.credit + frames, MOST_CREDIT))
            self._serve(follower)

    def progress(self, message: StepDone) -> None:
        """Send a job's progress to its followers."""
        fields: dict[str, Any] = {"job": message.job.id, "stage": message.stage}
        fields |= {"done": message.done, "total": message.total}
        if message.figures:
            fields["figures"] = dict(message.figures)
        for follower in self._of(message.job):
            self._send(follower, Message("progress", None, fields))

    def finished(self, job: Job, number: int) -> None:
        """A frame is stored."""
        for follower in self._of(job):
            self._serve(follower)

    def rendered(self, message: FrameRendered) -> None:
        """A frame is ready for one follower."""
        follower: Follower = message.follower
        if self._followers.get((follower.identity, follower.job.id)) is not follower:
            return
        follower.rendering -= 1
        if message.problem:
            self._end(follower, Message("failed", None, {"job": follower.job.id, "message": message.problem}))
            return
        fields = {"job": follower.job.id, "number": message.number, "form": follower.form, **message.fields}
        self._send(follower, Message("frame", None, fields, message.buffers))
        self._serve(follower)

    def serve_all(self) -> None:
        """Serve all followers again, after clients took what waited for them."""
        for follower in list(self._followers.values()):
            self._serve(follower)

    def ended(self, job: Job) -> None:
        """A job ended."""
        for follower in self._of(job):
            self._serve(follower)

    def forgotten(self, job: Job) -> None:
        """A job was deleted: its followers are sent the end."""
        for follower in self._of(job):
            self._end(follower, Message("cancelled", None, {"job": job.id}))

    def leave(self, identity: bytes, job: Job | None = None) -> None:
        """Remove a client's followers, all or those of one job."""
        for place in [place for place in self._followers if place[0] == identity]:
            if job is None or place[1] == job.id:
                del self._followers[place]

    def _of(self, job: Job) -> list[Follower]:
        return [follower for follower in self._followers.values() if follower.job is job]

    def _serve(self, follower: Follower) -> None:
        """Queue what may be sent; send the end when nothing more will come."""
        job = follower.job
        state = job.state
        while follower.rendering < AT_ONCE and not self._outgoing.waits(follower.identity):
            number = follower.next()
            if number is None:
                break
            follower.wanted.remove(number)
            follower.credit -= 1
            follower.rendering += 1
            self._renderer.ask(follower, job, number, follower.form, follower.have)
        if follower.rendering or any(number in job.finished for number in follower.wanted):
            return
        if state in ENDED or (not follower.wanted and not follower.whole):
            self._end(follower, self._end_of(job, follower))

    def _send(self, follower: Follower, message: Message) -> None:
        if not self._outgoing.send(follower.identity, message):
            self.leave(follower.identity)

    def _end(self, follower: Follower, message: Message) -> None:
        self._followers.pop((follower.identity, follower.job.id), None)
        self._send(follower, message)

    def _end_of(self, job: Job, follower: Follower) -> Message:
        """How a job ended for a follower; one that has all it wanted is done, whatever became of the job."""
        if job.state == DONE or (not follower.wanted and not follower.whole):
            done = {"job": job.id, "notes": job.notes}
            tuned = self._tuned(job)
            if tuned is None:
                return Message("done", None, done)
            return Message("done", None, {**done, "tuned": tuned.fields}, tuned.sheets)
        if job.state == FAILED:
            return Message("failed", None, {"job": job.id, "message": job.message})
        assert job.state == CANCELLED
        return Message("cancelled", None, {"job": job.id})

# SPDX-License-Identifier: Apache-2.0
"""The work socket: receives shots, sends results."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import zmq

from shiage.service.client_sessions import ClientSessions
from shiage.service.control_socket import WINDOW
from shiage.service.disk_errors import DiskError
from shiage.service.file_descriptors import retry_without_descriptors, within
from shiage.service.job import UPLOADING, Job, JobError, new_id
from shiage.service.job_states import JobStates
from shiage.service.job_store import JobStore
from shiage.service.render_frames import FORMS, FrameRenderer
from shiage.service.request_dispatch import Answer, RequestDispatcher
from shiage.service.result_followers import Follower, Followers
from shiage.service.router_sockets import OutgoingQueue, receive
from shiage.service.thread_messages import (
    ClientGone,
    FrameRendered,
    FrameStored,
    JobEnded,
    JobForgotten,
    StepDone,
    ThreadMessage,
    ThreadMessages,
)
from shiage.service.tune_outcome import tune_outcome
from shiage.service.upload_cache import DIGEST
from shiage.service.validate_submission import check_buffers, check_submission
from shiage.wire.messages import WORK, Message

log = logging.getLogger(__name__)


UPLOAD_PATIENCE = 10.0
"""Seconds an upload waits for a descriptor."""


class WorkSocket:
    """Owns the work socket; all calls come from one thread."""

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        jobs: JobStates,
        store: JobStore,
        messages: ThreadMessages,
        sessions: ClientSessions,
        renderer: FrameRenderer,
    ) -> None:
        """Args: as the engine made them."""
        self._socket, self._outgoing = socket, OutgoingQueue(socket)
        self._jobs, self._store, self._messages = jobs, store, messages
        self._followers = Followers(self._outgoing, renderer, partial(tune_outcome, store.folder))
        self._messages.followed = self._followers.any
        requests: dict[str, Answer] = {
            "submit": self._submit,
            "put": self._put,
            "start": self._start,
            "result": self._result,
            "credit": self._credit,
        }
        self._desk = RequestDispatcher(WORK, requests, sessions)

    def run(self, ending: Callable[[], bool]) -> None:
        """Answer and deliver until ending() is true."""
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(self._messages.wakeup, zmq.POLLIN)
        while not ending():
            poller.poll(20 if self._outgoing.busy else 250)
            for posted in self._messages.take():
                self._handle(posted)
            for _ in range(16):
                if (received := receive(self._socket)) is None:
                    break
                identity, parts = received
                reply = self._desk.answer(identity, parts)
                if reply is not None and not self._outgoing.send(identity, reply):
                    self._followers.leave(identity)
            if self._outgoing.busy:
                for identity in self._outgoing.retry():
                    self._followers.leave(identity)
                self._followers.serve_all()

    def _submit(self, identity: bytes, message: Message) -> Message:
        sent = message.fields
        shot = check_submission(
            sent["kind"],
            sent["settings"],
            sent["items"],
            sent.get("corrections") or [],
            sent.get("priority"),
            sent.get("palette"),
        )
        job = Job(new_id(), sent["kind"], shot.settings, shot.items, shot.numbers, owner=identity)
        job.coming = shot.size
        retry_without_descriptors(lambda: self._jobs.add(job), within(UPLOAD_PATIENCE))
        log.info(
            "job %s: %d frames, %d items, %.1f MiB",
            job.id,
            len(shot.numbers),
            len(job.items),
            shot.size / 2**20,
        )
        known = self._store.find_items(job)
        return Message("submitted", message.id, {"job": job.id, "window": WINDOW, "stored": known})

    def _put(self, identity: bytes, message: Message) -> Message:
        with self._jobs.using(message["job"]) as job:
            return self._keep(identity, message, job)

    def _keep(self, identity: bytes, message: Message, job: Job) -> Message:
        item = message["item"]
        if job.state != UPLOADING or job.owner != identity:
            raise JobError(f"job {job.id} takes no uploads: it is {job.state}")
        if not 0 <= item < len(job.items):
            raise JobError(f"job {job.id} has {len(job.items)} items, there is no item {item}")
        check_buffers(job.items[item], list(message.buffers))
        try:
            buffers = list(message.buffers)
            retry_without_descriptors(
                lambda: self._store.keep_item(job, item, buffers), within(UPLOAD_PATIENCE)
            )
        except DiskError:
            # Half a shot is of no use: its room on the full disk is freed, the client is sent the reason.
            self._followers.leave(identity, job)
            self._discard([job])
            raise
        left = len(job.items) - len(job.stored)
        return Message("stored", message.id, {"job": job.id, "item": item, "left": left})

    def _start(self, identity: bytes, message: Message) -> Message:
        """Start an uploaded job, or once more one that failed or was cancelled."""
        return Message("job", message.id, {"job": self._jobs.start(message["job"]).info()})

    def _result(self, identity: bytes, message: Message) -> None:
        job, form, numbers = self._jobs.find(message["job"]), message["form"], message.fields.get("numbers")
        if form not in FORMS:
            raise JobError(f"a result comes as {', '.join(FORMS)}, not as {form[:40]!r}")
        wanted = job.numbers if numbers is None else numbers
        known = set(job.numbers)
        for number in wanted:
            if type(number) is not int or number not in known:
                raise JobError(f"job {job.id} has no frame {str(number)[:40]}")
        have = _known_fills(message.fields.get("have"), known)
        info = Message("job", message.id, {"job": job.info()})
        if self._outgoing.send(identity, info):
            self._followers.follow(
                Follower(identity, job, form, list(dict.fromkeys(wanted)), message["credit"], have=have)
            )
        return

    def _credit(self, identity: bytes, message: Message) -> None:
        self._followers.credit(identity, message["job"], message["frames"])

    def _handle(self, posted: ThreadMessage) -> None:
        """Handle a message of another thread."""
        if isinstance(posted, StepDone):
            self._followers.progress(posted)
        elif isinstance(posted, FrameStored):
            self._followers.finished(posted.job, posted.number)
        elif isinstance(posted, FrameRendered):
            self._followers.rendered(posted)
        elif isinstance(posted, JobEnded):
            self._followers.ended(posted.job)
        elif isinstance(posted, JobForgotten):
            self._followers.forgotten(posted.job)
        elif isinstance(posted, ClientGone):
            self._leave(posted.identity)

    def _leave(self, identity: bytes) -> None:
        """A client is gone: its followers and its incomplete uploads are dropped."""
        self._followers.leave(identity)
        self._outgoing.drop(identity)
        self._discard(self._jobs.uploads_of(identity))

    def _discard(self, jobs: list[Job]) -> None:
        """Delete jobs; an error of the disk goes to the log."""
        try:
            self._jobs.forget(*jobs)
        except DiskError as error:
            log.error("%d jobs could not be deleted: %s", len(jobs), error)


def _known_fills(have: list[Any] | None, known: set[int]) -> dict[int, str] | None:
    """Digests of the fills that a client has, by frame.

    Raises:
        JobError: that is no list of maps of a number and a digest.
    """
    if have is None:
        return None
    found = {}
    for one in have:
        number, digest = (one.get("number"), one.get("digest")) if isinstance(one, dict) else (None, None)
        if type(number) is not int or not isinstance(digest, str) or not DIGEST.fullmatch(digest):
            raise JobError("what a client has are maps of a `number` and a `digest` of 64 hexadecimal digits")
        if number in known:
            found[number] = digest
    return found

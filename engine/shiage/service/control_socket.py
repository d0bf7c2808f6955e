# SPDX-License-Identifier: Apache-2.0
"""The control socket's thread: answers hello, cancel, lists and authentication at once, whatever runs."""

from __future__ import annotations

import logging
import threading
import time

import zmq

from shiage.service.client_keys import Authenticator
from shiage.service.client_sessions import ClientSessions
from shiage.service.job import Job
from shiage.service.job_states import JobStates
from shiage.service.render_frames import FORMS
from shiage.service.request_dispatch import Answer, Refusal, RequestDispatcher
from shiage.service.router_sockets import OutgoingQueue, receive
from shiage.service.thread_messages import ClientGone, ThreadMessages
from shiage.version import __version__
from shiage.wire import PROTOCOL
from shiage.wire.limits import (
    CANDIDATES,
    CUT,
    MAX_FRAMES,
    MAX_ITEMS,
    MAX_SIDE,
    MIN_SIDE,
    MODES,
    PRODUCTION,
    SCRIBBLES,
    TUNE,
)
from shiage.wire.messages import CONTROL, MAX_MESSAGE, Message

log = logging.getLogger(__name__)

WINDOW = 4
"""Items of a shot a client may have under way."""

CLIENT_CHECK = 2.0
"""Seconds between two checks whether clients are connected."""

FIRST_OWNER_PATIENCE = 20.0
"""Seconds an engine waits for its first owner."""

PAGE = 1 << 20
"""Bytes of a list of jobs; the last one in it may go beyond."""

LAST_OWNER_GRACE = 2.0
"""Seconds it waits for another after the last one left."""


class ControlSocket(threading.Thread):
    """Owns the control socket and the authenticator."""

    def __init__(
        self,
        socket: zmq.Socket[bytes],
        authenticator: Authenticator,
        jobs: JobStates,
        messages: ThreadMessages,
        sessions: ClientSessions,
        stay: bool,
    ) -> None:
        """Take over the socket and the authenticator; the thread that made them must not use them again."""
        super().__init__(name="control", daemon=True)
        self._socket, self._authenticator, self._outgoing = socket, authenticator, OutgoingQueue(socket)
        self._jobs, self._messages, self._sessions = jobs, messages, sessions
        self._stay, self._had_owner = stay, False
        self.ending = threading.Event()
        requests: dict[str, Answer] = {
            "hello": self._hello,
            "ping": lambda identity, message: Message("ok", message.id),
            "bye": self._bye,
            "list": self._list,
            "status": self._status,
            "cancel": self._cancel,
            "pause": self._pause,
            "resume": self._resume,
            "forget": self._forget,
            "shutdown": self._shutdown,
        }
        self._desk = RequestDispatcher(CONTROL, requests, sessions)

    def run(self) -> None:
        """Answer until the engine ends."""
        poller = zmq.Poller()
        poller.register(self._authenticator.socket, zmq.POLLIN)
        poller.register(self._socket, zmq.POLLIN)
        checked = time.monotonic()
        while not self.ending.is_set():
            ready = dict(poller.poll(50 if self._outgoing.busy else 250))
            if self._authenticator.socket in ready:
                self._authenticator.answer()
            for _ in range(64):
                if (received := receive(self._socket)) is None:
                    break
                identity, parts = received
                reply = self._desk.answer(identity, parts)
                if reply is not None:
                    self._outgoing.send(identity, reply)
            self._outgoing.retry()
            if time.monotonic() - checked > CLIENT_CHECK:
                checked = time.monotonic()
                self._check_clients()
            self._end_alone()
        self._outgoing.retry()

    def _hello(self, identity: bytes, message: Message) -> Message:
        pid = message["owner"].get("pid")
        if type(pid) is not int or not 0 < pid < 1 << 31:
            raise Refusal("malformed", "`owner` of `hello` needs the number `pid` of a process")
        _check_version(message)
        self._stay = self._stay or message.fields.get("stay", False)
        self._had_owner = True
        self._sessions.open(identity, message["client"][:80], pid)
        log.info("%s of process %d says hello", message["client"][:80], pid)
        limits = {
            "window": WINDOW,
            "message": MAX_MESSAGE,
            "items": MAX_ITEMS,
            "frames": MAX_FRAMES,
            "least_side": MIN_SIDE,
            "most_side": MAX_SIDE,
        }
        fields = {"accepted": True, "engine": __version__, "protocol": PROTOCOL, "limits": limits}
        known = ["color", *MODES, "strokes", *FORMS, PRODUCTION, SCRIBBLES, CANDIDATES, TUNE, CUT]
        return Message("welcome", message.id, {**fields, "capabilities": known})

    def _bye(self, identity: bytes, message: Message) -> Message:
        self._leave(identity)
        return Message("ok", message.id)

    def _list(self, identity: bytes, message: Message) -> Message:
        """The newest jobs, or those before one, as many as fit one message."""
        before = message.fields.get("before")
        jobs = [job for job in self._jobs.all() if before is None or job.created < before]
        page: list[Job] = []
        room = PAGE
        while jobs and room > 0 and len(page) < 1000:
            page.append(jobs.pop())
            room -= page[-1].info_bytes
        listed = [job.info() for job in reversed(page)]
        return Message("jobs", message.id, {"jobs": listed, "more": bool(jobs)})

    def _status(self, identity: bytes, message: Message) -> Message:
        return Message("job", message.id, {"job": self._jobs.find(message["job"]).info()})

    def _cancel(self, identity: bytes, message: Message) -> Message:
        """Ask the worker to stop; a job that does not run is cancelled on the spot."""
        return Message("job", message.id, {"job": self._jobs.cancel(message["job"]).info()})

    def _pause(self, identity: bytes, message: Message) -> Message:
        """Ask the tuner to stop; a tune that does not run is paused on the spot."""
        return Message("job", message.id, {"job": self._jobs.pause(message["job"]).info()})

    def _resume(self, identity: bytes, message: Message) -> Message:
        return Message("job", message.id, {"job": self._jobs.resume(message["job"]).info()})

    def _forget(self, identity: bytes, message: Message) -> Message:
        self._jobs.forget(self._jobs.find(message["job"]))
        return Message("ok", message.id)

    def _shutdown(self, identity: bytes, message: Message) -> Message:
        log.info("asked to end")
        self.ending.set()
        return Message("ok", message.id)

    def _leave(self, identity: bytes) -> None:
        self._sessions.close(identity)
        self._messages.post(ClientGone(identity))

    def _check_clients(self) -> None:
        """Let clients go whose connection and process are gone."""
        for identity in self._sessions.identities():
            if self._sessions.gone(identity, self._outgoing.reachable(identity)):
                log.info("a client is gone without goodbye")
                self._outgoing.drop(identity)
                self._leave(identity)

    def _end_alone(self) -> None:
        """End when the last owner is gone, or none ever came."""
        patience = LAST_OWNER_GRACE if self._had_owner else FIRST_OWNER_PATIENCE
        alone = len(self._sessions) == 0 and time.monotonic() - self._sessions.empty_since > patience
        if alone and not self._stay:
            log.info("nobody needs the engine any more")
            self.ending.set()


def _check_version(message: Message) -> None:
    """Refuse another major version, with a message for the host's user."""
    theirs, ours = message["protocol"].split(".")[0], PROTOCOL.split(".")[0]
    if theirs == ours:
        return
    client = message["client"][:80] or "this client"
    speaks = (
        f"{client} speaks protocol {message['protocol'][:20]}, the engine {__version__} speaks {PROTOCOL}"
    )
    if theirs.isdecimal() and int(theirs[:9]) > int(ours):
        raise Refusal("protocol", f"{speaks}: update the engine (pip install --upgrade shiage)")
    raise Refusal("protocol", f"{speaks}: update {client}")

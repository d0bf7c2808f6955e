# SPDX-License-Identifier: Apache-2.0
"""The engine put together: sockets, threads, jobs and their store."""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path

import zmq

from shiage.service.background_delete import BackgroundDeleter
from shiage.service.client_keys import Authenticator, Keys
from shiage.service.client_sessions import ClientSessions
from shiage.service.control_socket import ControlSocket
from shiage.service.file_descriptors import raise_limit
from shiage.service.job_expiry import expired_jobs
from shiage.service.job_states import JobStates
from shiage.service.job_store import JobStore
from shiage.service.listening_sockets import ConnectionLimiter
from shiage.service.rename_aside import set_aside
from shiage.service.render_frames import FrameRenderer
from shiage.service.router_sockets import router
from shiage.service.socket_endpoints import SocketEndpoints
from shiage.service.thread_messages import ThreadMessages
from shiage.service.trim_memory import share_arenas
from shiage.service.tuner import Tuner
from shiage.service.work_socket import WorkSocket
from shiage.service.worker import Worker
from shiage.version import __version__
from shiage.wire import PROTOCOL
from shiage.wire.connection import (
    Connection,
    connection_path,
    remove_connection,
    write_connection,
    written_connection,
)
from shiage.wire.events import EngineError
from shiage.wire.process_alive import process_started

log = logging.getLogger(__name__)

_left: list[Engine] = []
"""Engines whose last step did not stop in time, kept from garbage collection until the process ends."""

CONNECTION_CHECK = 2.0
"""Seconds between two checks of the connection file."""

SWITCH_INTERVAL = 0.001
"""Seconds a thread may hold the interpreter lock, so that requests do not wait for the worker."""

LAST_STEP = 5.0
"""Seconds the running step may still take when the engine ends; then it is left."""


class Engine:
    """One engine; `run` is its life."""

    def __init__(self, home: Path, stay: bool, endpoints: SocketEndpoints, device: str | None) -> None:
        """Open the store and bind the sockets; networks will run on the device."""
        share_arenas()
        raise_limit()
        sys.setswitchinterval(SWITCH_INTERVAL)
        self._store = JobStore(home)
        jobs = self._store.load()
        for old in expired_jobs(self._store.folder, jobs):
            self._store.delete(old)
            jobs.remove(old)
        self._context = zmq.Context()
        keys = Keys.fresh()
        authenticator = Authenticator(self._context, keys.client_public)
        self._messages, sessions = ThreadMessages(self._context), ClientSessions()
        self._deleter = BackgroundDeleter(self._store)
        self._jobs = JobStates(jobs, self._store, self._deleter, self._messages.post)
        self._renderer = FrameRenderer(self._store, self._messages)
        self._worker = Worker(self._jobs, self._store, self._messages, device)
        self._tuner = Tuner(self._jobs, self._store, self._messages)
        control, work = router(self._context, keys), router(self._context, keys)
        self._listening = endpoints.bind(control, work)
        self._sockets = [control, work, authenticator.socket, self._messages.wakeup]
        self._control = ControlSocket(control, authenticator, self._jobs, self._messages, sessions, stay)
        self._limiter = ConnectionLimiter(self._listening)
        self._threads = (
            self._control, self._renderer, self._worker, self._tuner, self._deleter, self._limiter,
        )  # fmt: skip
        self._work = WorkSocket(work, self._jobs, self._store, self._messages, sessions, self._renderer)
        self._connection = Connection(
            work=self._listening[1].endpoint,
            control=self._listening[0].endpoint,
            server_public=keys.server_public.decode(),
            client_public=keys.client_public.decode(),
            client_secret=keys.client_secret.decode(),
            pid=os.getpid(),
            started=process_started(os.getpid()),
            protocol=PROTOCOL,
            engine=__version__,
        )

    def run(self) -> None:
        """Serve until asked to end or the last owner is gone."""
        for thread in self._threads:
            thread.start()
        self._publish_connection()
        log.info("engine %s is process %d at %s", __version__, os.getpid(), self._connection.work)
        try:
            self._work.run(self._ending)
        finally:
            remove_connection()
            self._close()
            log.info("engine %s of process %d has ended", __version__, os.getpid())

    def end(self) -> None:
        """Ask it to end; safe in a signal handler."""
        self._control.ending.set()

    def _publish_connection(self) -> None:
        """Write the connection file unless it is right; anything else at its path is renamed."""
        self._published = time.monotonic()
        try:
            written = written_connection()
            if written == self._connection:
                return
            if written is None:
                set_aside("is not what an engine writes", connection_path())
        except EngineError as error:
            log.warning("%s", error)
        write_connection(self._connection)

    def _republish_connection(self) -> None:
        """Check now and then that the connection file is there: users may delete it."""
        if time.monotonic() - self._published < CONNECTION_CHECK:
            return
        try:
            self._publish_connection()
        except OSError as error:
            log.error("%s cannot be written: %s", connection_path(), error)

    def _ending(self) -> bool:
        """Whether to end: asked to, or one of the threads died."""
        dead = [thread.name for thread in self._threads if not thread.is_alive()]
        if dead and not self._control.ending.is_set():
            log.error("the thread %s died: the engine ends, so that another one goes on", dead[0])
            return True
        self._republish_connection()
        return self._control.ending.is_set()

    def _close(self) -> None:
        """Stop the threads; a step that does not stop in time is left to die with the process."""
        self._control.ending.set()
        self._worker.end()
        self._tuner.end()
        self._renderer.end()
        self._deleter.end()
        self._limiter.end()
        deadline = time.monotonic() + LAST_STEP
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        if self._worker.is_alive() or self._renderer.is_alive():
            log.info("a step was left unfinished; it is done again at the next start")
            # Its thread still holds sockets: closing their context would block for ever.
            _left.append(self)
            return
        for listening in self._listening:
            listening.close()
        for socket in self._sockets:
            socket.close(0)
        self._store.close()
        self._context.destroy(0)

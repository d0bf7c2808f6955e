# SPDX-License-Identifier: Apache-2.0
"""Pieces of work on the workers of a Ray cluster. Ray says who does what; nothing is scheduled here."""

from __future__ import annotations

import os
import platform
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shiage.errors import ShiageError, first_line
from shiage.version import __version__

Item = TypeVar("Item")
Result = TypeVar("Result")

LOCAL = "local"
"""Address of a cluster that is started on this machine and ends with us."""

_SOON = 10.0
"""Seconds in which a cluster must answer."""

_STORE = 80 * 2**20
"""Bytes of the object store of our own cluster, the least that Ray takes: pictures go through files."""


class FarmError(ShiageError):
    """The cluster cannot be used."""


@dataclass(frozen=True)
class Cluster:
    """Where work is done.

    Attributes:
        address: of a Ray cluster, such as 10.0.0.5:6379 or ray://10.0.0.5:10001; LOCAL starts one.
        workers: processes at most, a core each; None: one for each core of the cluster.
        retries: how often a piece of work is given out again after its worker died.
    """

    address: str
    workers: int | None = None
    retries: int = 2


@dataclass(frozen=True)
class Lost(Generic[Item]):
    """A piece of work whose workers died.

    Attributes:
        item: the piece.
        words: how that came.
    """

    item: Item
    words: str


def on_cluster(
    cluster: Cluster, items: Iterable[Item], work: Callable[[Item], Result]
) -> Iterator[Result | Lost[Item]]:
    """Do pieces of work on a cluster's workers; as many are given out at a time as there are workers.

    A worker is one process that does piece after piece: what it has opened it keeps. One that is no longer
    needed is given back.

    Args:
        cluster: where.
        items: taken as workers are free; they are sent, so they must be small.
        work: a function of a module of ours, which must not raise.

    Returns:
        Results in the order that they come.

    Raises:
        FarmError: Ray is missing, the cluster cannot be reached, or its workers have not our Shiage.
    """
    try:
        # set before it is imported: nothing is told to anybody about this run
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        import ray
        from ray.exceptions import RayError
    except ImportError as error:
        raise FarmError(f"--ray needs Ray ({error}): python -m pip install 'shiage[farm]'") from error
    with _session(ray, cluster):
        count = int(ray.cluster_resources().get("CPU", 0))  # type: ignore[no-untyped-call]
        if count < 1:
            raise FarmError(f"the Ray cluster at {cluster.address} has no core to work on")
        actor: Any = ray.remote(_Worker).options(
            num_cpus=1, max_restarts=-1, max_task_retries=cluster.retries
        )
        begun: dict[Any, tuple[Any, Item | None]] = {}
        for _ in range(min(count, cluster.workers or count)):
            worker = actor.remote()
            begun[worker.hello.remote()] = worker, None
        waiting = iter(items)
        while begun:
            (ready, *_), _ = ray.wait(list(begun), num_returns=1)
            worker, item = begun.pop(ready)
            try:
                answer: Any = ray.get(ready)
            except RayError as error:
                if item is None:
                    raise FarmError(f"a worker could not start: {first_line(error)}") from error
                answer = Lost(item, f"its worker died {cluster.retries + 1} times ({first_line(error)})")
            del ready
            # the next goes out before this one is told of: workers do not wait for a reader
            following = next(waiting, None)
            if following is None:
                ray.kill(worker)
            else:
                begun[worker.do.remote(work, following)] = worker, following
            if item is None:
                _check(*answer)
            else:
                yield answer


class _Worker:
    """A process of the cluster."""

    def __init__(self) -> None:
        # Several threads a piece would take cores that other workers have.
        os.environ["PYTHON_CPU_COUNT"] = "1"

    def hello(self) -> tuple[str, str]:
        """Its version of Shiage and its machine."""
        return __version__, platform.node()

    def do(self, work: Callable[[Any], Any], item: Any) -> Any:
        """A piece of work."""
        return work(item)


@contextmanager
def _session(ray: Any, cluster: Cluster) -> Iterator[None]:
    local = cluster.address == LOCAL
    _reach(cluster.address)
    own = {
        "num_cpus": cluster.workers,
        "include_dashboard": False,
        "object_store_memory": _STORE,
    }
    try:
        ray.init(
            address=cluster.address,
            log_to_driver=False,
            logging_level="ERROR",
            **(own if local else {}),
        )
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        raise FarmError(f"--ray {cluster.address}: {first_line(error)}") from error
    try:
        yield
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """Ray asks for minutes whether somebody is there; whether a port is open is known at once."""
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdecimal() or "/" in host:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _SOON).close()
    except (OSError, OverflowError) as error:
        raise FarmError(f"--ray {address}: no cluster answers there ({error})") from error


def _check(version: str, machine: str) -> None:
    if version != __version__:
        raise FarmError(f"the worker on {machine} has Shiage {version}, this is {__version__}: install one")

# SPDX-License-Identifier: Apache-2.0
"""Steps that need nothing of each other, several at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import cv2
from threadpoolctl import threadpool_limits

from shiage.shot.run.processors import usable_processors

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 4
"""Threads that take part: flow and networks leave Python's lock alone, the rest shares it."""


def abreast(work: Callable[[Item], Result], items: Iterable[Item]) -> Generator[Result]:
    """Results of work for each item, in their order.

    An exception of a piece of work comes where its result would. When the caller stops taking (closes this),
    what has not begun is left, and what has is waited for.
    """
    threads = min(MOST, usable_processors())
    begun: deque[Future[Result]] = deque()
    with _single_threaded(), ThreadPoolExecutor(threads) as pool:
        try:
            for item in items:
                begun.append(pool.submit(work, item))
                if len(begun) > threads:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for left in begun:
                left.cancel()


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Let OpenBLAS and OpenCV use one thread a piece: more would wait for each other, a third longer."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with threadpool_limits(1, user_api="blas"):
            yield
    finally:
        cv2.setNumThreads(before)

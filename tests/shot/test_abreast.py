# SPDX-License-Identifier: Apache-2.0
"""Steps side by side: in order, stopped when nobody takes them, and without trace."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import cv2
import pytest
from threadpoolctl import threadpool_info

from shiage.shot.run.parallel import abreast


def test_results_come_in_order_however_long_each_takes() -> None:
    def work(item: int) -> int:
        time.sleep(0.02 if item % 3 == 0 else 0)
        return 10 * item

    assert list(abreast(work, range(20))) == [10 * item for item in range(20)]
    assert list(abreast(work, [])) == []


def test_an_error_comes_where_its_result_would() -> None:
    def work(item: int) -> int:
        if item == 2:
            raise ValueError("torn")
        return item

    taken = []
    with pytest.raises(ValueError, match="torn"):
        for result in abreast(work, range(50)):
            taken.append(result)
    assert taken == [0, 1]


def test_who_stops_taking_waits_for_what_has_begun_and_no_more() -> None:
    begun, ended = [], []

    def work(item: int) -> None:
        begun.append(item)
        time.sleep(0.01)
        ended.append(item)

    with closing(abreast(work, range(1000))) as results:
        next(results)
    assert sorted(begun) == sorted(ended)
    assert len(begun) < 12
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ThreadPool")]


def test_threads_of_the_libraries_are_as_before() -> None:
    before = cv2.getNumThreads(), [pool["num_threads"] for pool in threadpool_info()]
    inside = list(abreast(lambda _: cv2.getNumThreads(), range(3)))
    assert inside == [1, 1, 1]
    assert (cv2.getNumThreads(), [pool["num_threads"] for pool in threadpool_info()]) == before

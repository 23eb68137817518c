"""A thread that lives as long as the process: processes that must die with us start in it.

The kernel sends a parent-death signal when the thread ends that made the child
(prctl(2), PR_SET_PDEATHSIG), and a worker's job threads end after every job.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

_thread: ThreadPoolExecutor | None = None


def run_in_lasting_thread(work: Callable[[], Result]) -> Result:
    """Run it there, wait, and give its result or raise its error."""
    global _thread
    if _thread is None:
        _thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lasting")
    return _thread.submit(work).result()


def _forget_after_fork() -> None:
    """A forked process has no threads but one: its executor would wait for ever."""
    global _thread
    _thread = None


os.register_at_fork(after_in_child=_forget_after_fork)

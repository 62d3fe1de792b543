"""Ctrl-C at a moment when it can be answered."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def without_interruption() -> Iterator[None]:
    """Put off Ctrl-C to the end of the block; processes that are started meanwhile never see it.

    For what cannot be left half done, and for imports of libraries that swallow the exception.
    """
    late: list[int] = []
    # the mask is for the processes; it does not keep another thread from taking the signal for this one
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    here = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, lambda number, _: late.append(number)) if here else None
    try:
        yield
    finally:
        # first the mask: a signal that waited behind it must still meet the handler above
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        if here:
            signal.signal(signal.SIGINT, handler or signal.SIG_DFL)
        if late:
            signal.raise_signal(signal.SIGINT)

"""A crew of worker processes in which every attempt can be stopped.

Libraries written in C do not listen to signals, so an attempt that takes too long is ended by killing its process;
the next one starts in a fresh fork of a server that has everything loaded.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import forkserver, resource_tracker
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired, ProcessPool

from checks import preload
from checks.interruption import without_interruption
from checks.settings import Settings
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.judging import Task

Run = Callable[[Any], Evidence]

# set for the workers only: the order of sets decides forms in SymPy, and idle threads of a linear algebra library
# would eat the address space that is meant for the mathematics
_WORKER_ENVIRONMENT = {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def available_cores() -> int:
    """Cores this process may use."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


class Crew:
    """`jobs` workers. Use as a context manager: on leaving, every worker is killed, busy or not."""

    def __init__(self, run: Run, settings: Settings, jobs: int, documents: Iterable[str] = ()) -> None:
        self._run = run
        self._settings = settings
        self._jobs = jobs
        self._documents = tuple(documents)
        self._pool = self._open()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        _close(self._pool)

    def send(self, task: Task) -> Future[Evidence]:
        """Start a task; the clock of its time limit runs from the moment a worker takes it."""
        try:
            return self._schedule(task)
        except RuntimeError:  # the pool broke down, as it does when all of its workers vanish without a task
            self.restart()
            return self._schedule(task)

    def _schedule(self, task: Task) -> Future[Evidence]:
        future: Future[Evidence] = self._pool.schedule(
            _perform, args=(self._run, task, self._settings), timeout=self._settings.time_limit
        )
        return future

    def restart(self) -> None:
        """Replace all workers, after the pool itself has broken down."""
        _close(self._pool)
        self._pool = self._open()

    def _open(self) -> ProcessPool:
        start_server(self._documents)
        pool = ProcessPool(
            max_workers=self._jobs,
            initializer=_prepare,
            initargs=(self._settings.memory_limit,),
            context=multiprocessing.get_context("forkserver"),
        )
        try:
            with without_interruption():  # the first task starts the workers; half a pool could not be stopped again
                pool.schedule(_nothing)
        except BaseException:
            _close(pool)
            raise
        return pool


def _close(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()


def start_server(documents: Iterable[str]) -> None:
    """Start the process that workers are forked from, unless it runs already.

    It and its children never see Ctrl-C: stopping them is the auditor's business.
    """
    resource_tracker.ensure_running()  # else it would be started below, and unblock the signal again
    multiprocessing.get_context("forkserver").set_forkserver_preload(["checks.preload"])
    with _environment(_WORKER_ENVIRONMENT | {preload.VARIABLE: " ".join(documents)}), without_interruption():
        forkserver.ensure_running()


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _prepare(memory_limit: int) -> None:
    """In a new worker: limit its address space (MiB), and die when told, also in the middle of a C function."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    size = memory_limit * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        size = min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def _nothing() -> None:
    """A task for no purpose but to have one."""


def _perform(run: Run, task: Task, settings: Settings) -> Evidence:
    """In a worker: run one task from a state that does not depend on the tasks before it."""
    random.seed(settings.seed)
    # the auditor kills a task in time; should the auditor itself be killed, the kernel ends what it leaves behind
    signal.alarm(int(settings.time_limit) + 60)
    cache = sys.modules.get("sympy.core.cache")
    if cache is not None:
        cache.clear_cache()
    solver = sys.modules.get("checks.proving.solver")
    if solver is not None:
        solver.forget()
    begin = time.perf_counter()
    try:
        evidence = run(task)
    except MemoryError:
        evidence = None
    except Exception as error:
        return failed(task, error)
    if evidence is None:  # built out here, where the frames that held the memory are gone
        return stopped(task, "memory", "stopped (memory limit)")
    return evidence if evidence.seconds else replace(evidence, seconds=time.perf_counter() - begin)


def answer(task: Task, future: Future[Evidence], settings: Settings) -> Evidence | None:
    """The evidence of a finished task, also where its worker was killed; None where the whole pool broke down."""
    try:
        return future.result(timeout=0)
    except ProcessExpired as error:
        code = error.exitcode
        how = f"signal {-code}" if code and code < 0 else f"exit code {code}"
        return stopped(task, "died", f"worker died ({how})")
    except TimeoutError:
        return stopped(task, "time", f"stopped after {settings.time_limit:g} s (time limit)")
    except BrokenProcessPool:
        return None
    except Exception as error:  # a task or its evidence that cannot travel between processes
        return failed(task, error)


def stopped(task: Task, why: str, summary: str) -> Evidence:
    """What a witness says that was not allowed to finish."""
    return Evidence(task.function, Outcome.NOTHING, summary, {"stopped": why})


def failed(task: Task, error: Exception) -> Evidence:
    """What a witness says that broke down: a defect of this software, never of the claim."""
    text = f"{type(error).__name__}: {error}"
    return Evidence(task.function, Outcome.NOTHING, f"internal failure ({text})", {"stopped": "error", "error": text})

"""Scheduling judgements over a crew of workers.

A judgement is a generator: it yields lists of independent tasks, is sent the list of their evidences, and returns
the verdict. Tasks of the claims that come first in the document go first; what they return does not depend on when
they run.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from checks.catalogue import Entry
from checks.settings import Settings
from checks.verdict import Evidence, Outcome, Standing, Verdict

if TYPE_CHECKING:
    from checks.judging import Task
    from checks.store import Store
    from checks.workers import Crew, Run

Judgement = Generator[list[Any], list[Evidence], Verdict]
Judge = Callable[[str, Settings], Judgement]
_RESTARTS = 3  # of a pool that broke down under a claim's tasks, before they are given up


@dataclass(frozen=True)
class Failure:
    """A defect of this software that an audit met: in which claim (or document), doing what, and the error."""

    subject: str
    doing: str
    error: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.doing}: {self.error}"


@dataclass(frozen=True)
class Progress:
    """For whoever watches: claims finished, claims in all, ids of those being worked on."""

    done: int
    total: int
    running: tuple[str, ...]


@dataclass
class Case:
    """One claim under judgement. `order` is its place in the audit."""

    order: int
    entry: Entry
    judgement: Judgement
    tasks: list[Task] = field(default_factory=list)
    answers: list[Evidence | None] = field(default_factory=list)
    depends_on_machine: bool = False
    spent: float = 0.0
    restarts: int = 0


class Work:
    """The state of one audit."""

    def __init__(
        self,
        settings: Settings,
        store: Store | None,
        entries: list[Entry],
        failures: list[Failure],
        watch: Callable[[Progress], None] | None,
    ) -> None:
        self.settings = settings
        self.store = store
        self.entries = entries
        self.failures = failures
        self.finished: dict[str, Verdict] = {}
        self.recalled = 0
        self.interrupted = False
        self._watch = watch
        self._keys: dict[str, str] = {}
        self._ready: list[tuple[int, int, Case]] = []  # a heap: the claim's place, the task's place, the claim
        self._running: dict[Future[Evidence], tuple[Case, int]] = {}

    def recall(self, wanted: bool) -> None:
        """Take from the store what it has; note the address of every verdict."""
        if self.store is None:
            return
        from checks.store import key

        for entry in self.entries:
            self._keys[entry.id] = key(entry, self.settings)
            verdict = self.store.get(self._keys[entry.id], entry.id) if wanted else None
            if verdict is not None:
                self.finished[entry.id] = verdict
        self.recalled = len(self.finished)

    def judge_the_rest(self, jobs: int | None, judge: Judge | None, run: Run | None) -> None:
        entries = [e for e in self.entries if e.id not in self.finished]
        if not entries:
            return
        from checks.workers import Crew, available_cores, start_server

        needed = sorted({e.document for e in entries})
        start_server(needed)  # loads the libraries while this process does the same
        if judge is None or run is None:
            from checks import judging, witnesses

            judge, run = judge or judging.judge, run or witnesses.run
        jobs = jobs or available_cores()
        with Crew(run, self.settings, jobs, needed) as crew:
            for order, entry in enumerate(entries):
                self._advance(Case(order, entry, judge(entry.id, self.settings)), None)
                self._send(crew, jobs)
            while self._ready or self._running:
                self._send(crew, jobs)
                self._collect(crew)

    def _send(self, crew: Crew, jobs: int) -> None:
        # a few more than there are workers, so that none waits for this process; not all, so that the later tasks of
        # early claims can overtake
        while self._ready and len(self._running) < jobs + 2:
            _, place, case = heapq.heappop(self._ready)
            self._running[crew.send(case.tasks[place])] = (case, place)
        self._report()

    def _collect(self, crew: Crew) -> None:
        from checks.workers import answer

        patience = 3 * self.settings.time_limit + 120
        done, _ = wait(self._running, timeout=patience, return_when=FIRST_COMPLETED)
        broken = not done
        for future in done:
            case, place = self._running[future]
            evidence = answer(case.tasks[place], future, self.settings)
            if evidence is None:
                broken = True
                continue
            del self._running[future]
            self._receive(case, place, evidence)
        if broken:
            self._begin_again(crew)

    def _begin_again(self, crew: Crew) -> None:
        """The pool broke down: send its tasks to a new one, a few times."""
        again = list(self._running.values())
        self._running.clear()
        crew.restart()
        for case, place in again:
            case.restarts += 1
            if case.restarts > _RESTARTS:
                from checks.workers import failed

                self._receive(case, place, failed(case.tasks[place], RuntimeError("the worker pool breaks down")))
            else:
                heapq.heappush(self._ready, (case.order, place, case))

    def _receive(self, case: Case, place: int, evidence: Evidence) -> None:
        why = evidence.details.get("stopped")
        if evidence.outcome is Outcome.NOTHING and why in ("time", "memory", "died", "error"):
            case.depends_on_machine = True
            if why == "error":
                self.failures.append(Failure(case.entry.id, evidence.witness, str(evidence.details.get("error"))))
        case.answers[place] = evidence
        case.spent += evidence.seconds
        if all(a is not None for a in case.answers):
            self._advance(case, [a for a in case.answers if a is not None])

    def _advance(self, case: Case, answers: list[Evidence] | None) -> None:
        """Let the judgement go on until it needs workers again, or ends."""
        try:
            while True:
                tasks = next(case.judgement) if answers is None else case.judgement.send(answers)
                if tasks:
                    break
                answers = []
        except StopIteration as end:
            self._finish(case, end.value)
        except Exception as error:
            self._fail(case, error)
        else:
            case.tasks, case.answers, case.restarts = list(tasks), [None] * len(tasks), 0
            for place in range(len(tasks)):
                heapq.heappush(self._ready, (case.order, place, case))

    def _finish(self, case: Case, verdict: Verdict) -> None:
        try:
            # through JSON and back, so that a fresh verdict and a recalled one are the same thing
            verdict = Verdict.from_json(json.loads(json.dumps(verdict.to_json(), allow_nan=False)))
        except (TypeError, ValueError, AttributeError) as error:
            self._fail(case, error)
            return
        verdict = replace(
            verdict, seconds=verdict.seconds or case.spent, reproduce=verdict.reproduce or self._command(case.entry)
        )
        self.finished[case.entry.id] = verdict
        if self.store is not None and not case.depends_on_machine:
            self.store.put(self._keys[case.entry.id], verdict)
        self._report()

    def _fail(self, case: Case, error: Exception) -> None:
        """The judgement itself broke down: the claim stays undecided, and the audit says that it is to blame."""
        text = f"{type(error).__name__}: {error}"
        entry = case.entry
        self.failures.append(Failure(entry.id, "judging", text))
        self.finished[entry.id] = Verdict(
            id=entry.id,
            document=entry.document,
            line=entry.line,
            printed=entry.printed,
            kind=entry.kind,
            statement="",
            given=(),
            remark="",
            standing=Standing.UNDECIDED,
            because=f"internal failure while judging ({text})",
            amended=entry.amended,
            seconds=case.spent,
            reproduce=self._command(entry),
        )

    def _command(self, entry: Entry) -> str:
        return f"corrigenda show {entry.id} --seed {self.settings.seed}"

    def _report(self) -> None:
        if self._watch is not None:
            running = dict.fromkeys(case.entry.id for case, _ in self._running.values())
            self._watch(Progress(len(self.finished), len(self.entries), tuple(running)))

"""Many claims: schedule their judgements over a crew of workers, keep what is finished, survive what breaks.

How a claim is judged is `checks.judging`'s business, when its parts run is `checks.scheduling`'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks import catalogue, documents
from checks.catalogue import Listing
from checks.scheduling import Failure, Judge, Progress, Work
from checks.settings import Settings
from checks.verdict import Standing, Verdict

if TYPE_CHECKING:
    from checks.store import Store
    from checks.workers import Run


@dataclass(frozen=True)
class Audit:
    """What an audit found. `verdicts` are in document order; `missing` were not reached before an interruption."""

    settings: Settings
    listings: tuple[Listing, ...]
    verdicts: tuple[Verdict, ...]
    failures: tuple[Failure, ...] = ()
    interrupted: bool = False
    missing: tuple[str, ...] = ()
    recalled: int = 0
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """0 nothing refuted, 1 something refuted, 3 inconsistent or internal failure, 130 interrupted."""
        standings = {v.standing for v in self.verdicts}
        if self.interrupted:
            return 130
        if self.failures or Standing.INCONSISTENT in standings:
            return 3
        return 1 if Standing.REFUTED in standings else 0


def audit(
    names: Sequence[str] = (),
    settings: Settings = Settings(),
    jobs: int | None = None,
    store: Store | None = None,
    *,
    recall: bool = True,
    watch: Callable[[Progress], None] | None = None,
    judge: Judge | None = None,
    run: Run | None = None,
) -> Audit:
    """Judge the named claims (all documents without names) with `jobs` worker processes (all cores by default).

    store: where finished verdicts are kept, and looked up unless `recall` is False.  judge, run: replace the engine
    in tests.  Raises UnknownName for names that mean nothing. Ctrl-C ends the audit, with what is finished.
    """
    begin = time.perf_counter()
    listings, failures = _listings(names, store)
    entries = catalogue.select(names, listings)
    work = Work(settings, store, entries, failures, watch)
    try:
        work.recall(recall)
        work.judge_the_rest(jobs, judge, run)
    except KeyboardInterrupt:
        work.interrupted = True
    verdicts = tuple(work.finished[e.id] for e in entries if e.id in work.finished)
    chosen = {e.document for e in entries}
    return Audit(
        settings,
        tuple(found for found in listings if found.id in chosen),
        verdicts,
        tuple(sorted(work.failures, key=str)),
        work.interrupted,
        tuple(e.id for e in entries if e.id not in work.finished),
        work.recalled,
        time.perf_counter() - begin,
    )


def _listings(names: Sequence[str], store: Store | None) -> tuple[list[Listing], list[Failure]]:
    """The documents the names are in. One that cannot be imported is a failure; the others still count."""
    found, failures = [], []
    for document_id in catalogue.documents_of(names):
        try:
            found.append(catalogue.listing(document_id, store.folder if store else None))
        except documents.BrokenDocument as error:
            if any(name.partition("/")[0] == document_id for name in names):
                raise
            failures.append(Failure(document_id, "finding its claims", str(error)))
    return catalogue.in_order(found), failures

"""Recorded verdicts: written by a command, compared by the test suite, reviewed as a difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from checks import atomic, catalogue, documents, sources
from checks.auditing import Audit
from checks.catalogue import Entry
from checks.errors import CorrigendaError
from checks.verdict import Standing, Verdict


class NotRecordable(CorrigendaError):
    """An audit whose verdicts must not become the record; the message says why."""


def record_path(document_id: str) -> Path:
    """Where the document's verdicts are recorded. Raises UnknownName, or ImportError for a missing package."""
    return sources.home(documents.entry_point(document_id).partition(":")[0])[0]


def write_record(document_id: str, audit: Audit) -> Path:
    """Record the verdicts of one document from an audit of all its claims.

    Raises NotRecordable for an unfinished audit, an internal failure or an inconsistent verdict; CannotWrite.
    """
    if audit.interrupted:
        raise NotRecordable(f"{document_id} is not recorded: the audit was interrupted")
    if audit.failures:
        raise NotRecordable(f"{document_id} is not recorded: internal failure: {audit.failures[0]}")
    verdicts = {v.id: v for v in audit.verdicts}
    made = catalogue.live(document_id)
    missing = [e.id for e in made.claims if e.id not in verdicts]
    if missing:
        raise NotRecordable(f"{document_id} is not recorded: no verdict for {', '.join(missing)}")
    contradictions = [e.id for e in made.claims if verdicts[e.id].standing is Standing.INCONSISTENT]
    if contradictions:
        raise NotRecordable(f"{document_id} is not recorded: inconsistent: {', '.join(contradictions)}")
    entries = tuple(
        replace(e, verdict=str(verdicts[e.id].standing), extra_assumption=verdicts[e.id].extra_assumption)
        for e in made.claims
    )
    path, files = sources.home(documents.entry_point(document_id).partition(":")[0])
    atomic.write_json(path, catalogue.as_record(replace(made, claims=entries), sources.digest(files)))
    return path


def differences(recorded: Entry | None, now: Verdict, before: dict[str, Entry], after: dict[str, Verdict]) -> list[str]:
    """How the verdict computed now differs from the recorded one, in sentences; empty where it does not.

    before, after: the recorded entries and the verdicts by id, for the claim's correction.
    """
    command = f"accept it with `corrigenda record {now.document}`, review the difference, and commit it"
    if recorded is None or recorded.verdict is None:
        return [f"{now.id}: no verdict is recorded; now {now.standing}, because {now.because}; {command}"]
    found = []
    if recorded.verdict != now.standing:
        found.append(f"recorded {recorded.verdict}, now {now.standing}, because {now.because}")
    if recorded.extra_assumption != now.extra_assumption:
        found.append(
            f"recorded extra assumption {recorded.extra_assumption or 'none'}, now {now.extra_assumption or 'none'}"
        )
    if recorded.amended != now.amended:
        found.append(f"recorded correction {recorded.amended or 'none'}, now {now.amended or 'none'}")
    elif now.amended is not None and now.amended in after:
        old = before[now.amended].verdict if now.amended in before else None
        new = after[now.amended].standing
        if old != new:
            found.append(f"its correction was recorded {old or 'without a verdict'}, now {new}")
    return [f"{now.id}: {difference}; {command}" for difference in found]

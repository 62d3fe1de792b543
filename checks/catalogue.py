"""Which claims there are, without the weight of a computer algebra system.

A listing comes from the document's recorded verdicts where they were recorded from the sources as they are now;
otherwise the document is imported, and the listing kept until its sources change.
"""

from __future__ import annotations

import contextlib
import fnmatch
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from checks import atomic, documents, sources
from checks.errors import UnknownName

RECORD_SCHEMA = 1


@dataclass(frozen=True)
class Entry:
    """One claim as listings and records name it. `verdict` is the recorded one, None where there is none.

    `amended` is the id of the claim that states its correction; `module` holds the claim.
    """

    id: str
    document: str
    line: int | None
    printed: str
    kind: str
    module: str
    verdict: str | None = None
    extra_assumption: str | None = None
    amended: str | None = None


@dataclass(frozen=True)
class Listing:
    """A document and its claims in order; `current` tells whether the recorded verdicts fit the sources."""

    id: str
    title: str
    note: str
    sha256: str
    claims: tuple[Entry, ...]
    current: bool = False

    def about(self) -> dict[str, str]:
        """What reports say about the document."""
        return {"id": self.id, "title": self.title, "note": self.note, "sha256": self.sha256}


def listing(document_id: str, keep: Path | None = None) -> Listing:
    """The claims of one document. Raises UnknownName, or BrokenDocument where it must be imported and cannot be.

    keep: a folder for listings made by importing; without it they are made anew each time.
    """
    module = documents.entry_point(document_id).partition(":")[0]
    try:
        record, files = sources.home(module)
    except ImportError:
        documents.load(document_id)  # raises the error that names the entry point, or imports an unusual package
        return live(document_id)
    digest = sources.digest(files)
    recorded = read_record(record)
    if recorded is not None and recorded["sources"] == digest:
        return from_record(recorded, current=True)
    place = keep / "listings" / f"{document_id}-{digest[:32]}-{sources.engine_digest()[:16]}.json" if keep else None
    kept = read_record(place) if place else None
    if kept is not None:
        return from_record(kept)
    made = live(document_id)
    if place is not None:
        with contextlib.suppress(OSError):  # only a cache: the store says so itself when it cannot be written
            atomic.write_json(place, as_record(made, digest))
    return made


def live(document_id: str) -> Listing:
    """The listing of the imported document, with the verdicts of its last record where it has one."""
    document = documents.load(document_id)
    module = documents.entry_point(document_id).partition(":")[0]
    try:
        old = read_record(sources.home(module)[0])
    except ImportError:
        old = None
    known = {c["id"]: c for c in old["claims"]} if old else {}
    entries = []
    for claim in document:
        before = known.get(claim.id, {})
        entries.append(
            Entry(
                claim.id,
                document_id,
                claim.line,
                claim.printed,
                claim.kind,
                claim.module or module,
                before.get("verdict"),
                before.get("extra_assumption"),
                claim.amended.id if claim.amended else None,
            )
        )
    return Listing(document.id, document.title, document.note, document.sha256, tuple(entries))


def as_record(listing: Listing, sources_digest: str) -> dict[str, Any]:
    """The contents of a `record.json`."""
    claims = [{k: v for k, v in asdict(entry).items() if k != "document"} for entry in listing.claims]
    return {"schema": RECORD_SCHEMA, "document": listing.about(), "sources": sources_digest, "claims": claims}


def read_record(path: Path) -> dict[str, Any] | None:
    """A document's recorded verdicts; None where there are none or they cannot be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return data if _well_formed(data) else None


def _well_formed(data: Any) -> bool:
    try:
        from_record(data)
        return bool(data["schema"] == RECORD_SCHEMA and isinstance(data["sources"], str))
    except (KeyError, TypeError):
        return False


def from_record(record: dict[str, Any], *, current: bool = False) -> Listing:
    """The listing that a record holds. Raises KeyError or TypeError for data of another shape."""
    about = record["document"]
    entries = tuple(Entry(document=about["id"], **claim) for claim in record["claims"])
    return Listing(about["id"], about["title"], about["note"], about["sha256"], entries, current)


def in_order(listings: Iterable[Listing]) -> list[Listing]:
    """Documents in the order of their notes."""
    return sorted(listings, key=lambda found: (found.note, found.id))


def documents_of(names: Sequence[str]) -> list[str]:
    """The ids of the documents in which `names` are to be looked up. Raises UnknownName."""
    known = list(documents.registered())
    if not known:
        documents.entry_point(names[0] if names else "")  # raises: nothing is installed
    if not names:
        return known
    found: set[str] = set()
    for name in names:
        head = name.partition("/")[0]
        if "/" not in name and head not in known:
            return known  # a bare claim name or a pattern may be anywhere
        matching = fnmatch.filter(known, head)
        if not matching:
            documents.entry_point(head)  # raises, with suggestions
        found.update(matching)
    return sorted(found)


def select(names: Sequence[str], listings: Sequence[Listing]) -> list[Entry]:
    """The claims that `names` mean, in document order; all of them where there are no names.

    A name is a document's id, a claim's id, a pattern such as `product-flow/chain-*`, or the part of a claim's id
    behind the slash where only one document has it. With a claim goes its correction. Raises UnknownName.
    """
    entries = [entry for found in listings for entry in found.claims]
    if not names:
        return entries
    by_id = {entry.id: entry for entry in entries}
    wanted: set[str] = set()
    for name in names:
        wanted.update(named(name, listings))
    wanted |= {str(by_id[i].amended) for i in wanted if by_id[i].amended}
    return [entry for entry in entries if entry.id in wanted]


def named(name: str, listings: Sequence[Listing]) -> list[str]:
    """The ids of the claims that one name means (see `select`). Raises UnknownName."""
    by_id = {entry.id: entry for found in listings for entry in found.claims}
    if name in by_id:
        return [name]
    for found in listings:
        if name == found.id:
            return [entry.id for entry in found.claims]
    if any(c in name for c in "*?["):
        matching = fnmatch.filter(by_id, name) or [i for i in by_id if fnmatch.fnmatch(i.partition("/")[2], name)]
        if matching:
            return matching
        raise UnknownName(f"no claim matches {name!r}")
    behind = [i for i in by_id if i.partition("/")[2] == name]
    if len(behind) == 1:
        return behind
    if behind:
        raise UnknownName(f"{name!r} is the name of several claims: {', '.join(behind)}")
    known = [*(found.id for found in listings), *documents.registered(), *by_id]
    what = "claim" if "/" in name else "document or claim"
    raise UnknownName(f"no {what} {name!r}{documents.suggestion(name, dict.fromkeys(known))}")

"""The list of claims as plain text, written without help from a library: it should feel instant."""

from __future__ import annotations

from collections.abc import Iterable

from checks.catalogue import Listing

_TITLES = ("line", "claim", "kind", "recorded verdict")


def listings_as_text(listings: Iterable[Listing]) -> str:
    """One table for each document, in aligned columns."""
    return "\n".join("\n".join(_document(found)) + "\n" for found in listings)


def _document(found: Listing) -> Iterable[str]:
    rows = [_TITLES] + [
        ("-" if e.line is None else str(e.line), e.id.partition("/")[2], e.kind, e.verdict or "none")
        for e in found.claims
    ]
    line, claim, kind, verdict = (max(len(row[column]) for row in rows) for column in range(4))
    yield f"{found.id}: {found.title}"
    yield f"note {found.note}, sha256 {found.sha256[:16]}…, {len(rows) - 1} claims"
    for number, row in enumerate(rows):
        yield f"{row[0]:>{line}}  {row[1]:{claim}}  {row[2]:{kind}}  {row[3]}".rstrip()
        if number == 0:
            yield "─" * (line + claim + kind + verdict + 6)
    if not found.current and any(e.verdict for e in found.claims):
        yield f"The sources have changed since these verdicts were recorded: `corrigenda audit {found.id}` judges anew."

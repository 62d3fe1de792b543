"""Finding documents: each is announced by an entry point of the group `corrigenda.documents`.

The entry point's name is the document's id, its value the Document object (`product-flow =
derivations.product_flow:note`). Asking which documents there are imports none of them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from checks.errors import CorrigendaError, UnknownName
from checks.interruption import without_interruption

if TYPE_CHECKING:
    from checks.claim import Claim, Document

GROUP = "corrigenda.documents"


class BrokenDocument(CorrigendaError):
    """A document that is announced but cannot be imported; the message names its entry point."""


@cache
def registered() -> dict[str, str]:
    """Document ids and their entry points' values (`module:object`), sorted by id."""
    found: dict[str, str] = {}
    for point in metadata.entry_points(group=GROUP):
        # one distribution seen twice on the path announces the same document twice
        if found.setdefault(point.name, point.value) != point.value:
            raise CorrigendaError(
                f"two installed packages announce the document {point.name!r}: {found[point.name]} and {point.value}; "
                "uninstall one of them"
            )
    return dict(sorted(found.items()))


def entry_point(document_id: str) -> str:
    """The value of a document's entry point. Raises UnknownName, with suggestions."""
    known = registered()
    if document_id not in known:
        if not known:
            raise UnknownName(f"no document is installed (entry points of the group {GROUP!r})")
        raise UnknownName(f"no document {document_id!r}{suggestion(document_id, known)}")
    return known[document_id]


@cache
def load(document_id: str) -> Document:
    """Import a document. Raises UnknownName, or BrokenDocument where the import fails."""
    value = entry_point(document_id)
    where = f"document {document_id!r} (entry point {value})"
    try:
        with without_interruption():
            note = metadata.EntryPoint(document_id, value, GROUP).load()
    except Exception as error:
        raise BrokenDocument(f"{where} cannot be imported: {type(error).__name__}: {error}") from error
    from checks.claim import Document

    if not isinstance(note, Document):
        raise BrokenDocument(f"{where} is a {type(note).__name__}, not a Document")
    if note.id != document_id:
        raise BrokenDocument(f"{where} calls itself {note.id!r}; the two names must agree")
    return note


def find_claim(claim_id: str) -> Claim:
    """The claim with this id (`document/name`). Raises UnknownName, with the nearest ids."""
    document_id, _, name = claim_id.partition("/")
    document = load(document_id)
    if name not in document.claims:
        raise UnknownName(f"no claim {claim_id!r}{suggestion(claim_id, (c.id for c in document))}")
    return document.claims[name]


def suggestion(wanted: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: "; did you mean …?" with up to three names, or nothing.

    Names behind the slash are compared with one another, within the document where it exists.
    """
    known = list(known)
    head, slash, tail = wanted.rpartition("/")
    inside = [k for k in known if k.startswith(f"{head}/")] if slash else known
    if slash and not inside:  # the document is misspelt too
        names, tail = {k: k for k in known}, wanted
    else:
        names = {k.rpartition("/")[2]: k for k in inside}
    near = [names[n] for n in difflib.get_close_matches(tail, names, n=3, cutoff=0.6)]
    return f"; did you mean {' or '.join(near)}?" if near else ""

"""An audit and a listing as JSON. The shapes are `verdicts.schema.json` and `listing.schema.json` in this folder.

`SCHEMA` is raised with every change that could break a reader; a new optional field does not raise it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from importlib import resources
from typing import TYPE_CHECKING, Any

from checks import __version__, sources
from checks.verdict import Standing, Verdict

if TYPE_CHECKING:
    from checks.auditing import Audit
    from checks.catalogue import Listing

SCHEMA = 1


def schema(name: str = "verdicts") -> dict[str, Any]:
    """The shipped JSON Schema, `verdicts` or `listing`."""
    text = resources.files("checks.reporting").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def audit_as_json(audit: Audit) -> dict[str, Any]:
    """Everything that an audit found. Two audits with the same settings differ only in times."""
    by_id = {v.id: v for v in audit.verdicts}
    return {
        "schema": SCHEMA,
        "tool": tool(),
        "settings": asdict(audit.settings),
        "documents": [found.about() for found in audit.listings],
        "claims": [_claim(v, by_id) for v in audit.verdicts],
        "summary": summary(audit.verdicts),
        "interrupted": audit.interrupted,
        "missing": list(audit.missing),
        "failures": [asdict(f) for f in audit.failures],
        "seconds": audit.seconds,
    }


def listings_as_json(listings: Iterable[Listing]) -> dict[str, Any]:
    """The claims that there are, with their recorded verdicts."""
    listings = list(listings)
    return {
        "schema": SCHEMA,
        "tool": {"name": "corrigenda", "version": __version__},
        "documents": [found.about() | {"record_is_current": found.current} for found in listings],
        "claims": [
            {
                "id": e.id,
                "document": e.document,
                "line": e.line,
                "printed": e.printed,
                "kind": e.kind,
                "recorded": e.verdict,
                "extra_assumption": e.extra_assumption,
                "amended": e.amended,
            }
            for found in listings
            for e in found.claims
        ],
    }


def tool() -> dict[str, Any]:
    """Name and version of this software, and of everything a verdict may depend on."""
    libraries = {"python": sys.version.split()[0]} | sources.library_versions()
    return {"name": "corrigenda", "version": __version__, "libraries": libraries}


def summary(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many claims have each verdict, all ten named, in the order of the legend."""
    counts = Counter(v.standing for v in verdicts)
    return {standing.value: counts[standing] for standing in Standing}


def dumps(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _claim(verdict: Verdict, by_id: dict[str, Verdict]) -> dict[str, Any]:
    data = verdict.to_json()
    data["verdict"] = data.pop("standing")
    data["witnesses"] = data.pop("evidence")
    if verdict.amended is not None:
        correction = by_id.get(verdict.amended)
        data["amended"] = {
            "id": verdict.amended,
            "printed": correction.printed if correction else None,
            "verdict": correction.standing if correction else None,
        }
    return data

"""All that is known about one claim."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from checks.reporting.console import field, formula, standing
from checks.reporting.terminal import counterexample
from checks.verdict import Evidence, Verdict

_LONG = ("links", "lemmas", "rewritings")  # shown apart, or in the JSON file only
_GAP = 13  # room for the longest name of a witness


def print_page(out: Console, verdict: Verdict, amended: Verdict | None = None) -> None:
    """The claim, what it assumes, its derivation, each witness's evidence, and the judgement."""
    out.print(Text(verdict.id, style="bold"))
    field(out, "where", "beyond the note" if verdict.line is None else f"line {verdict.line}")
    field(out, "kind", verdict.kind)
    formula(out, "printed", verdict.printed)
    if verdict.statement:
        formula(out, "statement", verdict.statement)
    for number, given in enumerate(verdict.given):
        origin = f"line {given['line']}" if given.get("stated") else "unstated"
        field(out, "" if number else "assuming", f"{given['condition']}  ({origin})")
    if verdict.remark:
        field(out, "remark", verdict.remark)
    if any(evidence.details.get("links") for evidence in verdict.evidence):
        out.print(Text("\nDerivation", style="bold"))
        print_derivation(out, verdict)
    if lemmas := next((e.details["lemmas"] for e in verdict.evidence if e.details.get("lemmas")), None):
        out.print(Text("\nLemmas", style="bold"))
        _links(out, lemmas)
    out.print(Text("\nWitnesses", style="bold"))
    for evidence in verdict.evidence:
        _evidence(out, evidence)
    if not verdict.evidence:
        out.print("  none was asked")
    out.print(Text("\nVerdict", style="bold"))
    field(out, "verdict", standing(verdict.standing))
    field(out, "because", verdict.because)
    if verdict.extra_assumption:
        field(out, "holds if", verdict.extra_assumption)
    if verdict.counterexample is not None:
        counterexample(out, verdict.counterexample)
    for number, (name, value) in enumerate(verdict.constants.items()):
        field(out, "" if number else "constants", f"{name} = {value}")
    if amended is not None:
        formula(out, "amended", amended.printed)
        verdict_on_it = Text("which is ").append(standing(amended.standing))
        field(out, "", verdict_on_it.append(f" ({amended.id}): {amended.because}"))
    field(out, "took", f"{verdict.seconds:.2f} s")
    formula(out, "reproduce", verdict.reproduce)


def print_derivation(out: Console, verdict: Verdict) -> None:
    """Line by line, with the reason for each and the rung that closed the link.

    A claim that was derived twice, as it stands and under an extra assumption, shows the second time: it gets further.
    """
    derived = [evidence for evidence in verdict.evidence if evidence.details.get("links")]
    if derived and "under" in derived[-1].details:
        out.print(Text(f"     under the extra assumption {derived[-1].details['under']}"), soft_wrap=True)
    if derived:
        _links(out, derived[-1].details["links"])


def _links(out: Console, links: list[dict[str, Any]]) -> None:
    for link in links:
        relation = str(link.get("relation", "=")).rjust(4)
        out.print(Text(f"{relation} {link.get('line', '')}"), soft_wrap=True)
        closed = f"[{link['rung']}]" if link.get("rung") else ""
        field(out, "", " ".join(part for part in (str(link.get("reason", "")), closed) if part), indent=10, gap=0)


def _evidence(out: Console, evidence: Evidence) -> None:
    took = f" ({evidence.seconds:.2f} s)" if evidence.seconds else ""
    field(out, evidence.witness, f"{evidence.outcome}: {evidence.summary}{took}", gap=_GAP)
    for name, value in evidence.details.items():
        if name not in _LONG:
            field(out, "", f"{name.replace('_', ' ')}: {_plain(value)}", gap=_GAP)
    if evidence.counterexample is not None:
        field(out, "", f"counterexample {evidence.counterexample}", gap=_GAP)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} = {_plain(v)}" if k else _plain(v) for k, v in value.items())
    if isinstance(value, list):
        return "; ".join(_plain(v) for v in value)
    return str(value)

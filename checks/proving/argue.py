"""Checking a derivation: every link by the zero test, then the last line against what the statement says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from checks.proving.chain import Chain, Change, Line
from checks.proving.definedness import obligations
from checks.proving.ladder import close
from checks.proving.relations import Context
from checks.proving.travel import comparable
from checks.verdict import Evidence, Outcome


@dataclass
class Conclusion:
    """What a statement makes of the last line: proved or not, by which rung, and figures worth reporting."""

    proved: bool
    rung: str
    claim: str
    latex: str = ""
    details: dict[str, Any] = field(default_factory=dict)


Moved = Callable[[sp.Expr], sp.Expr]
Finish = Callable[[sp.Expr, Context, Moved], Conclusion]


def link(expression: sp.Basic, reason: str, rung: str, relation: str = "=") -> dict[str, str]:
    """One line of a derivation as reports show it."""
    return {
        "line": str(expression),
        "latex": sp.latex(expression),
        "reason": reason,
        "rung": rung,
        "relation": relation,
    }


def argue(
    subject: sp.Expr,
    chain: Chain | None,
    context: Context,
    finish: Finish,
    *,
    up_to_constants: bool = False,
    depends: Sequence[sp.Symbol] = (),
) -> Evidence:
    """Follow the lines of `chain` from `subject`, closing each link, and let `finish` conclude from the last one.

    Without a chain the definitions are expanded and `finish` is asked at once. Every link must close: one open link
    and the derivation proves nothing, however plausible the end. `finish` is handed the last line, the domain as the
    changes of variables left it, and the map that rewrites other expressions of the statement in the last variables.
    """
    links = [link(subject, "the quantity in question", "", "")]
    current = subject
    known = obligations(context.inside(subject.doit(integrals=False)))
    images: list[tuple[sp.Symbol, sp.Expr]] = []

    def moved(e: sp.Expr) -> sp.Expr:
        e = e.doit(integrals=False)
        for old, image in images:
            e = e.xreplace({old: image})
        return e

    for step in chain.steps if chain else ():
        if isinstance(step, Change):
            problem, context = _change(step, context)
            if problem:
                return _open(links, f"the change of variables {step.new} = {step.value}: {problem}")
            links.append(link(step.value, f"{step.reason}: put {step.new} =", "inverted exactly", ":"))
            current = current.doit(integrals=False).xreplace({step.old: step.image})
            images.append((step.old, step.image))
            known = obligations(context.inside(current))
            continue
        assert isinstance(step, Line)
        if step.relation == "≍":
            if not up_to_constants:
                return _open(links, "lines joined by ≍ belong to order statements only")
            rung = comparable(current, step.expression, context, depends)
        else:
            rung = close(current, step.expression, context)
        if rung is None:
            return _open(links, f"the line `{step.expression}` does not follow from `{current}` by any exact rung")
        # a line without a value where the subject has one would let the end say less than the statement
        if not context.defined(step.expression.doit(integrals=False), frozenset(known)):
            return _open(links, f"the line `{step.expression}` is not shown to be defined wherever `{subject}` is")
        links.append(link(step.expression, step.reason, rung, step.relation))
        current = step.expression
    if chain is None and current != (expanded := current.doit(integrals=False)):
        links.append(link(expanded, "the definitions, differentiated", "definition"))
        current = expanded
    conclusion = finish(current, context, moved)
    if not conclusion.proved:
        return _open(links, conclusion.claim)
    links.append(
        {
            "line": conclusion.claim,
            "latex": conclusion.latex,
            "reason": "conclusion",
            "rung": conclusion.rung,
            "relation": "",
        }
    )
    rungs = sorted({entry["rung"] for entry in links if entry["rung"]})
    return Evidence(
        "derive",
        Outcome.PROVES,
        f"{conclusion.claim}; links closed by {', '.join(rungs)}",
        {"links": links, **conclusion.details},
    )


def _open(links: list[dict[str, str]], why: str) -> Evidence:
    return Evidence("derive", Outcome.NOTHING, f"no proof: {why}", {"links": links})


def _change(step: Change, context: Context) -> tuple[str, Context]:
    """Why the change is not sound ("" where it is), and the domain in the new variable."""
    if step.new != sp.Symbol(step.new.name, real=True):
        return f"{step.new} must be a plain real symbol, so that it can stand for every real value", context
    if any(x.name == step.new.name for x in context.symbols):
        return f"{step.new} is in use", context
    recovered = step.image.xreplace({step.new: step.value})
    if not context.defined(step.value) or not context.defined(recovered):
        return f"{step.value} or {recovered} is not shown to be defined on the whole domain", context
    if close(recovered, step.old, context) is None:
        return f"{step.old} is not recovered from {step.image}", context
    for condition in step.given:
        if not context.holds(condition.xreplace({step.new: step.value})):
            return f"{condition} is not implied", context
    others = [x for x in context.symbols if x != step.old]
    first = Context(step.given, {*others, step.new, *step.image.free_symbols})
    kept = [c for c in context.raw if step.old not in c.free_symbols]
    first = first.with_conditions(*kept)
    moved = [c.xreplace({step.old: step.image}) for c in context.raw if step.old in c.free_symbols]
    # expressed over strengthened symbols the moved conditions simplify: ((s*x)**(1/d))**d is s*x for s*x > 0
    tidy = [_tidy(c, first) for c in moved]
    return "", Context((*step.given, *kept, *(c for c in tidy if c != sp.true)), first.symbols)


def _tidy(condition: sp.Basic, context: Context) -> sp.Basic:
    """An equivalent condition over the plain symbols, with powers of known-positive symbols merged."""
    back = {strong: plain for plain, strong in context.strengthened.items()}
    inside = context.inside(condition)
    return inside.xreplace(back) if inside not in (sp.true, sp.false) else inside

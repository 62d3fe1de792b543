"""Confirming: agreement with the definitions at independent exact random points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational

from checks.quantities import TravelTime
from checks.statements.pointwise import Point, Pointwise, written
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.settings import Settings
    from numeric.domains import Domain

CROSS_CHECKS = 4


def confirm_pointwise(statement: Pointwise, domain: Domain, settings: Settings) -> Evidence:
    """Evaluate the formula at random rational points, hard ones included, to the digits that settings ask for.

    Agreement at fewer than `settings.points` points confirms nothing, unless there are no more points.
    """
    from numeric.points import sample

    agreed = undefined = unclear = 0
    extremes: list[dict[str, str]] = []
    # each point of a formula with an integral costs a quadrature, and tiny or huge ranges cost the most
    costly = statement.formula().has(TravelTime, sp.Integral)
    points = sample(domain, settings.points * 2, settings.seed, hard=not costly)
    for point in points:
        certain, agrees, seen = statement.truth_at(point, settings.digits)
        if certain is False:
            found = statement.show(point, seen)
            return Evidence("confirm", Outcome.REFUTES, f"differs {found}", {"agreed": agreed}, found)
        if agrees:
            agreed += 1
            if agreed <= CROSS_CHECKS and (problem := _second_opinion(statement, point)):
                return Evidence("confirm", Outcome.NOTHING, problem, {"disagreement": True, "point": written(point)})
            if len(extremes) < 3:
                extremes.append(written(point))
            if agreed >= settings.points:
                break
        elif any(s.left == "undefined" or s.right == "undefined" for s in seen.values()):
            undefined += 1
        else:
            unclear += 1
    details = {
        "points": agreed,
        "digits": settings.digits,
        "undefined": undefined,
        "unclear": unclear,
        "seed": settings.seed,
        "examples": extremes,
    }
    exhausted = not domain.symbols and agreed == 1
    if agreed >= settings.points or exhausted:
        where = f"{agreed} exact random points" if not exhausted else "the only point there is"
        return Evidence("confirm", Outcome.AGREES, f"agrees to {settings.digits} digits at {where}", details)
    return Evidence(
        "confirm", Outcome.NOTHING, f"only {agreed} of {settings.points} points could be evaluated", details
    )


def _second_opinion(statement: Pointwise, point: Point) -> str | None:
    """mpmath must see the same numbers as Arb; what it says where they differ."""
    from numeric.balls import evaluate, mpmath_check

    for relation in sorted(statement.formula().atoms(Relational), key=str):
        for side in relation.args:
            value = evaluate(side, point, digits=30)
            if value.ball is not None and mpmath_check(side, point, value.ball) is False:
                return f"Arb and mpmath disagree on {side}"
    return None

"""Confirming order statements: quotients measured from the definitions, on the domain and over many scales."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.figures import number, shown
from checks.statements.pointwise import Point, written
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from checks.settings import Settings
    from checks.statements.order import Order
    from checks.statements.solution import LimitIs
    from numeric.domains import Domain

EXPONENTS = (1, 2, 3, 4, 5, 6, 8, 10, 12)
_WIDE = 10**5
_HUGE = Fraction(10) ** 1000


def _key(point: Point, depends: tuple[sp.Symbol, ...]) -> str:
    return ",".join(f"{x.name}={point[x]}" for x in depends)


class Ranges:
    """Least and greatest quotient for each value of the symbols that the constants may depend on."""

    def __init__(self, depends: tuple[sp.Symbol, ...]) -> None:
        self.depends = depends
        self.seen: dict[str, list[Fraction]] = {}

    def add(self, point: Point, quotient: Fraction) -> None:
        self.seen.setdefault(_key(point, self.depends), []).append(quotient)

    def table(self) -> dict[str, list[str]]:
        return {k: [shown(min(v)), shown(max(v))] for k, v in sorted(self.seen.items())}

    def widest(self) -> Fraction:
        """The largest ratio of two quotients that one pair of constants has to cover."""
        return max(max(v) / min(v) if min(v) > 0 else Fraction(_WIDE**2) for v in self.seen.values())

    def overall(self) -> str:
        everything = [q for v in self.seen.values() for q in v]
        return f"{float(min(everything)):.4g} to {float(max(everything)):.4g}"


def sign_clash(statement: Order, domain: Domain, point: Point, digits: int) -> Counterexample | None:
    """f = Θ(g) fails at a point where f and g differ in sign, or exactly one of them is zero (certified)."""
    from numeric.balls import compare

    zero = sp.Integer(0)
    f, g = (compare(side, zero, point, digits=digits) for side in (statement.f, statement.g))
    signs = [{"less": -1, "equal": 0, "greater": 1}.get(c.order) for c in (f, g)]
    if None in signs or signs[0] == signs[1] or domain.contains(point) is not True:
        return None
    return Counterexample(written(point), f.left, g.left, "= Θ of")


def confirm_on_the_domain(statement: Order, domain: Domain, settings: Settings) -> Evidence:
    """f/g is positive at every exact random point; its range is reported for each value of `depends`."""
    from numeric.balls import evaluate
    from numeric.points import sample

    ranges, agreed = Ranges(statement.depends), 0
    for point in sample(domain, settings.points * 2, settings.seed):
        if (clash := sign_clash(statement, domain, point, settings.digits)) is not None:
            return Evidence("confirm", Outcome.REFUTES, f"the two sides differ in sign {clash}", {}, clash)
        quotient = number(evaluate(statement.quotient, point, digits=settings.digits))
        if quotient is None:
            continue
        ranges.add(point, quotient)
        agreed += 1
        if agreed >= settings.points:
            break
    details = {"points": agreed, "digits": settings.digits, "seed": settings.seed, "range_at": ranges.table()}
    if agreed < settings.points:
        return Evidence("confirm", Outcome.NOTHING, f"only {agreed} points could be evaluated", details)
    if ranges.widest() > _WIDE:
        seen = f"from {ranges.overall()}, too wide a range to speak of constants"
        return Evidence("confirm", Outcome.NOTHING, f"the quotient is positive, {seen}", details)
    summary = f"the quotient is positive at {agreed} exact random points, from {ranges.overall()}"
    return Evidence("confirm", Outcome.AGREES, summary, details)


def _ladder_points(domain: Domain, variable: sp.Symbol, to_zero: bool, settings: Settings) -> list[list[Point]]:
    """Sequences of points of the domain along which only `variable` moves towards its limit."""
    from numeric.points import sample

    wanted = -(-settings.points // len(EXPONENTS))
    rows: list[list[Point]] = []
    for base in sample(domain, 6 * wanted, settings.seed, hard=False):
        row: list[Point] = []
        for k in EXPONENTS:
            value = Fraction(1, 10**k) if to_zero else Fraction(10**k)
            point = dict(base) | {variable: value}
            if domain.contains(point):
                row.append(point)
        if len(row) >= len(EXPONENTS) - 2:
            rows.append(row)
        if sum(map(len, rows)) >= settings.points:
            break
    return rows


def _rows(statement: Order, e: sp.Expr, domain: Domain, settings: Settings) -> list[tuple[Point, list[Fraction]]]:
    from numeric.balls import evaluate

    assert statement.limit is not None
    rows = []
    for row in _ladder_points(domain, statement.limit.variable, statement.limit.point == 0, settings):
        values = [number(evaluate(e, point, digits=settings.digits)) for point in row]
        if None not in values:
            rows.append((row[-1], [v for v in values if v is not None]))
    return rows


def _shrinks(gaps: list[Fraction]) -> bool:
    """Whether a distance keeps shrinking, and does not merely settle at a small value."""
    return gaps[-1] <= max(gaps[-3] / 2, Fraction(1, 10**20))


def confirm_in_the_limit(statement: Order, domain: Domain, settings: Settings) -> Evidence:
    """The quotient over twelve decades of the limit variable: does it settle, approach 1, or grow without end?"""
    assert statement.limit is not None
    rows = _rows(statement, statement.limit.moved(statement.quotient), domain, settings)
    count = sum(len(v) for _, v in rows)
    details: dict[str, Any] = {
        "points": count,
        "digits": settings.digits,
        "seed": settings.seed,
        "last_at": {_key(p, statement.depends): shown(v[-1]) for p, v in rows},
        "rows": [[shown(x) for x in v] for _, v in rows[:3]],
    }
    if count < settings.points:
        return Evidence("confirm", Outcome.NOTHING, f"only {count} points could be evaluated", details)
    settles = {
        "order": lambda v: min(v[-3:]) > 1 / _HUGE and 10 * max(v[-3:]) <= 11 * min(v[-3:]) and max(v[-3:]) < _HUGE,
        "approximation": lambda v: abs(v[-1] - 1) < Fraction(1, 100) and _shrinks([abs(q - 1) for q in v]),
        "much greater": lambda v: v[-1] > 100 and all(a < b for a, b in itertools.pairwise(v[-4:])),
    }[statement.kind]
    if not all(settles(v) for _, v in rows):
        return Evidence("confirm", Outcome.NOTHING, "the quotient does not settle over the decades tried", details)
    return Evidence("confirm", Outcome.AGREES, f"the quotient behaves so at {count} points over 12 decades", details)


def confirm_limit_value(statement: LimitIs, domain: Domain, settings: Settings) -> Evidence:
    """The distance to the limit shrinks along every row and becomes small."""
    assert statement.limit is not None
    gap = sp.Abs(statement.limit.moved(statement.f) - statement.limit.moved(statement.g))
    rows = _rows(statement, gap, domain, settings)
    count = sum(len(v) for _, v in rows)
    details = {"points": count, "digits": settings.digits, "rows": [[shown(x) for x in v] for _, v in rows[:3]]}
    if count < settings.points:
        return Evidence("confirm", Outcome.NOTHING, f"only {count} points could be evaluated", details)
    if not all(v[-1] <= Fraction(1, 1000) * max(Fraction(1), v[0]) and _shrinks(v) for _, v in rows):
        return Evidence("confirm", Outcome.NOTHING, "the distance to the limit does not shrink enough", details)
    return Evidence("confirm", Outcome.AGREES, f"the distance to the limit shrinks at {count} points", details)

"""The constants of an order statement: found from exact points, then proved for the whole domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import sympy as sp

from checks.proving.relations import Context

_NICE = sorted(
    {Fraction(2) ** k for k in range(-8, 9)} | {Fraction(a, b) for a in (1, 2, 3, 4, 5) for b in (1, 2, 3, 4, 5)}
)


def find_bounds(
    quotient: sp.Expr, context: Context, depends: Sequence[sp.Symbol] = ()
) -> tuple[sp.Expr, sp.Expr] | None:
    """Constants 0 < c <= C, made of rationals and the symbols `depends`, with c <= quotient <= C on the domain.

    Values at exact points suggest the constants; only those proved for every point are returned.
    """
    for scale in _scales(context, depends):
        values = _values(quotient / scale, context)
        if not values or min(values) <= 0:
            return None
        lower = _first(sp.GreaterThan, quotient, scale, reversed([c for c in _NICE if c <= min(values)]), context)
        if lower is None:
            continue
        upper = _first(sp.LessThan, quotient, scale, iter([c for c in _NICE if c >= max(values)]), context)
        if upper is not None:
            return lower, upper
    return None


def _scales(context: Context, depends: Sequence[sp.Symbol]) -> Iterator[sp.Expr]:
    yield sp.Integer(1)
    for x in depends:
        for scale in (x, x - 1, x - 2):
            if context.holds(scale > 0):
                yield scale
                yield 1 / scale


def _first(
    order: type, quotient: sp.Expr, scale: sp.Expr, candidates: Iterator[Fraction], context: Context, tries: int = 4
) -> sp.Expr | None:
    for _, c in zip(range(tries), candidates, strict=False):
        bound = sp.Rational(c.numerator, c.denominator) * scale
        if context.holds(order(quotient, bound, evaluate=False)):
            return bound
    return None


def _values(e: sp.Expr, context: Context, count: int = 96) -> list[Fraction]:
    """Approximate values at exact points of the domain (only to suggest constants)."""
    from numeric.balls import evaluate
    from numeric.domains import Domain
    from numeric.points import sample

    domain = Domain(context.symbols, context.raw)
    values = []
    for point in sample(domain, count, seed=0):
        value = evaluate(e, point, digits=15)
        if value.is_real and value.ball.is_finite():
            mid = value.ball.mid().fmpq()
            values.append(Fraction(int(mid.p), int(mid.q)))
    return values

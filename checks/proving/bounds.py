"""The constants of an order statement: found from exact points, then proved for the whole domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import sympy as sp

from checks.figures import number
from checks.proving.relations import Context
from numeric.balls import evaluate
from numeric.domains import Domain
from numeric.points import Point, sample

POINTS = 96
_NICE = sorted(
    {Fraction(2) ** k for k in range(-8, 9)} | {Fraction(a, b) for a in (1, 2, 3, 4, 5) for b in (1, 2, 3, 4, 5)}
)


def find_bounds(
    quotient: sp.Expr, context: Context, depends: Sequence[sp.Symbol] = ()
) -> tuple[sp.Expr, sp.Expr] | None:
    """Constants 0 < c <= C, made of rationals and the symbols `depends`, with c <= quotient <= C on the domain.

    Values at exact points suggest the constants; only those proved for every point are returned, the tightest pair
    first.
    """
    found: list[tuple[Fraction, sp.Expr, sp.Expr]] = []
    points = sample(Domain(context.symbols, context.raw), POINTS, seed=0)
    for scale in _scales(context, depends):
        values = _values(quotient / scale, points)
        if not values or min(values) <= 0:
            return None
        lower = _first(sp.GreaterThan, quotient, scale, reversed([c for c in _NICE if c <= min(values)]), context)
        upper = lower and _first(sp.LessThan, quotient, scale, iter([c for c in _NICE if c >= max(values)]), context)
        if lower and upper:
            found.append((upper / lower, lower * scale, upper * scale))
    if not found:
        return None
    _, low, high = min(found, key=lambda f: f[0])
    return low, high


def _scales(context: Context, depends: Sequence[sp.Symbol]) -> Iterator[sp.Expr]:
    yield sp.Integer(1)
    for x in depends:
        for scale in (x, x - 1, x - 2):
            if context.holds(scale > 0):
                yield scale
                yield 1 / scale


def _first(
    order: type, quotient: sp.Expr, scale: sp.Expr, candidates: Iterator[Fraction], context: Context, tries: int = 4
) -> sp.Rational | None:
    """The first of the candidates that bounds quotient/scale on the whole domain."""
    for _, c in zip(range(tries), candidates, strict=False):
        bound = sp.Rational(c.numerator, c.denominator)
        if context.holds(order(quotient, bound * scale, evaluate=False)):
            return bound
    return None


def _values(e: sp.Expr, points: Sequence[Point]) -> list[Fraction]:
    """Approximate values at exact points (only to suggest constants)."""
    values = [number(evaluate(e, point, digits=15)) for point in points]
    return [v for v in values if v is not None]

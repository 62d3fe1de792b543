"""Making a counterexample small: the numbers a person would choose.

Guarantee: the result is a counterexample whenever the input is one, and no coordinate alone can be replaced by a
simpler number of the list without losing that.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import sympy as sp

Point = dict[sp.Symbol, Fraction]

_SIMPLE = [
    Fraction(sign * n, d)
    for n, d in (
        (1, 1),
        (2, 1),
        (0, 1),
        (1, 2),
        (3, 1),
        (1, 3),
        (4, 1),
        (1, 4),
        (3, 2),
        (5, 1),
        (10, 1),
        (1, 10),
        (100, 1),
    )
    for sign in (1, -1)
]


def complexity(x: Fraction) -> tuple[int, int, bool]:
    """Smaller is simpler: digits first, then size, then sign."""
    size = abs(x.numerator) + 3 * (x.denominator - 1)
    return (len(str(x.numerator)) + len(str(x.denominator)), size, x < 0)


def shrink(point: Point, still_fails: Callable[[Point], bool], rounds: int = 4) -> Point:
    """A simpler point at which `still_fails` is true; `point` itself must be one."""
    best = dict(point)
    for _ in range(rounds):
        before = dict(best)
        best = _all_equal(best, still_fails)
        for x in sorted(best, key=lambda s: s.name):
            best = _one(best, x, still_fails)
        if best == before:
            return best
    return best


def _one(point: Point, x: sp.Symbol, still_fails: Callable[[Point], bool]) -> Point:
    value = point[x]
    rounded = {Fraction(round(value)), *(value.limit_denominator(n) for n in (2, 3, 4, 10))}
    for candidate in (*_SIMPLE, *sorted(rounded, key=complexity)):
        if complexity(candidate) >= complexity(value):
            continue
        trial = point | {x: candidate}
        if still_fails(trial):
            return trial
    return point


def _all_equal(point: Point, still_fails: Callable[[Point], bool]) -> Point:
    for candidate in _SIMPLE[:8]:
        trial = dict.fromkeys(point, candidate)
        if trial != point and _total(trial) < _total(point) and still_fails(trial):
            return trial
    return point


def _total(point: Point) -> int:
    return sum(map(sum, map(complexity, point.values())))

"""Gradient descent on a convex function whose gradient is L-Lipschitz: what is known of one step, and functions to try.

A step w' = w - eta grad f(w) is represented by nine numbers, whatever the function and its dimension:

    gap, next_gap            f(w) - f(w*) and f(w') - f(w*), w* a minimizer
    slope, next_slope        |grad f(w)|^2 and |grad f(w')|^2
    cross                    <grad f(w), grad f(w')>
    inner                    <grad f(w), w - w*>
    distance, next_distance  |w - w*|^2 and |w' - w*|^2

`facts` holds for every such function. next_distance is distance - 2 eta inner + eta^2 slope, by expanding the square.
The others follow from the descent lemma f(x + d) <= f(x) + <grad f(x), d> + L/2 |d|^2 (for every x and d), which is the
integral along the segment of a derivative that grows at most at the rate L |d|^2. It gives

    next_gap <= gap - eta slope + L eta^2 slope / 2                                      with d = -eta grad f(w),
    f(y) + <grad f(y), x - y> + |grad f(x) - grad f(y)|^2 / (2 L) <= f(x)                for all x and y,

the second by d = -(grad f(x) - grad f(y)) / L for the function f - <grad f(y), .>, which is convex and least at y. At
the pairs (w, w*), (w*, w), (w, w') and (w', w) it is four of the facts; the rest are squares and Cauchy-Schwarz.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from sympy.logic.boolalg import Boolean

QUANTITIES = sp.symbols("gap next_gap slope next_slope cross inner distance next_distance", real=True)
gap, next_gap, slope, next_slope, cross, inner, distance, next_distance = QUANTITIES
start = sp.Symbol("start", real=True)  # |w_0 - w*|^2
SHOWN = {
    gap: r"f(w) - f^*",
    next_gap: r"f(w') - f^*",
    slope: r"\|\nabla f(w)\|^2",
    next_slope: r"\|\nabla f(w')\|^2",
    cross: r"\langle \nabla f(w), \nabla f(w') \rangle",
    inner: r"\langle \nabla f(w), w - w^* \rangle",
    distance: r"\|w - w^*\|^2",
    next_distance: r"\|w' - w^*\|^2",
    start: r"\|w_0 - w^*\|^2",
}


def facts(eta: sp.Expr, L: sp.Expr) -> list[Boolean]:
    """What holds for one step at rate eta of every convex function with an L-Lipschitz gradient, L > 0."""
    return [
        gap >= 0,
        next_gap >= 0,
        slope >= 0,
        distance >= 0,
        next_distance >= 0,
        sp.Eq(next_distance, distance - 2 * eta * inner + eta**2 * slope),
        next_gap <= gap - eta * slope + L * eta**2 * slope / 2,
        slope <= 2 * L * gap,
        2 * L * gap + slope <= 2 * L * inner,
        inner**2 <= slope * distance,
        next_slope >= 0,
        2 * cross <= slope + next_slope,
        2 * L * next_gap + 2 * L * eta * cross + slope - 2 * cross + next_slope <= 2 * L * gap,
        2 * L * gap - 2 * L * eta * slope + slope - 2 * cross + next_slope <= 2 * L * next_gap,
    ]


@dataclass(frozen=True)
class Ramp:
    """A convex function of x, least at 0: its slope is `share` L x between `low` and `high`, and constant beyond them.

    Without bounds it is a parabola; with both it is Huber's function; with low = 0 it is flat to the left.
    """

    share: Fraction = Fraction(1)
    low: Fraction | None = None
    high: Fraction | None = None

    def slope(self, x: Fraction, L: Fraction) -> Fraction:
        return self.share * L * self._clipped(x)

    def value(self, x: Fraction, L: Fraction) -> Fraction:
        c = self._clipped(x)
        return self.share * L * (c * x - c * c / 2)

    def _clipped(self, x: Fraction) -> Fraction:
        if self.low is not None and x < self.low:
            return self.low
        return self.high if self.high is not None and x > self.high else x


@dataclass(frozen=True)
class Trial:
    """A sum of ramps, one for each coordinate, with a minimizer and a starting point. Its curvature reaches L."""

    function: str
    ramps: tuple[Ramp, ...]
    begin: tuple[Fraction, ...]
    minimizer: tuple[Fraction, ...]

    def shown(self, at: str) -> dict[str, str]:
        """The function and, under the name `at`, where it starts."""
        coordinates = ", ".join(map(str, self.begin))
        return {"f(w)": self.function, at: coordinates if len(self.begin) == 1 else f"({coordinates})"}

    def step(self, w: tuple[Fraction, ...], eta: Fraction, L: Fraction) -> tuple[Fraction, ...]:
        return tuple(x - eta * ramp.slope(x, L) for x, ramp in zip(w, self.ramps, strict=True))

    def gap(self, w: tuple[Fraction, ...], L: Fraction) -> Fraction:
        pairs = zip(w, self.minimizer, self.ramps, strict=True)
        return sum((ramp.value(x, L) - ramp.value(y, L) for x, y, ramp in pairs), Fraction(0))

    def distance(self, w: tuple[Fraction, ...]) -> Fraction:
        return sum(((x - y) ** 2 for x, y in zip(w, self.minimizer, strict=True)), Fraction(0))

    def quantities(self, w: tuple[Fraction, ...], eta: Fraction, L: Fraction) -> dict[sp.Symbol, Fraction]:
        """The numbers of the step from w, each from its definition."""
        after = self.step(w, eta, L)
        slopes, later = ([ramp.slope(x, L) for x, ramp in zip(v, self.ramps, strict=True)] for v in (w, after))
        return {
            gap: self.gap(w, L),
            next_gap: self.gap(after, L),
            slope: sum((g * g for g in slopes), Fraction(0)),
            next_slope: sum((g * g for g in later), Fraction(0)),
            cross: sum((g * h for g, h in zip(slopes, later, strict=True)), Fraction(0)),
            inner: sum((g * (x - y) for g, x, y in zip(slopes, w, self.minimizer, strict=True)), Fraction(0)),
            distance: self.distance(w),
            next_distance: self.distance(after),
        }


_ONE, _ZERO = Fraction(1), Fraction(0)
_PARABOLA, _HUBER, _ONE_SIDED = Ramp(), Ramp(low=-_ONE, high=_ONE), Ramp(low=_ZERO)
_SHALLOW, _FLAT_HUBER = Ramp(Fraction(1, 10)), Ramp(Fraction(1, 4), -_ONE, _ONE)


def trials() -> Iterator[Trial]:
    """Functions and starting points, the simplest first. Each has curvature L somewhere and nowhere more."""
    kinds: list[tuple[str, tuple[Ramp, ...], tuple[int, ...]]] = [
        ("L w^2/2", (_PARABOLA,), (0,)),
        ("L w^2/2 for |w| <= 1, else L |w| - L/2", (_HUBER,), (0,)),
        ("L max(w, 0)^2/2", (_ONE_SIDED,), (0,)),
        ("L max(w, 0)^2/2, w* = -1", (_ONE_SIDED,), (-1,)),
        ("L w_1^2/2 + L w_2^2/20", (_PARABOLA, _SHALLOW), (0, 0)),
        ("L w_1^2/2 + a quarter of Huber's function of w_2", (_PARABOLA, _FLAT_HUBER), (0, 0)),
    ]
    for name, ramps, minimizer in kinds:
        begins = [(1,), (0,), (-2,), (5,)] if len(ramps) == 1 else [(1, -2), (0, 3), (4, 0)]
        for begin in begins:
            yield Trial(name, ramps, tuple(map(Fraction, begin)), tuple(map(Fraction, minimizer)))

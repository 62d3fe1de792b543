"""Exact random points of a domain, hard ones on purpose.

A point is proposed in one of several styles inside the plain bounds of each symbol, then repaired: every relation that
fails is solved for a symbol in which it is linear or a plain power, and the symbol is moved to the right side.
Only points that the domain certainly contains are returned.
"""

from __future__ import annotations

import random
from fractions import Fraction

import sympy as sp

from numeric.domains import Bounds, Domain
from numeric.repair import Repairer

Point = dict[sp.Symbol, Fraction]

_HUMAN = sorted({Fraction(p, q) for p in range(1, 13) for q in (1, 1, 2, 3, 4, 5)})
_FAVOURITES = [Fraction(x) for x in (1, 2, 3, 4, 5)] + [Fraction(1, 2), Fraction(3, 2), Fraction(1, 3)]
_NEAR = Fraction(1, 10**9)
_EASY = ("human", "favourite", "moderate")
_STYLES = (*_EASY, "human", "wide", "wide", "equal", "near", "tiny", "huge", "boundary", "boundary")


def sample(domain: Domain, count: int, seed: int, *, hard: bool = True) -> list[Point]:
    """Up to `count` distinct rational points of the domain, the same for the same seed.

    With `hard` a part of them is tiny, huge, nearly equal in its coordinates, or on or just inside the boundary.
    Fewer points, possibly none, come back where the domain is finite, empty or hard to hit. Raises CannotLower for
    conditions without a numeric meaning.
    """
    if not domain.symbols:
        return [{}] if count > 0 and domain.contains({}) else []
    if sp.false in domain.conditions:
        return []
    proposer = _Proposer(domain, random.Random(f"{seed}/{hard}"))
    styles = _STYLES if hard else _EASY
    found: dict[tuple[Fraction, ...], Point] = {}
    fruitless = 0
    attempts = 0
    while len(found) < count and fruitless < 200 + 4 * count:
        # where plain numbers do not hit, anything that does is welcome
        used = styles if fruitless < 100 else _STYLES
        point = proposer.propose(used[attempts % len(used)])
        attempts += 1
        key = None if point is None else tuple(point[s] for s in domain.symbols)
        if point is None or key is None or key in found:
            fruitless += 1
        else:
            found[key] = point
            fruitless = max(0, fruitless - 20)
    return list(found.values())


class _Proposer:
    """Random points of one domain."""

    def __init__(self, domain: Domain, rng: random.Random) -> None:
        self.domain = domain
        self.rng = rng
        self.repairer = Repairer(domain, rng)
        self.bounds = {s: domain.bounds(s) for s in domain.symbols}

    def propose(self, style: str) -> Point | None:
        """A point of the domain in the given style; None where the repairs did not reach the domain."""
        point = self._raw(style)
        if style == "boundary":
            point = self.repairer.towards_boundary(point)
        repaired = self.repairer.repair(point)
        if repaired is None or not self.domain.contains(repaired):
            return None
        return repaired

    def _raw(self, style: str) -> Point:
        common = self._magnitude("wide" if self.rng.random() < 0.3 else "human")
        point: Point = {}
        sign = -1 if self.rng.random() < 0.3 else 1
        for symbol in self.domain.symbols:
            magnitude = self._magnitude(style)
            if style == "equal":
                magnitude = common
            elif style == "near":
                magnitude = common * (1 + _NEAR * self.rng.randint(-9, 9))
            if style not in ("equal", "near"):
                sign = -1 if self.rng.random() < 0.5 else 1
            if symbol.is_integer:
                point[symbol] = self._integer(symbol, self.bounds[symbol])
            else:
                point[symbol] = self._placed(magnitude, sign, self.bounds[symbol])
        return point

    def _magnitude(self, style: str) -> Fraction:
        rng = self.rng
        if style == "favourite":
            return rng.choice(_FAVOURITES)
        low, high = {"moderate": (-2, 2), "wide": (-12, 12), "tiny": (-12, -6), "huge": (5, 12)}.get(style, (0, 0))
        if low == high:
            return rng.choice(_HUMAN)
        digits = Fraction(rng.randint(100, 999), 100)
        exponent = rng.randint(low, high - 1)
        return digits * Fraction(10) ** exponent

    def _placed(self, magnitude: Fraction, sign: int, bounds: Bounds) -> Fraction:
        """A positive magnitude moved between the bounds."""
        lower, upper = bounds.lower, bounds.upper
        if lower is not None and upper is not None:
            share = magnitude / (1 + magnitude)
            if not bounds.lower_open and self.rng.random() < 0.05:
                return lower
            return lower + (upper - lower) * share
        if lower is not None:
            at_end = not bounds.lower_open and self.rng.random() < 0.08
            return lower if at_end else self._beyond(lower, magnitude, 1)
        if upper is not None:
            at_end = not bounds.upper_open and self.rng.random() < 0.08
            return upper if at_end else self._beyond(upper, magnitude, -1)
        return Fraction(0) if self.rng.random() < 0.03 else sign * magnitude

    def _beyond(self, end: Fraction, magnitude: Fraction, sign: int) -> Fraction:
        # plain numbers such as 3 rather than 1 + 3 where the bound allows them
        plain = sign * magnitude
        if (plain > end if sign > 0 else plain < end) and self.rng.random() < 0.5:
            return plain
        return end + plain

    def _integer(self, symbol: sp.Symbol, bounds: Bounds) -> Fraction:
        step = self.rng.choice((0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10))
        lower = None if bounds.lower is None else _ceil(bounds.lower, bounds.lower_open)
        upper = None if bounds.upper is None else -_ceil(-bounds.upper, bounds.upper_open)
        if (lower is not None and lower > 12) or (upper is not None and upper < -12):
            step = self.rng.randint(0, 100)  # small numbers are ruled out anyway
        if symbol.is_even or symbol.is_odd:
            step *= 2
        if lower is not None and upper is not None:
            return Fraction(self.rng.randint(lower, max(lower, min(upper, lower + 12))))
        if lower is not None:
            return Fraction(lower + step)
        if upper is not None:
            return Fraction(upper - step)
        start = 1 if symbol.is_odd else 0
        return Fraction(self.rng.choice((-1, 1)) * (start + step))


def _ceil(value: Fraction, is_open: bool) -> int:
    """The least integer at or (open) beyond `value`."""
    least = -(-value.numerator // value.denominator)
    return least + 1 if is_open and least == value else least

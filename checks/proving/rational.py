"""Exact rational functions over the rationals, by FLINT's multivariate polynomials.

A value is a pair (numerator, denominator). Zero means: the numerator is the zero polynomial, if need be after the
algebraic relations symbol**q = value have been used to lower powers of roots.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp
from flint import Ordering, fmpq, fmpq_mpoly_ctx

Pair = tuple[Any, Any]
Relation = tuple[sp.Symbol, int, sp.Expr]
_LARGEST_POWER = 2_000
_MOST_TERMS = 300_000


class TooLarge(Exception):
    """The polynomial would not fit: nothing is claimed."""


class Ring:
    """Rational functions in finitely many symbols."""

    def __init__(self, symbols: Sequence[sp.Symbol]) -> None:
        # positions stand for the symbols; their names never reach FLINT
        self.context = fmpq_mpoly_ctx.get([f"x{i}" for i in range(len(symbols))], Ordering.lex)
        self.places = {x: i for i, x in enumerate(symbols)}
        self.one = self.context.constant(1)
        self._known: dict[sp.Expr, Pair] = {}

    def read(self, e: sp.Expr) -> Pair:
        """e as a pair. Raises TooLarge, and TypeError for anything but sums, products and integer powers."""
        if e not in self._known:
            self._known[e] = self._read(e)
        return self._known[e]

    def _read(self, e: sp.Expr) -> Pair:
        if e.is_Rational:
            return self.context.constant(fmpq(int(e.p), int(e.q))), self.one
        if e.is_Symbol:
            return self.context.gens()[self.places[e]], self.one
        if e.is_Add:
            return self._sum([self.read(a) for a in e.args])
        if e.is_Mul:
            top, bottom = self.one, self.one
            for n, d in (self.read(a) for a in e.args):
                top, bottom = self._lowest(top * n, bottom * d)
            return top, bottom
        if e.is_Pow and e.exp.is_Integer:
            k = int(e.exp)
            if abs(k) > _LARGEST_POWER:
                raise TooLarge
            n, d = self.read(e.base)
            if k < 0 and n == 0:
                raise ZeroDivisionError
            n, d = (n, d) if k >= 0 else (d, n)
            if (len(n) + len(d)) ** min(abs(k), 4) > 10 * _MOST_TERMS:
                raise TooLarge
            return n ** abs(k), d ** abs(k)
        raise TypeError(f"{e} is no rational function")

    def _sum(self, pairs: list[Pair]) -> Pair:
        top, bottom = pairs[0]
        for n, d in pairs[1:]:
            common = bottom.gcd(d)
            rest, more = d / common, bottom / common
            top, bottom = self._lowest(top * rest + n * more, bottom * rest)
        return top, bottom

    def _lowest(self, n: Any, d: Any) -> Pair:
        if len(n) + len(d) > _MOST_TERMS:
            raise TooLarge
        common = n.gcd(d)
        return (n, d) if common == 1 or n == 0 else (n / common, d / common)

    def lowered(self, n: Any, relation: Relation) -> Any:
        """A nonzero multiple of the polynomial n, with powers of the relation's symbol below its exponent."""
        symbol, q, value = relation
        top, bottom = self.read(value)
        place = self.places[symbol]
        x = self.context.gens()[place]
        by_power: dict[int, Any] = {}
        for exponents, coefficient in n.to_dict().items():
            k = int(exponents[place])
            rest = tuple(0 if i == place else int(v) for i, v in enumerate(exponents))
            by_power.setdefault(k, {})[rest] = coefficient
        if not by_power:
            return n
        most = max(by_power) // q
        total = self.context.constant(0)
        for k, terms in by_power.items():
            m, r = divmod(k, q)
            total += self.context.from_dict(terms) * top**m * bottom ** (most - m) * x**r
        return total


def is_zero(e: sp.Expr, relations: Sequence[Relation]) -> bool:
    """True only if e, a rational function of symbols, is zero modulo the relations wherever it is defined."""
    symbols = sorted(e.free_symbols.union(*({s} | v.free_symbols for s, _, v in relations)), key=str)
    ring = Ring(symbols)
    try:
        n, _ = ring.read(e)
        for relation in reversed(relations):
            if n == 0:
                return True
            n = ring.lowered(n, relation)
        return bool(n == 0)
    except (TooLarge, TypeError, ZeroDivisionError):
        return False

"""Moving a point into a domain, or onto its boundary, one relation and one symbol at a time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import sympy as sp
from flint import arb
from sympy.core.relational import Relational

from numeric.domains import Domain
from numeric.errors import CannotLower
from numeric.exact import exact_root
from numeric.precision import fraction, precision, rational
from numeric.program import Program

Point = dict[sp.Symbol, Fraction]
_ROUNDS = 4
# exp(10**12) is a fine ball, but no fraction that fits into memory
_LARGEST_VALUE, _SMALLEST = arb(2) ** 1024, arb(2) ** -1024
_LARGEST = 400  # nodes of a relation that is expanded
_INWARD = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 10), Fraction(2), Fraction(9, 10), Fraction(1, 10**3))
_JUST = (Fraction(1, 10**9), Fraction(1, 10**6), Fraction(1, 10**12))


@dataclass
class Solution:
    """`symbol` at equality of a relation: the rational or approximate `power`-th root of program(others)."""

    symbol: sp.Symbol
    others: tuple[sp.Symbol, ...]
    program: Program
    power: Fraction

    def at(self, point: Point, *, exactly: bool) -> Fraction | None:
        """The value that makes both sides equal; without `exactly` a close one. None where there is none."""
        values = [rational(point[s]) for s in self.others]
        exact = self.program.exact(*values)[0]
        if exact is not None:
            root = exact_root(exact, self.power)
            if root is not None:
                return fraction(root)
            if exact <= 0:
                return None
        if exactly:
            return None
        with precision(96):
            value = arb(exact) if exact is not None else self.program.real(96)(*map(arb, values))[0]
            if self.power != 1:
                value = value ** (1 / arb(rational(self.power))) if value > 0 else arb("nan")
            if not value.is_finite() or not _SMALLEST < abs(value) < _LARGEST_VALUE:
                return Fraction(0) if value.is_zero() else None
            # close is enough, and short fractions are kinder to whoever reads the point
            return (
                fraction(value.mid().fmpq()).limit_denominator(10**15)
                if abs(value) > 1e-6
                else fraction(value.mid().fmpq())
            )


class Repairer:
    """Repairs for the plain relations of one domain (those that stand outside Or, Not and the like)."""

    def __init__(self, domain: Domain, rng: random.Random) -> None:
        self.domain = domain
        self.rng = rng
        self.relations = [c for c in domain.conditions if isinstance(c, Relational)]
        self.equations = [r for r in self.relations if isinstance(r, sp.Equality)]
        self.single = {r: Domain(r.free_symbols, [r]) for r in self.relations}
        self._solutions: dict[Relational, list[Solution]] = {}

    @cached_property
    def inequalities(self) -> list[Relational]:
        kinds = (sp.StrictLessThan, sp.LessThan, sp.StrictGreaterThan, sp.GreaterThan)
        return [r for r in self.relations if isinstance(r, kinds)]

    def repair(self, point: Point) -> Point | None:
        """The point moved until every plain relation holds; None where a few rounds do not get there."""
        point = dict(point)
        for _ in range(_ROUNDS):
            fixed: set[sp.Symbol] = set()
            failing = [r for r in self.relations if self.single[r].contains(point) is not True]
            if not failing:
                return point
            # equations last, so that what they fix stays fixed
            failing.sort(key=lambda r: isinstance(r, sp.Equality))
            for relation in [*failing, *(r for r in self.equations if r not in failing)]:
                if self.single[relation].contains(point) is not True:
                    moved = self._moved(relation, point, fixed, _INWARD)
                    if moved is None:
                        return None
                    if isinstance(relation, sp.Equality):
                        fixed.add(moved)
        return point

    def towards_boundary(self, point: Point) -> Point:
        """The point with one symbol moved onto, or just inside, the boundary of one relation."""
        point = dict(point)
        repaired = self.repair(point)
        point = point if repaired is None else repaired
        if self.inequalities:
            closed = [r for r in self.inequalities if isinstance(r, sp.LessThan | sp.GreaterThan)]
            onto = bool(closed) and self.rng.random() < 0.4
            relation = self.rng.choice(closed if onto else self.inequalities)
            self._moved(relation, point, set(), _JUST, onto=onto)
        return point

    def _moved(
        self,
        relation: Relational,
        point: Point,
        fixed: set[sp.Symbol],
        shares: tuple[Fraction, ...],
        *,
        onto: bool = False,
    ) -> sp.Symbol | None:
        """Move one symbol of `point` in place so that `relation` holds; the symbol, or None."""
        solutions = list(self._solved(relation))
        self.rng.shuffle(solutions)
        solutions.sort(key=lambda s: s.symbol in fixed)
        if isinstance(relation, sp.Equality):
            solutions.sort(key=lambda s: (s.symbol in fixed, s.power != 1))
        onto = onto or isinstance(relation, sp.Equality)
        for solution in solutions:
            symbol, old = solution.symbol, point[solution.symbol]
            end = solution.at(point, exactly=onto)
            if end is None:
                continue
            for value in [end] if onto else self._around(end, symbol, shares):
                point[symbol] = value
                if self.single[relation].contains(point) and self._bounded(symbol, value):
                    return symbol
            point[symbol] = old
        return None

    def _around(self, end: Fraction, symbol: sp.Symbol, shares: tuple[Fraction, ...]) -> list[Fraction]:
        """Candidates on both sides of a boundary value."""
        if symbol.is_integer:
            below = end.numerator // end.denominator
            steps = [0, 1, 2, -1] if self.rng.random() < 0.5 else [1, 0, -1, 2]
            return [Fraction(below + k) for k in steps]
        share = self.rng.choice(shares)
        step = abs(end) * share if end else share
        return [end - step, end + step] if self.rng.random() < 0.5 else [end + step, end - step]

    def _bounded(self, symbol: sp.Symbol, value: Fraction) -> bool:
        bounds = self.domain.bounds(symbol)
        above = bounds.lower is None or value > bounds.lower or (value == bounds.lower and not bounds.lower_open)
        below = bounds.upper is None or value < bounds.upper or (value == bounds.upper and not bounds.upper_open)
        return above and below and (not symbol.is_integer or value.denominator == 1)

    def _solved(self, relation: Relational) -> list[Solution]:
        known = self._solutions.get(relation)
        if known is None:
            known = self._solutions[relation] = solutions(relation)
        return known


def solutions(relation: Relational) -> list[Solution]:
    """Every way to solve a relation, read as an equation, for a symbol that occurs linearly or as one plain power."""
    left, right = relation.args
    if sum(1 for _ in sp.preorder_traversal(relation)) > _LARGEST:
        return []
    terms = sp.Add.make_args(sp.expand(left - right))
    found = []
    for symbol in sorted(relation.free_symbols, key=str):
        solved = _solve(terms, symbol)
        if solved is None:
            continue
        value, power = solved
        others = tuple(sorted(value.free_symbols, key=str))
        try:
            found.append(Solution(symbol, others, Program.of([value], others), power))
        except CannotLower:
            continue
    return found


def _solve(terms: tuple[sp.Expr, ...], symbol: sp.Symbol) -> tuple[sp.Expr, Fraction] | None:
    """(c, k) such that symbol**k = c makes the sum of the terms zero."""
    factor: sp.Expr = sp.S.Zero
    rest: sp.Expr = sp.S.Zero
    power: sp.Expr | None = None
    for term in terms:
        if symbol not in term.free_symbols:
            rest += term
            continue
        coefficient, dependent = term.as_independent(symbol, as_Add=False)
        base, exponent = dependent.as_base_exp()
        if base != symbol or not isinstance(exponent, sp.Rational) or (power is not None and exponent != power):
            return None
        power = exponent
        factor += coefficient
    if power is None or factor == 0:
        return None
    return -rest / factor, Fraction(int(power.p), int(power.q))

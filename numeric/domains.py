"""Domains: the rational points at which an assertion is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import sympy as sp
from flint import fmpq
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or, Xor

from numeric.balls import compare
from numeric.errors import CannotLower
from numeric.precision import Exact, rational
from numeric.program import Program

_CAP_BITS = 2048
_TRUE_AT: dict[type, frozenset[str]] = {
    sp.StrictLessThan: frozenset({"less"}),
    sp.LessThan: frozenset({"less", "equal"}),
    sp.StrictGreaterThan: frozenset({"greater"}),
    sp.GreaterThan: frozenset({"greater", "equal"}),
    sp.Equality: frozenset({"equal"}),
    sp.Unequality: frozenset({"less", "greater", "different"}),
}
_FALSE_AT: dict[type, frozenset[str]] = {
    sp.StrictLessThan: frozenset({"greater", "equal"}),
    sp.LessThan: frozenset({"greater"}),
    sp.StrictGreaterThan: frozenset({"less", "equal"}),
    sp.GreaterThan: frozenset({"less"}),
    sp.Equality: frozenset({"less", "greater", "different"}),
    sp.Unequality: frozenset({"equal"}),
}


@dataclass(frozen=True)
class Bounds:
    """Numeric bounds of one symbol; None where there is none. `*_open` excludes the end itself."""

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_open: bool = False
    upper_open: bool = False

    def raised(self, value: Fraction, is_open: bool) -> Bounds:
        if self.lower is not None and (value, is_open) <= (self.lower, self.lower_open):
            return self
        return Bounds(value, self.upper, is_open, self.upper_open)

    def lowered(self, value: Fraction, is_open: bool) -> Bounds:
        if self.upper is not None and (-value, is_open) <= (-self.upper, self.upper_open):
            return self
        return Bounds(self.lower, value, self.lower_open, is_open)


class Domain:
    """The points of rational coordinates, one per symbol, that satisfy every condition.

    Integer symbols take integers; assumptions of a symbol such as positive=True count as conditions. Conditions are
    SymPy Booleans built from relations by And, Or, Not, Implies, Equivalent and Xor. TypeError for anything else.
    """

    def __init__(self, symbols: Iterable[sp.Symbol], conditions: Iterable[Boolean | bool] = ()) -> None:
        flat: list[Boolean] = []
        for condition in conditions:
            if not isinstance(condition, Boolean | bool) or isinstance(condition, sp.Symbol):
                raise TypeError(f"a domain is bounded by conditions, not by {condition!r}")
            flat += And.make_args(sp.true if condition is True else sp.false if condition is False else condition)
        extra = set().union(*(c.free_symbols for c in flat)) if flat else set()
        listed = tuple(dict.fromkeys(symbols))
        self.symbols = listed + tuple(sorted(extra - set(listed), key=str))
        self.conditions = tuple(dict.fromkeys(c for c in flat if c != sp.true))

    def __repr__(self) -> str:
        return f"Domain({list(self.symbols)}, {list(self.conditions)})"

    def with_condition(self, condition: Boolean) -> Domain:
        """The part of the domain where `condition` holds too."""
        return Domain(self.symbols, (*self.conditions, condition))

    @cached_property
    def relations(self) -> tuple[Relational, ...]:
        """Every relation that occurs in a condition."""
        found: dict[Relational, None] = {}
        for condition in self.conditions:
            for node in sp.preorder_traversal(condition):
                if isinstance(node, Relational):
                    found[node] = None
        return tuple(found)

    @cached_property
    def _program(self) -> Program:
        sides = [side for relation in self.relations for side in relation.args]
        return Program.of(sides, self.symbols)

    def contains(self, point: Mapping[sp.Symbol, Exact]) -> bool | None:
        """Whether the point satisfies every condition; None where that is undecided or a side is undefined.

        Raises KeyError for a symbol without a value and CannotLower for a side that has no numeric meaning.
        """
        values = [rational(point[s]) for s in self.symbols]
        for symbol, value in zip(self.symbols, values, strict=True):
            if not _admits(symbol, value):
                return False
        exact = self._program.exact(*values)
        truth: dict[Relational, bool | None] = {}
        for i, relation in enumerate(self.relations):
            left, right = exact[2 * i : 2 * i + 2]
            if left is not None and right is not None:
                order = "less" if left < right else "greater" if left > right else "equal"
            else:
                order = compare(relation.args[0], relation.args[1], point, cap_bits=_CAP_BITS).order
            truth[relation] = _truth(relation, order)
        return _all(_decide(condition, truth) for condition in self.conditions)

    def bounds(self, symbol: sp.Symbol) -> Bounds:
        """Numeric bounds that the conditions put on `symbol`, as far as they can be read off."""
        return self._bounds.get(symbol, Bounds())

    @cached_property
    def _bounds(self) -> dict[sp.Symbol, Bounds]:
        table = {s: _assumed(s) for s in self.symbols}
        simple = [f for c in self.conditions if isinstance(c, Relational) for f in _linear(c)]
        # bounds travel along chains such as w1 > w2 > 0, one link per round
        for _ in range(len(self.symbols) + 1):
            for symbol, other, value, strict, lower in simple:
                if other is not None:
                    known = table[other]
                    end, is_open = (known.lower, known.lower_open) if lower else (known.upper, known.upper_open)
                    if end is None:
                        continue
                    value, strict_here = end, strict or is_open
                else:
                    strict_here = strict
                move = table[symbol].raised if lower else table[symbol].lowered
                table[symbol] = move(value, strict_here)
        return table


def _admits(symbol: sp.Symbol, value: fmpq) -> bool:
    """Whether the symbol's own assumptions allow the value."""
    if symbol.is_integer and value.q != 1:
        return False
    if (symbol.is_positive and value <= 0) or (symbol.is_negative and value >= 0):
        return False
    if (symbol.is_nonnegative and value < 0) or (symbol.is_nonpositive and value > 0):
        return False
    if value.q == 1 and ((symbol.is_even and value.p % 2 != 0) or (symbol.is_odd and value.p % 2 == 0)):
        return False
    return not (symbol.is_nonzero and value == 0)


def _assumed(symbol: sp.Symbol) -> Bounds:
    bounds = Bounds()
    if symbol.is_nonnegative:
        bounds = bounds.raised(Fraction(0), bool(symbol.is_positive))
    if symbol.is_nonpositive:
        bounds = bounds.lowered(Fraction(0), bool(symbol.is_negative))
    return bounds


Simple = tuple[sp.Symbol, sp.Symbol | None, Fraction, bool, bool]


def _linear(relation: Relational) -> list[Simple]:
    """Bounds (symbol, by which symbol, or value, strict, is a lower bound) that one relation states plainly."""
    if isinstance(relation, sp.Unequality):
        return []
    strict = isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan)
    small, large = relation.args
    if isinstance(relation, sp.StrictGreaterThan | sp.GreaterThan):
        small, large = large, small
    pairs = [(small, large)] + ([(large, small)] if isinstance(relation, sp.Equality) else [])
    found: list[Simple] = []
    for low, high in pairs:
        if isinstance(low, sp.Symbol) and isinstance(high, sp.Symbol):
            found += [(high, low, Fraction(0), strict, True), (low, high, Fraction(0), strict, False)]
            continue
        for side, other, lower in ((high, low, True), (low, high, False)):
            if not (isinstance(other, sp.Rational) and len(side.free_symbols) == 1):
                continue
            (symbol,) = side.free_symbols
            factor, offset = _affine(side, symbol)
            if factor is None or offset is None or factor == 0:
                continue
            value = (Fraction(int(other.p), int(other.q)) - offset) / factor
            found.append((symbol, None, value, strict, lower == (factor > 0)))
    return found


def _affine(side: sp.Expr, symbol: sp.Symbol) -> tuple[Fraction | None, Fraction | None]:
    """The rational factor and offset of factor*symbol + offset."""
    factor, offset = Fraction(0), Fraction(0)
    for term in sp.Add.make_args(side):
        coefficient, rest = term.as_coeff_Mul()
        if not isinstance(coefficient, sp.Rational):
            return None, None
        number = Fraction(int(coefficient.p), int(coefficient.q))
        if rest is sp.S.One:
            offset += number
        elif rest == symbol:
            factor += number
        else:
            return None, None
    return factor, offset


def _truth(relation: Relational, order: str) -> bool | None:
    for kind, orders in _TRUE_AT.items():
        if isinstance(relation, kind):
            return True if order in orders else False if order in _FALSE_AT[kind] else None
    raise CannotLower(relation, "this kind of relation is not known")


def _decide(condition: Boolean, truth: Mapping[Relational, bool | None]) -> bool | None:
    """Three-valued truth of a condition from the truth of its relations."""
    if isinstance(condition, Relational):
        return truth[condition]
    if isinstance(condition, BooleanTrue | BooleanFalse):
        return bool(condition)
    parts = [_decide(part, truth) for part in condition.args]
    if isinstance(condition, And):
        return _all(parts)
    if isinstance(condition, Or):
        return _not(_all(_not(p) for p in parts))
    if isinstance(condition, Not):
        return _not(parts[0])
    if isinstance(condition, Implies):
        return _not(_all([parts[0], _not(parts[1])]))
    if isinstance(condition, Equivalent):
        return None if None in parts else len(set(parts)) == 1
    if isinstance(condition, Xor):
        return None if None in parts else sum(map(bool, parts)) % 2 == 1
    raise CannotLower(condition, "this kind of condition is not known")


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result

"""Statements that hold or fail one point at a time: shared confirming and searching.

A subclass says what its `formula` is, a Boolean over expressions that may contain definitional nodes. Both numeric
witnesses evaluate that formula from the definitions; neither knows of the derivation.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from checks.statements.base import Statement
from checks.verdict import Counterexample, Evidence

if TYPE_CHECKING:
    from fractions import Fraction

    from checks.settings import Settings
    from numeric.domains import Domain

Point = Mapping[sp.Symbol, "Fraction"]


@dataclass(frozen=True)
class Sides:
    """A relation evaluated at a point: Kleene truth (None: balls touch or a side is undefined), and what was seen."""

    truth: bool | None
    touching: bool
    left: str
    right: str
    relation: str
    digits: int = 0


_SYMBOL = {
    sp.Eq: "=",
    sp.Ne: "≠",
    sp.StrictLessThan: "<",
    sp.LessThan: "≤",
    sp.StrictGreaterThan: ">",
    sp.GreaterThan: "≥",
}


def sides_at(relation: Relational, point: Point, digits: int, *, principal: bool = False) -> Sides:
    """Evaluate both sides at an exact point in balls until they decide or agree to `digits` digits.

    With `principal`, two sides without real value are compared by their principal complex values; otherwise such a
    point lies outside the relation's domain.
    """
    from numeric.balls import compare

    seen = compare(relation.lhs, relation.rhs, point, digits=digits)
    order, touching = seen.order, seen.order in ("equal", "overlap")
    truth: bool | None
    if isinstance(relation, sp.Eq | sp.Ne):
        truth = {"equal": True, "less": False, "greater": False, "different": False if principal else None}.get(order)
        if isinstance(relation, sp.Ne) and truth is not None:
            truth = not truth
    else:
        strict = isinstance(relation, sp.StrictLessThan | sp.StrictGreaterThan)
        up = isinstance(relation, sp.StrictLessThan | sp.LessThan)
        truth = {"less": up, "greater": not up, "equal": not strict}.get(order)
        touching = touching and not strict
    if isinstance(relation, sp.Ne):
        touching = False
    return Sides(truth, touching, seen.left, seen.right, _SYMBOL[type(relation)], seen.digits)


class Pointwise(Statement):
    """A statement with a formula that is true or false at each point of the domain."""

    principal = False

    @abstractmethod
    def formula(self) -> Boolean:
        """What must hold at every point."""

    @cached_property
    def _built(self) -> Boolean:
        """The formula, built once: it is evaluated at thousands of points."""
        return self.formula()

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return set(self.formula().free_symbols)

    def truth_at(self, point: Point, digits: int) -> tuple[bool | None, bool, dict[Relational, Sides]]:
        """(certified truth or None, whether it agrees to all digits, the relations as evaluated)."""
        seen: dict[Relational, Sides] = {}

        def value(b: Boolean, guess: bool) -> bool | None:
            if b in (sp.true, sp.false):
                return bool(b)
            if isinstance(b, Relational):
                if b not in seen:
                    seen[b] = sides_at(b, point, digits, principal=self.principal)
                sides = seen[b]
                return True if sides.truth is None and guess and sides.touching else sides.truth
            values = [value(a, guess) for a in b.args]
            return _kleene(b, values)

        certain = value(self._built, False)
        agrees = certain is True or (certain is None and value(self._built, True) is True)
        return certain, agrees, seen

    def counterexample_at(self, domain: Domain, point: Point, digits: int = 50) -> Counterexample | None:
        certain, _, seen = self.truth_at(point, digits)
        if certain is not False or domain.contains(point) is not True:
            return None
        return self.show(point, seen)

    def show(self, point: Point, seen: Mapping[Relational, Sides]) -> Counterexample:
        """The failing point with the first relation that fails, both sides evaluated."""
        failing = next((s for s in seen.values() if s.truth is False), None) or next(iter(seen.values()))
        return Counterexample(written(point), failing.left, failing.right, failing.relation)

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.confirming import confirm_pointwise

        return confirm_pointwise(self, domain, settings)

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.searching.engines import search

        return search(self, domain, settings)

    def terms(self) -> tuple[sp.Expr, ...]:
        return tuple(side for r in self.formula().atoms(Relational) for side in r.args)


def written(point: Point) -> dict[str, str]:
    """A point as reports show it."""
    return {x.name: str(v) for x, v in sorted(point.items(), key=lambda item: item[0].name)}


def _kleene(b: Boolean, values: list[bool | None]) -> bool | None:
    if isinstance(b, sp.Not):
        return None if values[0] is None else not values[0]
    if isinstance(b, sp.And):
        return False if False in values else (None if None in values else True)
    if isinstance(b, sp.Or):
        return True if True in values else (None if None in values else False)
    if isinstance(b, sp.Implies):
        premise, conclusion = values
        if premise is False or conclusion is True:
            return True
        return None if premise is None or conclusion is None else False
    if isinstance(b, sp.Equivalent):
        return None if None in values else len(set(values)) == 1
    raise TypeError(f"no truth table for {type(b).__name__}")

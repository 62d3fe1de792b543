"""Inequalities and Boolean conditions proved for every point of a domain.

The method: negate the goal, add the assumptions and true facts about every transcendental atom, and ask z3 for a
point. `unsat` is a proof; anything else proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import sympy as sp
import z3
from sympy.logic.boolalg import Boolean

from checks.proving.atoms import Atoms, vanishes
from checks.proving.solver import Translation, Untranslatable


class Context:
    """A domain as the symbolic witness sees it: conditions, and symbols strengthened by what they imply.

    Symbols are declared real or integer only; where the conditions force a sign, `inside` replaces them by symbols
    that carry it, so that SymPy may use it.
    """

    def __init__(self, conditions: Sequence[Boolean], symbols: Sequence[sp.Symbol], *, timeout: int = 3000) -> None:
        self.raw = tuple(conditions)
        self.symbols = tuple(sorted(symbols, key=lambda x: x.name))
        self.timeout = timeout

    @cached_property
    def strengthened(self) -> dict[sp.Symbol, sp.Symbol]:
        return {x: self._strengthen(x) for x in self.symbols}

    @cached_property
    def conditions(self) -> tuple[Boolean, ...]:
        """The conditions over strengthened symbols; those that the signs alone make true disappear."""
        return tuple(c for c in (self.inside(c) for c in self.raw) if c != sp.true)

    @cached_property
    def atoms(self) -> Atoms:
        return Atoms(positive=self.positive)

    def _strengthen(self, x: sp.Symbol) -> sp.Symbol:
        kept = {"integer": True} if x.is_integer else {"real": True}
        for sign, condition in (
            ("positive", x > 0),
            ("negative", x < 0),
            ("nonnegative", x >= 0),
            ("nonpositive", x <= 0),
            ("nonzero", sp.Ne(x, 0)),
        ):
            if self._unsatisfiable([sp.Not(condition)], self.raw):
                return sp.Symbol(x.name, **kept, **{sign: True})
        return x

    def inside(self, e: sp.Basic) -> sp.Basic:
        """`e` over the strengthened symbols."""
        return e.xreplace(self.strengthened)

    def holds(self, condition: Boolean) -> bool:
        """True only if `condition` holds at every real point of the domain at which it is defined."""
        if condition in (sp.true, sp.false):
            return bool(condition)
        condition = self.inside(condition)
        if condition in (sp.true, sp.false):
            return bool(condition)
        signs = [_sign_condition(x) for x in self.strengthened.values()]
        return self._unsatisfiable([sp.Not(condition)], (*self.conditions, *(c for c in signs if c is not None)))

    def positive(self, e: sp.Expr) -> bool:
        if e.is_positive is not None:
            return bool(e.is_positive)
        return e.is_real is not False and not e.has(sp.I) and self.holds(sp.StrictGreaterThan(e, 0, evaluate=False))

    def vanishes(self, e: sp.Expr) -> bool:
        """True only if `e` is zero wherever it is defined on the domain (exact normal form)."""
        return vanishes(self.inside(e), Atoms(positive=self.positive))

    def is_empty(self) -> bool:
        """True only if no real point satisfies the conditions."""
        return self._unsatisfiable([], self.raw)

    def with_conditions(self, *more: Boolean, symbols: Sequence[sp.Symbol] = ()) -> Context:
        return Context((*self.raw, *more), {*self.symbols, *symbols}, timeout=self.timeout)

    def _unsatisfiable(self, goals: Sequence[Boolean], conditions: Sequence[Boolean]) -> bool:
        integers = frozenset(x.name for c in (*goals, *conditions) for x in c.free_symbols if x.is_integer)
        # integers relaxed to reals first: fewer points to exclude is the harder claim, yet the easier question
        return self._ask(goals, conditions, frozenset()) or (
            bool(integers) and self._ask(goals, conditions, integers)
        )

    def _ask(self, goals: Sequence[Boolean], conditions: Sequence[Boolean], integers: frozenset[str]) -> bool:
        translation = Translation(Atoms(), integers=integers)
        told = []
        try:
            told += [translation.condition(g) for g in goals]
        except Untranslatable:
            return False
        for c in conditions:
            try:
                told.append(translation.condition(c))
            except Untranslatable:
                continue  # fewer assumptions: still sound
        solver = z3.Solver()
        solver.set("timeout", self.timeout)
        solver.set("random_seed", 0)
        solver.add(*told, *translation.facts)
        return bool(solver.check() == z3.unsat)


def _sign_condition(x: sp.Symbol) -> Boolean | None:
    """The sign that a strengthened symbol carries, as a condition for the solver."""
    plain = sp.Symbol(x.name, real=True)
    for known, condition in (
        (x.is_positive, plain > 0),
        (x.is_negative, plain < 0),
        (x.is_nonnegative, plain >= 0),
        (x.is_nonpositive, plain <= 0),
        (x.is_nonzero, sp.Ne(plain, 0)),
    ):
        if known:
            return condition
    return None

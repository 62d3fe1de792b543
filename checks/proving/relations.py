"""Inequalities and Boolean conditions proved for every point of a domain.

The method: negate the goal, add the assumptions and true facts about every transcendental atom, and ask z3 for a
point. `unsat` is a proof; anything else proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

import sympy as sp
import z3
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.logic.boolalg import Boolean

from checks.proving.atoms import Atoms, vanishes
from checks.proving.definedness import obligations, true_needs_all
from checks.proving.factors import holds_by_factors
from checks.proving.solver import Translation, Untranslatable, forget

# what binds variables inside an expression
_BINDERS = (ExprWithLimits, sp.Lambda, sp.Subs)


class Context:
    """A domain as the symbolic witness sees it: conditions, and symbols strengthened by what they imply.

    Symbols are declared real or integer only; where the conditions force a sign, `inside` replaces them by symbols
    that carry it, so that SymPy may use it.
    """

    def __init__(self, conditions: Sequence[Boolean], symbols: Iterable[sp.Symbol]) -> None:
        self.raw = tuple(conditions)
        self.symbols = tuple(sorted(symbols, key=lambda x: x.name))

    @cached_property
    def strengthened(self) -> dict[sp.Symbol, sp.Symbol]:
        return {x: self._strengthen(x) for x in self.symbols}

    @cached_property
    def conditions(self) -> tuple[Boolean, ...]:
        """The conditions over strengthened symbols; those that the signs alone make true disappear."""
        return tuple(c for c in (self.inside(c) for c in self.raw) if c != sp.true)

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

    @cached_property
    def equal(self) -> dict[sp.Symbol, sp.Expr]:
        """Symbols that a condition sets equal to an expression free of them, in the order of the conditions."""
        found: dict[sp.Symbol, sp.Expr] = {}
        for c in self.raw:
            if isinstance(c, sp.Eq):
                for x, value in (c.args, c.args[::-1]):
                    if x.is_Symbol and not value.free_symbols & {x, *found}:
                        found[x] = value
                        break
        return found

    def inside(self, e: sp.Basic) -> sp.Basic:
        """`e` over the strengthened symbols, with symbols replaced by what the conditions set them equal to."""
        # variables bound inside `e` are other variables, whatever their names
        bound = {x for node in e.atoms(*_BINDERS) for x in node.bound_symbols}
        try:
            for x, value in self.equal.items():
                e = e.xreplace({x: value}) if x not in bound else e
            return e.xreplace({x: strong for x, strong in self.strengthened.items() if x not in bound})
        except TypeError:  # SymPy refuses to compare what it then knows to be not real
            return e

    def holds(self, condition: Boolean) -> bool:
        """True only if `condition` holds at every real point of the domain at which it is defined."""
        if condition in (sp.true, sp.false):
            return bool(condition)
        if isinstance(condition, sp.And):
            return all(map(self.holds, condition.args))
        if isinstance(condition, sp.Implies) and isinstance(condition.args[1], sp.And):
            return all(self.holds(sp.Implies(condition.args[0], q, evaluate=False)) for q in condition.args[1].args)
        condition = self.inside(condition)
        if condition in (sp.true, sp.false):
            return bool(condition)
        signs = [_sign_condition(x) for x in self.strengthened.values()]
        known = (*self.conditions, *(c for c in signs if c is not None))

        def ask(goal: Boolean) -> bool:
            return self._unsatisfiable([sp.Not(goal)], known)

        return ask(condition) or holds_by_factors(condition, ask)

    def positive(self, e: sp.Expr) -> bool:
        if e.is_positive is not None:
            return bool(e.is_positive)
        if e.is_real is False or not self.holds(sp.StrictGreaterThan(e, 0, evaluate=False)):
            return False
        # identities are about principal values: where a root or a logarithm leaves the reals, e is not positive
        return all(
            isinstance(o, Boolean) and (isinstance(o, sp.Ne) or self.holds(o)) for o in obligations(self.inside(e))
        )

    def defined(self, e: sp.Expr, where: frozenset[sp.Basic] = frozenset()) -> bool:
        """True only if `e` is finite and real at every point of the domain at which all of `where` holds.

        `where` is a set of `obligations`; nodes of unknown domain count as defined only if they are among them.
        """
        due = obligations(self.inside(e)) - where
        if not all(isinstance(o, Boolean) for o in due):
            return False
        inner = self.with_conditions(*(o for o in where if isinstance(o, sp.Ne))) if due and where else self
        return all(inner.holds(o) for o in due)

    def vanishes(self, e: sp.Expr) -> bool:
        """True only if `e` is zero wherever it is defined on the domain (exact normal form)."""
        return vanishes(self.inside(e), Atoms(positive=self.positive))

    def is_empty(self) -> bool:
        """True only if no real point satisfies the conditions."""
        return self._unsatisfiable([], self.raw)

    def with_conditions(self, *more: Boolean, symbols: Sequence[sp.Symbol] = ()) -> Context:
        return Context((*self.raw, *more), {*self.symbols, *symbols})

    def _unsatisfiable(self, goals: Sequence[Boolean], conditions: Sequence[Boolean]) -> bool:
        conditions = self._usable(conditions)
        if not all(self._usable([g], given=conditions) for g in goals):
            return False
        integers = frozenset(x.name for c in (*goals, *conditions) for x in c.free_symbols if x.is_integer)
        # integers relaxed to reals first: fewer points to exclude is the harder claim, yet the easier question
        asked = (tuple(goals), tuple(conditions))
        return _unsatisfiable(*asked, frozenset()) or (bool(integers) and _unsatisfiable(*asked, integers))

    def _usable(self, conditions: Sequence[Boolean], given: Sequence[Boolean] = ()) -> list[Boolean]:
        """The conditions in which no undefined part can hide, settled by the others; fewer conditions are sound."""
        firm = [c for c in conditions if true_needs_all(c)]
        known = [*given, *firm]

        def harmless(c: Boolean) -> bool:
            return all(isinstance(o, Boolean) and self._unsatisfiable([sp.Not(o)], known) for o in obligations(c))

        return [c for c in conditions if c in firm or harmless(c)]


@lru_cache(maxsize=20_000)
def _unsatisfiable(goals: tuple[Boolean, ...], conditions: tuple[Boolean, ...], integers: frozenset[str]) -> bool:
    """True only if no real point (integral in `integers`) satisfies goals and conditions together."""
    answer = _answer(goals, conditions, integers)
    if answer == z3.unknown:
        forget()
        answer = _answer(goals, conditions, integers)
    return bool(answer == z3.unsat)


def _answer(
    goals: tuple[Boolean, ...], conditions: tuple[Boolean, ...], integers: frozenset[str]
) -> z3.CheckSatResult | None:
    """What z3 says; None where the question cannot be put to it."""
    translation = Translation(Atoms(split_logs=False), integers=integers)
    told = []
    try:
        told += [translation.condition(g) for g in goals]
    except Untranslatable:
        return None
    for c in conditions:
        try:
            told.append(translation.condition(c))
        except Untranslatable:
            continue  # fewer assumptions: still sound
    return translation.solver(told).check()


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

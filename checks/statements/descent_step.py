"""One step of gradient descent, on every convex function with an L-Lipschitz gradient, in every dimension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.proving.relations import Context
from checks.statements.base import require_condition
from checks.statements.pointwise import Point, Sides, sides_at
from checks.statements.relation import SOLVER
from checks.statements.smooth_convex import QUANTITIES, SHOWN, facts, trials
from checks.statements.tried import Tried
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain


class DescentStep(Tried):
    """`states` holds for a step w' = w - rate * grad f(w), for every such f and every w at which `where` holds.

    Both speak of the quantities of `smooth_convex`, of `rate` and of `smoothness`, the Lipschitz constant L of the
    gradient (a symbol that the domain makes positive). Raises StatementError where `states` is no single relation.
    """

    kind = "gradient descent, one step"

    def __init__(
        self, states: Relational, *, rate: sp.Symbol, smoothness: sp.Symbol, where: Sequence[Relational] = ()
    ) -> None:
        self.states, self.rate, self.smoothness, self.where = states, rate, smoothness, tuple(where)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        used = self.states.free_symbols.union(*(c.free_symbols for c in self.where))
        return (used - set(QUANTITIES)) | {self.rate, self.smoothness}

    def check(self) -> None:
        for relation in (self.states, *self.where):
            if not isinstance(require_condition(relation, "assertion about a step"), Relational):
                raise StatementError(f"{relation} is not a single relation")

    def latex(self) -> str:
        goal = sp.latex(self.states, symbol_names=SHOWN)
        told = ",\\; ".join(sp.latex(c, symbol_names=SHOWN) for c in self.where)
        return rf"{told} \implies {goal}" if told else str(goal)

    def __str__(self) -> str:
        told = f" where {', '.join(map(str, self.where))}" if self.where else ""
        return f"{self.states} for a step of every convex f with an {self.smoothness}-Lipschitz gradient{told}"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        known = facts(self.rate, self.smoothness)
        # the quantities keep their plain symbols: to look for their signs would cost more than it helps
        context = Context([*domain.conditions, *known, *self.where], domain.symbols)
        if not context.holds(self.smoothness > 0):
            return Evidence("derive", Outcome.NOTHING, f"no proof: {self.smoothness} > 0 is not among the assumptions")
        if not all(map(context.defined, self.states.args)) or not context.holds(self.states):
            return Evidence("derive", Outcome.NOTHING, f"no proof: not shown: {self.states}")
        link = {
            "line": str(self.states),
            "latex": self.latex(),
            "reason": "the descent lemma, convexity and the Cauchy-Schwarz inequality",
            "rung": SOLVER,
            "relation": "",
        }
        return Evidence("derive", Outcome.PROVES, f"no step violates {self.states}: {SOLVER}", {"links": [link]})

    @cached_property
    def _conditions(self) -> tuple[Boolean, ...]:
        return tuple(c for c in self.where if c != sp.true)

    def runs(self, point: Point, digits: int) -> Iterator[tuple[dict[str, str], Sides]]:
        eta, L = (Fraction(point[x]) for x in (self.rate, self.smoothness))
        if L <= 0:
            return
        for trial in trials():
            here = dict(point) | trial.quantities(trial.begin, eta, L)
            if all(sides_at(c, here, digits).truth is True for c in self._conditions):
                yield trial.shown("w"), sides_at(self.states, here, digits)

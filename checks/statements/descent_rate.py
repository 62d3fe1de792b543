"""Many steps of gradient descent, on every convex function with an L-Lipschitz gradient, in every dimension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.proving.relations import Context
from checks.statements.base import require_condition
from checks.statements.pointwise import Point, Sides, sides_at
from checks.statements.recursion import by_induction
from checks.statements.smooth_convex import (
    QUANTITIES,
    SHOWN,
    distance,
    facts,
    gap,
    next_distance,
    next_gap,
    next_slope,
    slope,
    start,
    trials,
)
from checks.statements.tried import Tried
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain

_STATE = {gap, slope, distance}
_MOST_STEPS = 60  # exact numbers of a longer run say no more


class DescentRate(Tried):
    """`states` holds after `steps` steps w <- w - rate * grad f(w), for every such f and every starting point.

    It speaks of `gap`, `slope` and `distance` after the last step and of `start`, the squared distance before the
    first one, of `rate`, of `smoothness` (the Lipschitz constant L of the gradient, positive on the domain) and of
    `steps`, an integer. `invariant`, in the same terms, is what the induction on the number of steps carries; each of
    `lemmas` may use all quantities of a step. Raises StatementError where `states` is no single relation, and for
    symbols out of place.
    """

    kind = "gradient descent, every number of steps"

    def __init__(
        self,
        states: Relational,
        *,
        rate: sp.Symbol,
        smoothness: sp.Symbol,
        steps: sp.Symbol,
        invariant: Boolean | None = None,
        lemmas: Sequence[Boolean] = (),
    ) -> None:
        self.states, self.rate, self.smoothness, self.steps = states, rate, smoothness, steps
        self.invariant = states if invariant is None else invariant
        self.lemmas = tuple(lemmas)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        used: set[sp.Symbol] = set().union(*(r.free_symbols for r in (self.states, self.invariant, *self.lemmas)))
        return (used - {*QUANTITIES, start}) | {self.rate, self.smoothness, self.steps}

    def check(self) -> None:
        if not self.steps.is_integer:
            raise StatementError(f"steps are counted by an integer, not by {self.steps}")
        for relation in (self.states, self.invariant, *self.lemmas):
            require_condition(relation, "assertion about the steps")
        if not isinstance(self.states, Relational):
            raise StatementError(f"{self.states} is not a single relation")
        for relation in (self.states, self.invariant):
            if wrong := relation.free_symbols & (set(QUANTITIES) - _STATE):
                raise StatementError(f"after the last step there is no {', '.join(map(str, wrong))}")

    def latex(self) -> str:
        last = SHOWN | {gap: rf"f(w_{{{self.steps}}}) - f^*", distance: rf"\|w_{{{self.steps}}} - w^*\|^2"}
        last |= {slope: rf"\|\nabla f(w_{{{self.steps}}})\|^2"}
        return str(sp.latex(self.states, symbol_names=last))

    def __str__(self) -> str:
        return f"{self.states} after {self.steps} steps, every convex f with an {self.smoothness}-Lipschitz gradient"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        context = Context(domain.conditions, domain.symbols)
        if not context.holds(self.smoothness > 0):
            return Evidence("derive", Outcome.NOTHING, f"no proof: {self.smoothness} > 0 is not among the assumptions")
        # the last is the descent lemma at the minimizer
        before = [gap >= 0, start >= 0, gap <= self.smoothness * start / 2]
        return by_induction(
            domain,
            self.states,
            self.invariant,
            counter=self.steps,
            start={distance: start},
            advance={gap: next_gap, slope: next_slope, distance: next_distance},
            facts=[start >= 0, *facts(self.rate, self.smoothness)],
            lemmas=self.lemmas,
            at_start=before,
        )

    def runs(self, point: Point, digits: int) -> Iterator[tuple[dict[str, str], Sides]]:
        eta, L = (Fraction(point[x]) for x in (self.rate, self.smoothness))
        steps = int(point[self.steps])
        if L <= 0 or not 0 <= steps <= _MOST_STEPS:
            return
        for trial in trials():
            w = trial.begin
            for _ in range(steps):
                w = trial.step(w, eta, L)
            reached = trial.quantities(w, eta, L)
            end = {x: reached[x] for x in _STATE} | {start: trial.distance(trial.begin)}
            yield trial.shown("w_0"), sides_at(self.states, dict(point) | end, digits)

"""Recursions: what holds after every number of steps of x -> update(x), proved by induction on the steps.

Induction needs an invariant: a relation that holds at the start, survives a step, and implies the assertion. The three
are judged as inequalities over the reals, for every point of the domain and every number of steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.proving.relations import Context
from checks.statements.base import require_condition, require_number
from checks.statements.pointwise import Point, Sides, sides_at
from checks.statements.relation import SOLVER
from checks.statements.tried import Tried
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from flint import fmpq

    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain

Values = Mapping[sp.Symbol, sp.Expr]


class EveryStep(Tried):
    """`states` holds after `counter` steps of the recursion, for every number of steps that the domain admits.

    update     the next value of each state symbol, in terms of state symbols and parameters
    start      the value of each state symbol before the first step
    states     a relation between state symbols, parameters and `counter`
    invariant  what is proved by induction, `states` itself unless it is given
    lemmas     relations on the way from one step to the next, each proved from the invariant and those before it

    State symbols are bound: a condition of the domain does not speak of them. Raises StatementError for state symbols
    without a start, for a start that depends on the state, and for a counter that is no integer.
    """

    kind = "recursion"

    def __init__(
        self,
        update: Values,
        start: Values,
        states: Relational,
        *,
        counter: sp.Symbol,
        invariant: Boolean | None = None,
        lemmas: Sequence[Boolean] = (),
    ) -> None:
        self.update, self.start, self.states, self.counter = dict(update), dict(start), states, counter
        self.invariant = states if invariant is None else invariant
        self.lemmas = tuple(lemmas)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        parts = (*self.update.values(), *self.start.values(), self.states, self.invariant, *self.lemmas)
        used: set[sp.Symbol] = set().union(*(getattr(part, "free_symbols", set()) for part in parts))
        return (used - set(self.update)) | {self.counter}

    def check(self) -> None:
        if not self.counter.is_integer:
            raise StatementError(f"steps are counted by an integer, not by {self.counter}")
        if set(self.update) != set(self.start) or not self.update:
            raise StatementError("a recursion says for each state symbol where it starts and what comes next")
        for x in self.update:
            require_number(self.update[x], f"next value of {x}")
            if require_number(self.start[x], f"start of {x}").free_symbols & set(self.update):
                raise StatementError(f"the start of {x} depends on the state")
            if self.counter in self.update[x].free_symbols | self.start[x].free_symbols:
                raise StatementError(f"{self.counter} counts the steps; {x} does not move by it")
        for relation in (self.states, self.invariant, *self.lemmas):
            require_condition(relation, "assertion about the recursion")
        if not isinstance(self.states, Relational):
            raise StatementError(f"{self.states} is not a single relation")

    def latex(self) -> str:
        steps = [rf"{sp.latex(x)} \leftarrow {sp.latex(e)}" for x, e in self.update.items()]
        starts = [f"{sp.latex(x)} = {sp.latex(e)}" for x, e in self.start.items()]
        told = r",\; ".join([*starts, *steps])
        return rf"{sp.latex(self.states)} \text{{ after }} {sp.latex(self.counter)} \text{{ steps of }} {told}"

    def __str__(self) -> str:
        told = ", ".join(f"{x} <- {e} from {self.start[x]}" for x, e in self.update.items())
        return f"{self.states} after {self.counter} steps of {told}"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        return by_induction(
            domain,
            self.states,
            self.invariant,
            counter=self.counter,
            start=self.start,
            advance=self.update,
            lemmas=self.lemmas,
        )

    def runs(self, point: Point, digits: int) -> Iterator[tuple[dict[str, str], Sides]]:
        from numeric.precision import rational
        from numeric.program import Program

        state = list(self.update)
        values = {x: rational(v) for x, v in point.items()}
        places = [*state, *values]
        now = Program.of(list(self.start.values()), list(values)).exact(*values.values())
        step = Program.of(list(self.update.values()), places)
        for _ in range(int(values[self.counter])):
            if any(x is None for x in now):
                return
            known: list[fmpq] = [x for x in now if x is not None]
            now = step.exact(*known, *values.values())
        if all(x is not None for x in now):
            end = dict(point) | dict(zip(state, now, strict=True))
            yield {}, sides_at(self.states, end, digits)


def by_induction(
    domain: Domain,
    claim: Boolean,
    invariant: Boolean,
    *,
    counter: sp.Symbol,
    start: Values,
    advance: Values,
    facts: Sequence[Boolean] = (),
    lemmas: Sequence[Boolean] = (),
    at_start: Sequence[Boolean] = (),
) -> Evidence:
    """Prove `claim` for every value of `counter` in the domain, by induction with `invariant`.

    start    what stands for the state before the first step
    advance  what stands for the state after a step, in terms of the state before it and of whatever `facts` speak of
    facts    what is known of every state and the one after it, whatever the number of steps
    at_start what is known of the state before the first step, with `start` put in

    Conditions on the counter speak of the last step, so the induction itself does without them. Every relation that is
    shown must be shown to be defined too, else a relation without meaning would hold.
    """
    past = sp.Symbol(f"<{counter.name}>", real=True)
    parameters = [c for c in domain.conditions if counter not in c.free_symbols]
    plain = [x for x in domain.symbols if x != counter]
    before = Context([*parameters, *facts, past >= 0], {*plain, past})
    steps: list[tuple[str, Boolean, Context]] = []
    first = Context([*parameters, *at_start], plain)
    steps.append(("at the start", invariant.xreplace({counter: sp.Integer(0), **start}), first))
    here = before.with_conditions(invariant.xreplace({counter: past}))
    for lemma in lemmas:
        lemma = lemma.xreplace({counter: past})
        steps.append(("on the way to the next step", lemma, here))
        here = here.with_conditions(lemma)
    steps.append(("after one step more", invariant.xreplace({counter: past + 1, **advance}), here))
    last = Context([*domain.conditions, *facts, invariant], domain.symbols)
    steps.append(("so at the end", claim, last))
    links: list[dict[str, str]] = []
    for reason, goal, context in steps:
        shown = goal.xreplace({past: counter})
        if not _holds(goal, context):
            told = "without a value" if goal.has(sp.nan, sp.zoo, sp.oo) else f"not shown: {shown}"
            return Evidence("derive", Outcome.NOTHING, f"no proof: {reason}, {told}", {"links": links})
        if shown == sp.true:
            shown = invariant
        links.append(
            {"line": str(shown), "latex": sp.latex(shown), "reason": reason, "rung": SOLVER, "relation": ""},
        )
    return Evidence(
        "derive", Outcome.PROVES, f"induction on {counter}: {invariant} holds after every step", {"links": links}
    )


def _holds(goal: Boolean, context: Context) -> bool:
    sides = [side for r in goal.atoms(Relational) for side in r.args]
    return all(map(context.defined, sides)) and context.holds(goal)

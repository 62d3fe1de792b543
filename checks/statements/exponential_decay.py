"""Exponential decay of a quantity along a flow, with a rate that depends on the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.relational import Relational

from checks.errors import StatementError
from checks.expressions import expression
from checks.proving.relations import Context
from checks.statements.base import Statement, require_number
from checks.statements.enclosed import Enclosed, Ends
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain

_ZERO = sp.Integer(0)
_ENOUGH = 36  # states on trajectories, each of which costs a tenth of a second
_TIMES = (sp.Rational(1, 4), sp.Integer(1), sp.Integer(3))


@dataclass(frozen=True)
class Trap:
    """Starts with the state symbols of `at` fixed and the sign `conditions` on others, from which the flow stays so
    and the quantity stays at or above the positive `bound`. No other symbol x falls faster than -speed x."""

    at: Mapping[sp.Symbol, sp.Expr | int]
    conditions: Sequence[Relational]
    bound: sp.Expr
    speed: sp.Expr | int = 1


@dataclass(frozen=True)
class Shares:
    """How the two inequalities of a decay are enclosed: the arguments of `Enclosed` for each of them."""

    over: Mapping[sp.Symbol, Ends]
    touching: Sequence[sp.Expr | int] = ()
    decay: Sequence[tuple[sp.Expr, sp.Expr | int]] = ()
    rise: Sequence[tuple[sp.Expr, sp.Expr | int]] = ()


class ExponentialDecay(Statement):
    """quantity(t) <= quantity(0) exp(-rate t) from every start in the domain, while the flow stays in the domain.

    field     the velocity of each state symbol, in state symbols and parameters
    rate      in the same symbols, at the start; None says only that there is some positive rate for each start
    shares    how d(quantity)/dt + rate quantity <= 0 and d(rate)/dt >= 0 are enclosed: the rate at the start then
              bounds the rate from below all along, and the quantity falls by Gronwall's lemma
    traps     where the search is to look for starts without decay

    A rate that is None is never proved; a trap refutes it. Raises StatementError for a field without components.
    """

    kind = "exponential decay"

    def __init__(
        self,
        field: Mapping[sp.Symbol, sp.Expr],
        quantity: sp.Expr,
        rate: sp.Expr | None,
        *,
        shares: Shares | None = None,
        traps: Sequence[Trap] = (),
    ) -> None:
        self.field, self.quantity, self.rate = dict(field), quantity, rate
        self.shares, self.traps = shares, tuple(traps)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        parts = [*self.field.values(), self.quantity, *([] if self.rate is None else [self.rate])]
        return set(self.field).union(*(e.free_symbols for e in parts))

    def check(self) -> None:
        if not self.field:
            raise StatementError("a flow moves at least one state symbol")
        for e in (*self.field.values(), self.quantity, *([] if self.rate is None else [self.rate])):
            require_number(e, "part of the decay")
        for trap in self.traps:
            if not set(trap.at) <= set(self.field):
                raise StatementError("a trap fixes state symbols")
            if expression(trap.speed).free_symbols & set(self.field):
                raise StatementError("the speed of a trap does not depend on the state")

    def latex(self) -> str:
        rate = r"\Omega(1)" if self.rate is None else sp.latex(self.rate)
        return rf"{sp.latex(self.quantity)} \Big|_0^t \text{{ falls by the factor }} e^{{-{rate}\, t}}"

    def __str__(self) -> str:
        rate = "some positive rate" if self.rate is None else f"the rate {self.rate} of its start"
        return f"{self.quantity} decays exponentially with {rate}"

    def _along(self, e: sp.Expr) -> sp.Expr:
        e = e.doit()
        return sp.Add(*(sp.diff(e, x) * velocity.doit() for x, velocity in self.field.items()))

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        if self.rate is None or self.shares is None:
            return Evidence("derive", Outcome.NOTHING, "no proof: no rate is named")
        context = Context(domain.conditions, domain.symbols)
        if not context.holds(self.rate > 0):
            return Evidence("derive", Outcome.NOTHING, f"no proof: the rate {self.rate} is not shown to be positive")
        decay = -self._along(self.quantity) - self.rate * self.quantity.doit()
        steps = (
            ("falls", sp.GreaterThan(decay, _ZERO, evaluate=False), self.shares.decay),
            ("rate rises", sp.GreaterThan(self._along(self.rate), _ZERO, evaluate=False), self.shares.rise),
        )
        links: list[dict[str, str]] = []
        outcomes = set()
        for what, relation, parts in steps:
            if relation.lhs == 0:  # a rate that does not move
                continue
            found = Enclosed(relation, self.shares.over, touching=self.shares.touching, parts=parts)
            seen = found.derive(domain, None, settings)
            links += seen.details.get("links", [])
            outcomes.add(seen.outcome)
            if seen.outcome is Outcome.NOTHING:
                return Evidence("derive", Outcome.NOTHING, f"{seen.summary} (the {what})", {"links": links})
        summary = f"d/dt of the quantity is at most -({self.rate}) times it, and the rate never falls"
        whole = Outcome.ENCLOSES if Outcome.ENCLOSES in outcomes else Outcome.PROVES
        return Evidence("derive", whole, summary, {"links": links})

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        """Validated trajectories from random starts: the quantity against its bound, in balls, at several times."""
        from numeric.balls import evaluate
        from numeric.errors import NumericError
        from numeric.points import sample
        from numeric.precision import ball, digits_to_bits, precision, rational
        from numeric.program import Program
        from numeric.trajectories import trajectory_until

        if self.rate is None:
            return Evidence("confirm", Outcome.NOTHING, "no rate to compare with")
        state = list(self.field)
        others = [x for x in domain.symbols if x not in self.field]
        field = Program.of([v.doit() for v in self.field.values()], [*state, *others])
        measured = Program.of([self.quantity.doit()], [*state, *others])
        agreed = runs = 0
        for point in sample(domain, 4 * _ENOUGH, settings.seed, hard=False):
            rest = [point[x] for x in others]
            try:
                times = [rational(t) for t in _TIMES]
                ends = trajectory_until(field, [point[x] for x in state], rest, times, digits=15)
            except NumericError:
                continue
            runs += 1
            start: list[Any] = [evaluate(e, point, digits=20).ball for e in (self.quantity, self.rate)]
            first, rate = start
            with precision(digits_to_bits(30)):
                for t, end in zip(times, ends, strict=True):
                    now = measured.real(digits_to_bits(30))(*end, *(ball(v) for v in rest))[0]
                    allowed = first * (-rate * ball(t)).exp()
                    if now > allowed:
                        told = {x.name: str(v) for x, v in point.items()} | {"t": str(t)}
                        found = Counterexample(told, now.str(15), allowed.str(15), "≤", "")
                        return Evidence("confirm", Outcome.REFUTES, f"a validated trajectory: {found}", {}, found)
                    agreed += now <= allowed
            if agreed >= _ENOUGH:
                break
        details = {"points": agreed, "trajectories": runs, "seed": settings.seed}
        if agreed < _ENOUGH:
            return Evidence("confirm", Outcome.NOTHING, f"only {agreed} states could be compared", details)
        summary = f"{agreed} states on {runs} validated trajectories are within the bound"
        return Evidence("confirm", Outcome.AGREES, summary, details)

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        for trap in self.traps:
            if (found := self._caught(trap, domain)) is not None:
                return Evidence("search", Outcome.REFUTES, f"no decay: {found}", {}, found)
        return Evidence("search", Outcome.AGREES, f"{len(self.traps)} sets named, none without decay", {"tried": 1})

    def _caught(self, trap: Trap, domain: Domain) -> Counterexample | None:
        """The trap as a counterexample, where everything about it is shown."""
        from numeric.domains import Domain as Made
        from numeric.points import sample

        at = {x: expression(value) for x, value in trap.at.items()}
        # the flow may leave the domain: of its conditions only those on parameters hold all along
        fixed = [k for k in domain.conditions if not k.free_symbols & set(self.field)]
        inside = Context([*fixed, *trap.conditions], [x for x in domain.symbols if x not in at])
        # put in before the means are taken: parallel vectors are seen as such only then
        velocities = {x: inside.inside(v.xreplace(at).doit()) for x, v in self.field.items()}
        if any(not inside.vanishes(velocities[x]) for x in at):
            return None
        for c in trap.conditions:
            (x,) = c.free_symbols
            outward = 1 if inside.holds(x > 0) else -1 if inside.holds(x < 0) else 0
            # |x| then falls no faster than exponentially and never reaches 0
            fall = -trap.speed * outward * x
            if not outward or not inside.holds(sp.GreaterThan(outward * velocities[x], fall, evaluate=False)):
                return None
        quantity = inside.inside(self.quantity.xreplace(at).doit())
        above = sp.GreaterThan(quantity, trap.bound, evaluate=False)
        if not (inside.holds(trap.bound > 0) and inside.holds(above)) or inside.is_empty():
            return None
        starts = [k for k in (k.xreplace(at) for k in (*domain.conditions, *trap.conditions)) if k != sp.true]
        points = sample(Made(inside.symbols, starts), 1, 0, hard=False)
        if not points:
            return None
        told = {x.name: str(v) for x, v in points[0].items()} | {x.name: str(v) for x, v in at.items()}
        where = ", ".join([*(f"{x} = {v}" for x, v in at.items()), *map(str, trap.conditions)])
        along = f"every start with {where}: the flow stays there"
        return Counterexample(told, f"{self.quantity} >= {trap.bound}", "C exp(-c t) for some c > 0", "≤", along)

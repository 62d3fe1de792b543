"""Solutions of flows, with their initial conditions; limits of explicit trajectories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.proving.argue import link
from checks.proving.ladder import close, is_smooth
from checks.proving.relations import Context
from checks.quantities import At
from checks.statements.base import require_number
from checks.statements.order import Order, To
from checks.statements.pointwise import Pointwise
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.quantities import GradientFlow
    from checks.settings import Settings
    from numeric.domains import Domain


class Solution(Pointwise):
    """The functions `solution` of `time` follow the flow and start at `start`.

    solution  state symbol -> expression in `time`, the start values and parameters
    start     state symbol -> value at time 0
    """

    kind = "solution of a flow"

    def __init__(
        self,
        flow: GradientFlow,
        solution: Mapping[sp.Symbol, sp.Expr],
        time: sp.Symbol,
        start: Mapping[sp.Symbol, sp.Expr],
    ) -> None:
        self.flow, self.solution, self.time, self.start = flow, dict(solution), time, dict(start)

    def check(self) -> None:
        state = set(self.flow.state)
        if set(self.solution) != state:
            raise StatementError(f"a solution gives every state symbol {sorted(map(str, state))} as a function of time")
        if set(self.start) != state:
            raise StatementError("a solution without an initial condition for every state symbol is not checked at all")
        for x, e in (*self.solution.items(), *self.start.items()):
            require_number(e, f"solution for {x}")

    @property
    def equations(self) -> list[sp.Eq]:
        """The rates, then the initial conditions; rates stay definitional (the loss is differentiated by witnesses)."""
        field = self.flow.field
        rates = [
            sp.Eq(sp.Derivative(e, self.time, evaluate=False), At.made(field[x], self.solution), evaluate=False)
            for x, e in self.solution.items()
            if x in field
        ]
        starts = [
            sp.Eq(At.made(e, {self.time: sp.Integer(0)}), self.start[x], evaluate=False)
            for x, e in self.solution.items()
            if x in self.start  # what is missing is reported by `check`
        ]
        return rates + starts

    def formula(self) -> Boolean:
        return sp.And(*self.equations, evaluate=False)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return {self.time}.union(*(e.free_symbols for e in self.equations))

    def latex(self) -> str:
        parts = [f"{sp.latex(x)}(t) = {sp.latex(e)}" for x, e in self.solution.items()]
        return r",\quad ".join(parts)

    def __str__(self) -> str:
        return ", ".join(f"{x}(t) = {e}" for x, e in self.solution.items())

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        context = Context(domain.conditions, domain.symbols)
        if (broken := self._breaks(context)) is not None:
            why = f"no proof: {self.solution[broken]} is not shown to be smooth all the way from time 0"
            return Evidence("derive", Outcome.NOTHING, why)
        links: list[dict[str, str]] = []
        for equation in self.equations:
            rung = close(equation.lhs.doit(), equation.rhs.doit(), context)
            if rung is None:
                return Evidence("derive", Outcome.NOTHING, f"no proof: {equation} is not shown", {"links": links})
            links.append(self._told(equation, rung))
        return Evidence("derive", Outcome.PROVES, "follows the flow and starts where it must", {"links": links})

    def _told(self, equation: sp.Eq, rung: str) -> dict[str, str]:
        """One equation as a line of the derivation, without spelling the whole solution out again."""
        x, starts = next((x, isinstance(equation.lhs, At)) for x, e in self.solution.items() if e in equation.lhs.args)
        line = f"{x}(0) = {self.start[x]}" if starts else f"d{x}/dt = -dL/d{x} along the solution"
        reason = "initial condition" if starts else "rate from the loss"
        return {"line": line, "latex": sp.latex(equation), "reason": reason, "rung": rung, "relation": ""}

    def _breaks(self, context: Context) -> sp.Symbol | None:
        """A state symbol whose formula may blow up between time 0 and `time`: beyond that it solves nothing."""
        t, before = self.time, sp.Symbol("<before>", real=True)
        between = sp.Or(sp.And(before >= 0, before <= t), sp.And(before >= t, before <= 0))
        along = context.with_conditions(between, symbols=[before, t])
        for x, e in self.solution.items():
            if not is_smooth(along.inside(e.doit().xreplace({t: before})), along):
                return x
        return None

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        """Pointwise by automatic differentiation, then whole trajectories against the validated integrator."""
        from checks.confirming import confirm_pointwise
        from checks.trajectories import compare_with_trajectories

        pointwise = confirm_pointwise(self, domain, settings)
        if pointwise.outcome is not Outcome.AGREES:
            return pointwise
        return compare_with_trajectories(self, domain, settings, pointwise)


class LimitIs(Order):
    """expression → value as the limit variable tends to its limit, uniformly in nothing: for each fixed rest."""

    kind = "limit"
    symbol = "->"

    def __init__(self, expression: sp.Expr, value: sp.Expr, limit: To) -> None:
        super().__init__(expression, value, limit=limit)

    def check(self) -> None:
        self.f = require_number(self.f, "expression")
        self.g = require_number(self.g, "limit")
        if self.limit is None or self.limit.variable in self.g.free_symbols:
            raise StatementError("a limit names its variable, and its value does not depend on it")
        if self.g.is_infinite:
            raise StatementError("a limit is a finite value; for growth without end say MuchGreater")

    def _relation(self, g: str) -> str:
        return rf"\to {g}"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        from checks.proving.limits import limit

        assert self.limit is not None
        inner = self.moved_domain(domain)
        context = Context(inner.conditions, inner.symbols)
        if not self.is_reached(context):
            return Evidence(
                "derive", Outcome.NOTHING, f"no proof: no point of the domain is near the limit {self.limit}"
            )
        value = limit(self.limit.moved(self.f), self.limit.variable, self.limit.point, context)
        if value is None:
            return Evidence("derive", Outcome.NOTHING, "no proof: no limit found")
        rung = close(value, self.limit.moved(self.g), context)
        if rung is None:
            return Evidence(
                "derive", Outcome.NOTHING, f"no proof: the limit found is {value}, not shown to be {self.g}"
            )
        links = [
            link(self.f, "the expression", "", ""),
            link(value, f"as {self.limit}", "limit", "→"),
            link(self.g, "", rung),
        ]
        return Evidence("derive", Outcome.PROVES, f"tends to {self.g} as {self.limit}", {"links": links})

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.scaling import confirm_limit_value

        return confirm_limit_value(self, self.moved_domain(domain), settings)

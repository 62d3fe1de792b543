"""Integrals in closed form, by a primitive that is differentiated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from checks.errors import StatementError
from checks.expressions import expression
from checks.proving.argue import link
from checks.proving.ladder import Rung, close, is_smooth
from checks.proving.relations import Context
from checks.statements.base import require_number
from checks.statements.identity import Identity
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain


class Integrated(Identity):
    """The integral of `integrand` over x from `low` to `high` is `value`, as the difference of `primitive` shows.

    The domain does not speak of x, and low <= high on it. Raises StatementError where it does, or an end depends on x.
    """

    kind = "integral"

    def __init__(
        self, integrand: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr, value: sp.Expr, *, primitive: sp.Expr
    ) -> None:
        self.integrand, self.x, self.ends, self.primitive = integrand, x, (low, high), primitive
        super().__init__(sp.Integral(integrand, (x, low, high)), value)

    def check(self) -> None:
        super().check()
        require_number(self.primitive, "primitive")
        if any(self.x in expression(e).free_symbols for e in (*self.ends, self.right)):
            raise StatementError(f"{self.x} is bound by the integral")

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        x, (low, high) = self.x, map(sp.sympify, self.ends)
        outside = Context(domain.conditions, domain.symbols)
        if x in domain.symbols or not outside.holds(sp.LessThan(low, high, evaluate=False)):
            return Evidence("derive", Outcome.NOTHING, f"no proof: the range of {x} is not shown to be an interval")
        between = outside.with_conditions(low <= x, x <= high, symbols=[x])
        if not is_smooth(between.inside(self.primitive), between):
            return Evidence("derive", Outcome.NOTHING, f"no proof: {self.primitive} is not shown to be smooth")
        links = [link(self.left, "the integral", "", "")]
        if (rung := close(sp.diff(self.primitive, x), self.integrand, between)) is None:
            return Evidence("derive", Outcome.NOTHING, "no proof: the primitive has another derivative")
        links.append(link(self.primitive, f"a primitive: its derivative is the integrand ({rung})", rung, ""))
        difference = self.primitive.xreplace({x: high}) - self.primitive.xreplace({x: low})
        if (rung := close(difference, self.right, outside)) is None:
            why = f"the difference of the primitive is not shown to be {self.right}"
            return Evidence("derive", Outcome.NOTHING, f"no proof: {why}", {"links": links})
        links.append(link(self.right, "the difference of the primitive at the ends", rung))
        return Evidence("derive", Outcome.PROVES, f"{Rung.FUNDAMENTAL}: {self.right}", {"links": links})

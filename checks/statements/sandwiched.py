"""An order that is shown between two simpler expressions: low <= f <= high, and both of them are Θ(g)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sympy as sp

from checks.errors import StatementError
from checks.proving.argue import link
from checks.proving.relations import Context
from checks.statements.base import require_number
from checks.statements.order import Theta, To
from checks.statements.relation import SOLVER
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain


class SandwichedTheta(Theta):
    """f = Θ(g) in a limit, for an f whose own limit is out of reach, such as a logarithm of a sum with parameters.

    The two inequalities are proved on the whole domain, and f is shown to be defined there; the quotients low/g and
    high/g have to tend to positive numbers that depend on `depends` alone. Confirming and searching look at f itself.
    Raises StatementError without a limit.
    """

    def __init__(
        self, f: sp.Expr, g: sp.Expr, *, low: sp.Expr, high: sp.Expr, limit: To, depends: Sequence[sp.Symbol] = ()
    ) -> None:
        super().__init__(f, g, limit=limit, depends=depends)
        self.low, self.high = low, high

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return super().free_symbols.union(*(getattr(e, "free_symbols", set()) for e in (self.low, self.high)))

    def check(self) -> None:
        super().check()
        if self.limit is None:
            raise StatementError("bounds from both sides are for orders in a limit")
        self.low, self.high = require_number(self.low, "lower bound"), require_number(self.high, "upper bound")

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        assert self.limit is not None
        inner = self.moved_domain(domain)
        context = Context(inner.conditions, inner.symbols)
        f, g, low, high = (self.limit.moved(e) for e in (self.f, self.g, self.low, self.high))
        links = [link(low, "a lower bound", "", ""), link(f, "the quantity in question", SOLVER, "≤")]
        links.append(link(high, "an upper bound", SOLVER, "≤"))

        def nothing(why: str) -> Evidence:
            return Evidence("derive", Outcome.NOTHING, f"no proof: {why}", {"links": links})

        if not self.is_reached(context):
            return nothing(f"no point of the domain is near the limit {self.limit}")
        if not all(map(context.defined, (f, g, low, high))):
            return nothing(f"`{f}` or one of its bounds is not shown to be defined")
        for relation in (sp.LessThan(low, f, evaluate=False), sp.LessThan(f, high, evaluate=False)):
            if not context.holds(relation):
                return nothing(f"not shown: {relation}")
        constants = []
        for bound in (low, high):
            concluded = self.conclude(bound / g, context, self.limit.moved)
            if not concluded.proved:
                return nothing(f"for the bound {bound}: {concluded.claim}")
            constants.append(concluded.details["constants"]["limit"])
        lower, upper = constants
        told = f"the bounds over {self.g} tend to {lower} and {upper} as {self.limit}"
        details = {"links": links, "constants": {"lower": lower, "upper": upper}}
        return Evidence("derive", Outcome.PROVES, f"between {self.low} and {self.high}; {told}", details)

"""How a quantity moves along whole trajectories: g(x(t)) - g(x(0)) = Θ(r t) while the trajectory stays in the domain.

"u grows as exp(Θ(s t))" is this with g = log u and r = s; "u = Θ(1/(s (t0 - t)))**p" is this with g = u**(-1/p) and
r = -s, because g is then Θ(s (t0 - t)), falling at a rate of order s to the value that t0 makes it reach; linear growth
is g = u. The derivation bounds the rate of g at every point and integrates; confirming integrates trajectories.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sympy as sp

from checks.errors import StatementError
from checks.proving.argue import Conclusion, Moved, argue
from checks.proving.atoms import vanishes
from checks.proving.relations import Context
from checks.statements.base import require_number
from checks.statements.order import Theta
from checks.verdict import Evidence

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.quantities import GradientFlow
    from checks.settings import Settings
    from numeric.domains import Domain


class Growth(Theta):
    """`transform` changes by Θ(rate * t), with `rate` constant along the flow, while the state stays in the domain.

    The domain must be an interval in the moving coordinate, as the phases of a one-dimensional flow are: then a
    trajectory between two of its points stays inside.
    """

    kind = "growth law"
    symbol = "changes at a rate Theta of"

    def __init__(
        self, flow: GradientFlow, transform: sp.Expr, rate: sp.Expr, *, depends: Sequence[sp.Symbol] = ()
    ) -> None:
        require_number(transform, "moving quantity")
        self.flow, self.transform = flow, transform
        super().__init__(flow.rate(transform), rate, depends=depends)

    def check(self) -> None:
        super().check()
        if not vanishes(self.flow.rate(self.g).doit()):
            raise StatementError(
                f"the rate {self.g} changes along the flow, so the change is not a multiple of the time"
            )

    def latex(self) -> str:
        rate = sp.latex(self.g)
        return rf"\left[ {sp.latex(self.transform)} \right]_0^t = \Theta\left({rate}\, t\right)"

    def __str__(self) -> str:
        return f"{self.transform} changes by Theta({self.g}*t) in time t"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        context = Context(domain.conditions, domain.symbols)

        def conclude(last: sp.Expr, inner: Context, moved: Moved) -> Conclusion:
            concluded = super(Growth, self).conclude(last, inner, moved)
            if concluded.proved:
                concluded.claim = f"{concluded.claim}; integrated from 0 to t"
            return concluded

        return argue(self.quotient, chain, context, conclude)

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.trajectories import confirm_on_trajectories

        return confirm_on_trajectories(self, domain, settings)

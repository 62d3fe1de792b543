"""Equations: identities, gradient flows of a loss, relative derivatives, changes of a quantity along a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.proving.argue import Conclusion, Moved, argue
from checks.proving.ladder import close
from checks.proving.relations import Context
from checks.statements.base import require_number
from checks.statements.pointwise import Pointwise
from checks.verdict import Evidence

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.quantities import GradientFlow
    from checks.settings import Settings
    from numeric.domains import Domain


class Identity(Pointwise):
    """`left = right` at every point of the domain at which both sides are defined.

    Functions take principal values; a point where a side is infinite lies outside the domain.
    """

    kind = "identity"
    principal = True

    def __init__(self, left: sp.Expr, right: sp.Expr) -> None:
        self.left, self.right = left, right

    def check(self) -> None:
        self.left = require_number(self.left, "left side")
        self.right = require_number(self.right, "right side")

    def formula(self) -> Boolean:
        return sp.Eq(self.left, self.right, evaluate=False)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return set().union(*(getattr(side, "free_symbols", set()) for side in (self.left, self.right)))

    def latex(self) -> str:
        return f"{sp.latex(self.left)} = {sp.latex(self.right)}"

    def __str__(self) -> str:
        return f"{self.left} = {self.right}"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        context = Context(domain.conditions, domain.symbols)

        def finish(last: sp.Expr, inner: Context, moved: Moved) -> Conclusion:
            rung = close(last, moved(self.right), inner)
            claim = f"equals {self.right}" if rung else f"`{last}` is not shown to equal `{self.right}`"
            return Conclusion(rung is not None, rung or "", claim, rf"= {sp.latex(self.right)}")

        return argue(self.left, chain, context, finish)


class FlowEquation(Identity):
    """d(quantity)/dt = right along a gradient flow; the rate comes from the loss."""

    kind = "gradient flow"

    def __init__(self, flow: GradientFlow, quantity: sp.Expr, right: sp.Expr) -> None:
        if not isinstance(quantity, sp.Expr):
            raise StatementError(f"the moving quantity is {quantity!r}, where a SymPy expression belongs")
        super().__init__(flow.rate(quantity), right)


class RelativeDerivative(Identity):
    """(d(quantity)/dt) / quantity = right along a gradient flow."""

    kind = "relative derivative"

    def __init__(self, flow: GradientFlow, quantity: sp.Expr, right: sp.Expr) -> None:
        super().__init__(flow.relative_rate(quantity), right)


class Conserved(FlowEquation):
    """The quantity keeps its value along every trajectory: its Lie derivative is zero."""

    kind = "conserved quantity"

    def __init__(self, flow: GradientFlow, quantity: sp.Expr) -> None:
        super().__init__(flow, quantity, sp.Integer(0))
        self.quantity = quantity

    def latex(self) -> str:
        return rf"{sp.latex(self.quantity)} \text{{ is constant along the flow}}"

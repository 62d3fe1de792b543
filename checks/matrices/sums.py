"""Sums of matrices over an index, which may run to a symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.concrete.expr_with_limits import ExprWithLimits

from checks.errors import StatementError
from checks.matrices.algebra import Matrix
from checks.matrices.letters import Identity, Letter, Zero
from checks.matrices.shapes import bare_symbols, integer, parts

if TYPE_CHECKING:
    from checks.matrices.instances import Instance


class IndexedSum(Matrix):
    """The sum of `body` over an integer `index` from `low` to `high`; the shape must not depend on the index."""

    is_additive = True

    @classmethod
    def over(cls, body: Matrix, index: sp.Symbol, low: sp.Expr | int, high: sp.Expr | int) -> Matrix:
        if not isinstance(index, sp.Symbol) or index.is_integer is not True:
            raise StatementError(f"a sum runs over an integer; {index} is not declared as one")
        low, high = integer(low, "the lower end of a sum"), integer(high, "the upper end of a sum")
        for size in (body.rows, body.columns):
            if index in size.free_symbols:
                raise StatementError(f"the shape of {body} depends on the index {index} of a sum")
        if any(index in node.bound_symbols for node in body.atoms(ExprWithLimits)):
            raise StatementError(f"the index {index} of a sum is bound once more inside it; use another symbol")
        for size in (d for m in parts([body], Letter | Identity | Zero) for d in m.shape):
            if index in bare_symbols(size):
                raise StatementError(f"the index {index} of a sum is a dimension of one of its matrices")
        return sp.Basic.__new__(cls, body, index, low, high)

    def _xreplace(self, rule: Any) -> tuple[sp.Basic, bool]:
        """The index is bound here: it is not replaced, and renamed where it would capture what is put in."""
        body, index, low, high = self.args
        inner = {old: new for old, new in rule.items() if old != index}
        if any(index in getattr(new, "free_symbols", ()) for new in inner.values()):
            own = sp.Dummy(index.name, integer=True)
            body, index = body.xreplace({index: own}), own
        made = self.func(body.xreplace(inner), index, low.xreplace(rule), high.xreplace(rule))
        return made, made != self

    @property
    def free_symbols(self) -> set[sp.Basic]:
        body, index, low, high = self.args
        return (body.free_symbols - {index}) | low.free_symbols | high.free_symbols

    def transposed(self) -> Matrix:
        return self.over(self.args[0].T, *self.args[1:])

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import add, zeros

        body, index, low, high = self.args
        value = zeros(instance.size(self.rows), instance.size(self.columns))
        for i in range(instance.integer(low), instance.integer(high) + 1):
            value = add(value, body.evaluate(instance.at({index: sp.Integer(i)})))
        return value

    def written(self, show: Any) -> str:
        body, index, low, high = self.args
        inner = rf"\left({show(body)}\right)" if body.is_additive else show(body)
        return rf"\sum_{{{show(index)}={show(low)}}}^{{{show(high)}}} {inner}"

    def plain(self, show: Any) -> str:
        body, index, low, high = self.args
        return f"sum_{{{show(index)}={show(low)}..{show(high)}}} {show(body)}"

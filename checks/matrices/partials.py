"""The gradient of a loss, written with traces, with respect to one of its matrices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.matrices.algebra import Matrix, Product, Scaled, Sum, Transpose
from checks.matrices.letters import Identity, Letter, Zero
from checks.matrices.shapes import parts
from checks.matrices.traces import Trace

if TYPE_CHECKING:
    from checks.matrices.instances import Instance

_LARGEST = 36  # entries that are moved one by one


class PartialGradient(Matrix):
    """The matrix of partial derivatives of `loss` in the entries of `variable`, of the shape of `variable`.

    The loss is a polynomial in traces of polynomials in the variable, a general letter; its coefficients may be any
    scalars without matrices. StatementError for any other loss.
    """

    shaped_by = 1

    def __new__(cls, loss: sp.Expr, variable: Letter) -> PartialGradient:
        if not isinstance(variable, Letter) or variable.kind != "general":
            raise StatementError(f"{variable}: a gradient is taken in a general letter, whose entries are free")
        if not isinstance(loss, sp.Expr) or loss.atoms(sp.Float):
            raise StatementError(f"the gradient of {loss!r}, where an exact scalar expression belongs")
        made = sp.Basic.__new__(cls, loss, variable)
        _degree(loss, variable)
        return made

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set(self.args[0].free_symbols)

    def doit(self, **hints: Any) -> Matrix:
        """From the differential: where dTr(M) = Tr(C^T dV) for every dV, the gradient of Tr(M) is C."""
        loss, variable = self.args
        nodes = {node: sp.Dummy(real=True) for node in parts((loss,), Trace)}
        plain, back = loss.xreplace(nodes), {x: node for node, x in nodes.items()}
        found = []
        for node, x in nodes.items():
            body = node.args[0]
            slope = _pulled_back(Identity(body.rows), body, variable)
            if slope is not None:
                found.append(Scaled.by(sp.diff(plain, x).xreplace(back), slope))
        return Sum.of(*found) if found else Zero(self.rows, self.columns)

    def evaluate(self, instance: Instance) -> Any:
        """Entry by entry from values of the loss, a polynomial in each entry. Undefined for more than 36 entries."""
        from flint import fmpq_mat

        from checks.matrices.instances import Undefined
        from numeric.matrices import derivative_at_zero, scale, shape, unit

        loss, variable = self.args
        place, degree = instance.letters[variable], _degree(loss, variable)
        height, width = shape(place)
        if height * width > _LARGEST:
            raise Undefined(f"a gradient in {height * width} entries: too many to move one by one")

        def slope(row: int, column: int) -> Any:
            def curve(step: Any) -> fmpq_mat:
                moved = place + scale(step, unit(height, width, row, column))
                at = replace(instance, letters={**instance.letters, variable: moved}, _known={})
                return fmpq_mat([[at.scalar(loss)]])

            return derivative_at_zero(curve, degree)[0, 0]

        return fmpq_mat([[slope(row, column) for column in range(width)] for row in range(height)])

    def written(self, show: Any) -> str:
        loss, variable = self.args
        return rf"\frac{{\partial}}{{\partial {show(variable)}}}\left({show(loss)}\right)"

    def plain(self, show: Any) -> str:
        return f"d({show(self.args[0])})/d{show(self.args[1])}"


def _pulled_back(slope: Matrix, m: Matrix, variable: Letter) -> Matrix | None:
    """C with Tr(slope^T dm) = Tr(C^T d(variable)) for all changes of the variable; None where m does not change."""
    if m == variable:
        return slope
    if variable not in parts((m,), Letter):
        return None
    if isinstance(m, Transpose):
        return _pulled_back(slope.T, m.args[0], variable)
    if isinstance(m, Scaled):
        return _pulled_back(Scaled.by(m.args[0], slope), m.args[1], variable)
    if isinstance(m, Sum):
        terms = [_pulled_back(slope, t, variable) for t in m.args]
    elif isinstance(m, Product):
        terms = [_pulled_back(_beside(slope, m.args, i), f, variable) for i, f in enumerate(m.args)]
    else:
        raise StatementError(f"{m} is no polynomial in {variable}")
    found = [t for t in terms if t is not None]
    return Sum.of(*found) if found else None


def _beside(slope: Matrix, factors: tuple[Matrix, ...], i: int) -> Matrix:
    """The transposes of the factors before and behind the i-th, around the slope."""
    before = [f.T for f in reversed(factors[:i])]
    behind = [f.T for f in reversed(factors[i + 1 :])]
    return Product.of(*before, slope, *behind)


def _degree(e: sp.Basic, variable: Letter) -> int:
    """A bound for the degree of a scalar or matrix in the variable; StatementError where it is no polynomial in it."""
    if variable not in parts((e,), Letter):
        return 0
    if e == variable:
        return 1
    if isinstance(e, Trace | Transpose):
        return _degree(e.args[0], variable)
    if isinstance(e, Product | sp.Mul):
        return sum(_degree(f, variable) for f in e.args)
    if isinstance(e, Sum | sp.Add):
        return max(_degree(t, variable) for t in e.args)
    if isinstance(e, Scaled) and variable not in parts((e.args[0],), Letter):
        return _degree(e.args[1], variable)
    if isinstance(e, sp.Pow) and e.exp.is_Integer and e.exp > 0:
        return int(e.exp) * _degree(e.base, variable)
    raise StatementError(f"{e} is no polynomial in {variable}")

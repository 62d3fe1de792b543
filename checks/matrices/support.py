"""Powers under the other convention for the zeroth one: the projection onto the range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.matrices.algebra import Matrix
from checks.matrices.powers import Power

if TYPE_CHECKING:
    from flint import fmpq_mat

    from checks.matrices.instances import Instance


class SupportPower(Matrix):
    """B^q for a positive semidefinite B and q > 0, and for q = 0 the orthogonal projection onto the range of B.

    It differs from `Power` only where B is singular and q = 0: the eigenvalue 0 is raised to 0 there. No rule of the
    proofs knows it.
    """

    @classmethod
    def of(cls, base: Matrix, exponent: sp.Expr) -> SupportPower:
        """StatementError where `base` has no powers, or the exponent is a negative number."""
        Power.of(base, exponent)
        return sp.Basic.__new__(cls, base, exponent)

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].rows

    def evaluate(self, instance: Instance) -> Any:
        from checks.matrices.instances import Undefined

        base, exponent = self.args[0].evaluate(instance), instance.scalar(self.args[1])
        if exponent != 0:
            return instance.power(base, exponent)
        from flint import fmpq_mat

        if not isinstance(base, fmpq_mat):
            raise Undefined("the range of an irrational matrix")
        return projection_onto_range(base)

    def written(self, show: Any) -> str:
        return rf"\left[{show(self.args[0])}\right]_+^{{{show(self.args[1])}}}"

    def plain(self, show: Any) -> str:
        return f"[{show(self.args[0])}]+^({show(self.args[1])})"


def projection_onto_range(m: fmpq_mat) -> fmpq_mat:
    """C (C^T C)^{-1} C^T for the columns C of m that are independent of those before them; exact."""
    from numeric.matrices import rows, zeros

    reduced, rank = m.rref()
    if rank == 0:
        return zeros(m.nrows(), m.nrows())
    lead = [next(c for c in range(m.ncols()) if reduced[r, c] != 0) for r in range(rank)]
    columns = rows([[m[r, c] for c in lead] for r in range(m.nrows())])
    return columns * (columns.transpose() * columns).inv() * columns.transpose()

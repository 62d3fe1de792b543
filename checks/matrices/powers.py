"""Powers of symmetric positive semidefinite matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.matrices.algebra import Matrix, Product
from checks.matrices.letters import Letter

if TYPE_CHECKING:
    from checks.matrices.instances import Instance


class Power(Matrix):
    """A power of a symmetric positive semidefinite matrix B, with a number >= 0 or a scalar expression as exponent.

    B^q has the eigenvectors of B and the powers x^q of its eigenvalues, with 0^0 = 1: B^0 is the identity for every B,
    singular ones included.
    """

    is_gram = True

    @classmethod
    def of(cls, base: Matrix, exponent: sp.Expr) -> Matrix:
        if not base.is_square:
            raise StatementError(f"{base} is {base.rows} x {base.columns}: only a square matrix has powers")
        if exponent.is_number and exponent.is_negative:
            raise StatementError(f"{base} is raised to {exponent}; only powers >= 0 are defined for singular matrices")
        if not base.is_gram:
            if exponent.is_Integer and 1 <= exponent <= 8:
                return Product.of(*[base] * int(exponent))
            raise StatementError(
                f"{base} is raised to {exponent}; a power needs a positive semidefinite base, such as W*W.T"
            )
        return base if exponent == 1 else sp.Basic.__new__(cls, base, exponent)

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].rows

    def transposed(self) -> Matrix:
        return self

    def evaluate(self, instance: Instance) -> Any:
        return instance.power(self.args[0].evaluate(instance), instance.scalar(self.args[1]))

    def written(self, show: Any) -> str:
        base, exponent = self.args
        inner = show(base) if isinstance(base, Letter) else rf"\left[{show(base)}\right]"
        return f"{inner}^{{{show(exponent)}}}"

    def plain(self, show: Any) -> str:
        return f"[{show(self.args[0])}]^({show(self.args[1])})"

"""Numbers made of matrices: traces, inner products and norms."""

from __future__ import annotations

from typing import Any

import sympy as sp

from checks.errors import StatementError
from checks.matrices.algebra import Matrix, Product


class Trace(sp.Expr):
    """The trace of a square matrix expression, a scalar."""

    is_commutative = True
    precedence = 45  # a power of a trace gets parentheses

    def __new__(cls, matrix: Matrix) -> Trace:
        if not isinstance(matrix, Matrix):
            raise StatementError(f"the trace of {matrix!r}, where a matrix belongs")
        if not matrix.is_square:
            raise StatementError(f"{matrix} is {matrix.rows} x {matrix.columns}: only a square matrix has a trace")
        return sp.Expr.__new__(cls, matrix)

    def _eval_is_real(self) -> bool:
        return True

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.args[0].is_gram else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        matrix = self.args[0]
        if isinstance(matrix, Product) and len(matrix.args) == 2 and matrix.is_gram:
            power = "2" if exp is None else rf"2 \cdot \left({exp}\right)"
            return rf"\left\|{printer._print(matrix.args[0])}\right\|^{{{power}}}"
        shown = rf"\operatorname{{Tr}}\left({printer._print(matrix)}\right)"
        return shown if exp is None else rf"{shown}^{{{exp}}}"

    def _sympystr(self, printer: Any) -> str:
        return f"Tr({printer._print(self.args[0])})"


def inner(a: Matrix, b: Matrix) -> Trace:
    """The inner product Tr(a^T b)."""
    return Trace(a.T * b)


def norm_squared(m: Matrix) -> Trace:
    """The squared Euclidean (Frobenius) norm."""
    return Trace(m * m.T)

"""Derivations whose lines are matrices, or scalars made of them."""

from __future__ import annotations

import sympy as sp

from checks.errors import StatementError
from checks.matrices.algebra import Matrix
from checks.matrices.shapes import same
from checks.proving.chain import Chain, Line


class MatrixChain(Chain):
    """The lines of one derivation: all of one shape, or all scalars."""

    def start(self, expression: Matrix | sp.Expr, reason: str) -> None:
        """The first line: what the definitions say the subject is."""
        if self.steps:
            raise StatementError("a derivation starts once")
        self.steps.append(Line(expression, reason))

    def line(self, expression: Matrix | sp.Expr, reason: str, relation: str = "=") -> None:
        """The next line, equal to the one before. Raises StatementError where its shape differs."""
        if not self.steps:
            raise StatementError("begin the derivation with start()")
        if relation != "=":
            raise StatementError(f"lines of matrices are joined by =, not by {relation}")
        before = self.steps[-1].expression  # type: ignore[union-attr]  # these chains have no changes of variables
        require_same_kind(before, expression)
        self.steps.append(Line(expression, reason))


def require_same_kind(left: object, right: object) -> None:
    """Both matrices of one shape, or both scalars; StatementError says what does not fit."""
    if isinstance(left, Matrix) != isinstance(right, Matrix):
        raise StatementError(f"{left} and {right}: a matrix cannot equal a number; write a 1 x 1 matrix by its Trace")
    if isinstance(left, Matrix) and isinstance(right, Matrix):
        if not (same(left.rows, right.rows) and same(left.columns, right.columns)):
            raise StatementError(
                f"{left} is {left.rows} x {left.columns} and {right} is {right.rows} x {right.columns}: "
                "they cannot be equal"
            )
        return
    for side in (left, right):
        if not isinstance(side, sp.Expr):
            raise StatementError(f"{side!r}, where a matrix or a scalar expression belongs")

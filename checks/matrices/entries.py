"""Unit vectors, and entries of matrices written with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.matrices.algebra import Matrix
from checks.matrices.shapes import integer
from checks.matrices.traces import Trace

if TYPE_CHECKING:
    from checks.matrices.instances import Instance


class Unit(Matrix):
    """The column of this size with a one in place `index`, counted from 1, and zeros elsewhere."""

    def __new__(cls, size: sp.Expr | int, index: sp.Expr | int) -> Unit:
        return sp.Basic.__new__(cls, integer(size, "a size", 1), integer(index, "a place in a column"))

    @property
    def rows(self) -> sp.Expr:
        return self.args[0]

    @property
    def columns(self) -> sp.Expr:
        return sp.Integer(1)

    @property
    def index(self) -> sp.Expr:
        return self.args[1]

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set(self.index.free_symbols)

    def evaluate(self, instance: Instance) -> Any:
        from checks.matrices.instances import Undefined
        from numeric.matrices import unit

        size, index = instance.size(self.rows), instance.integer(self.index)
        if not 1 <= index <= size:
            raise Undefined(f"there is no place {index} among {size}")
        return unit(size, 1, index - 1, 0)

    def written(self, show: Any) -> str:
        return f"e_{{{show(self.index)}}}"

    def plain(self, show: Any) -> str:
        return f"e[{show(self.index)}]"


def entry(matrix: Matrix, index: sp.Expr | int) -> Trace:
    """The diagonal entry of a square matrix in place `index`, counted from 1."""
    e = Unit(matrix.rows, index)
    return Trace(e.T * matrix * e)

"""Matrices with names, the identity and zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.symbol import Str

from checks.errors import StatementError
from checks.matrices.algebra import Matrix
from checks.matrices.shapes import integer

if TYPE_CHECKING:
    from checks.matrices.instances import Instance

KINDS = ("general", "orthogonal", "diagonal", "positive semidefinite")


class Letter(Matrix):
    """A matrix with a name. `kind` is one of KINDS; orthogonal ones are square, diagonal ones have entries >= 0."""

    def __new__(cls, name: str, rows: sp.Expr | int, columns: sp.Expr | int, kind: str = "general") -> Letter:
        if kind not in KINDS:
            raise StatementError(f"{name}: a letter is {', '.join(KINDS)}, not {kind}")
        shape = integer(rows, f"the number of rows of {name}", 1), integer(columns, f"the columns of {name}", 1)
        made = sp.Basic.__new__(cls, Str(name), *shape, Str(kind))
        if kind in ("orthogonal", "positive semidefinite") and not made.is_square:
            raise StatementError(f"{name} is {kind}, so it must be square, not {rows} x {columns}")
        return made

    @property
    def func(self) -> Any:
        return lambda *parts: sp.Basic.__new__(Letter, *parts)

    @property
    def name(self) -> str:
        return str(self.args[0].name)

    @property
    def rows(self) -> sp.Expr:
        return self.args[1]

    @property
    def columns(self) -> sp.Expr:
        return self.args[2]

    @property
    def kind(self) -> str:
        return str(self.args[3].name)

    @property
    def is_symmetric(self) -> bool:
        return self.kind == "positive semidefinite" or (self.kind == "diagonal" and self.is_square)

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set()  # dimensions are no scalars of the statement

    def transposed(self) -> Matrix:
        return self if self.is_symmetric else super().transposed()

    @property
    def is_gram(self) -> bool:
        return self.is_symmetric

    def evaluate(self, instance: Instance) -> Any:
        return instance.letter(self)

    def written(self, show: Any) -> str:
        return str(show(sp.Symbol(self.name)))

    def plain(self, show: Any) -> str:
        return self.name


class Identity(Matrix):
    """The identity matrix of a size."""

    is_identity = True
    is_gram = True

    def __new__(cls, size: sp.Expr | int) -> Identity:
        return sp.Basic.__new__(cls, integer(size, "the size of an identity matrix", 1))

    @property
    def rows(self) -> sp.Expr:
        return self.args[0]

    @property
    def columns(self) -> sp.Expr:
        return self.args[0]

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set()

    def transposed(self) -> Matrix:
        return self

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import identity

        return identity(instance.size(self.rows))

    def written(self, show: Any) -> str:
        return "I"

    def plain(self, show: Any) -> str:
        return "I"


class Sized(Matrix):
    """A node whose parts are its numbers of rows and columns; dimensions are no scalars of the statement."""

    @property
    def rows(self) -> sp.Expr:
        return self.args[0]

    @property
    def columns(self) -> sp.Expr:
        return self.args[1]

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set()


class Zero(Sized):
    """The matrix of zeros of a shape."""

    def transposed(self) -> Matrix:
        return Zero(self.columns, self.rows)

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import zeros

        return zeros(instance.size(self.rows), instance.size(self.columns))

    def written(self, show: Any) -> str:
        return "0"

    def plain(self, show: Any) -> str:
        return "0"

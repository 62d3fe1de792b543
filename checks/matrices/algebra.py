"""Matrix expressions with shapes that may be symbols: products, sums, multiples and transposes.

Every constructor checks shapes and raises StatementError where they do not fit. A node says what it is (`rows`,
`columns`, LaTeX) and what it means: `evaluate(instance)` computes it from its definition on matrices of numbers.
Scalars are SymPy expressions, in which `Trace` makes a number of a matrix.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.matrices.shapes import same, scalar

if TYPE_CHECKING:
    from checks.matrices.instances import Instance


class Matrix(sp.Basic):
    """A matrix expression of shape rows x columns."""

    is_identity = False
    shaped_by = 0  # the part whose shape a node has
    is_additive = False  # whether a sign or a factor before it needs parentheses

    @property
    def rows(self) -> sp.Expr:
        """The number of rows: that of one part, the first unless a node says otherwise."""
        return self.args[self.shaped_by].rows

    @property
    def columns(self) -> sp.Expr:
        return self.args[self.shaped_by].columns

    @property
    def shape(self) -> tuple[sp.Expr, sp.Expr]:
        return self.rows, self.columns

    @property
    def is_square(self) -> bool:
        return same(self.rows, self.columns)

    @property
    def T(self) -> Matrix:
        return self.transposed()

    def transposed(self) -> Matrix:
        return sp.Basic.__new__(Transpose, self)

    @property
    def is_gram(self) -> bool:
        """Whether the form shows that this is symmetric positive semidefinite: v v^T, v B v^T, or a power of one."""
        return False

    @abstractmethod
    def evaluate(self, instance: Instance) -> Any:
        """The matrix of numbers that this expression stands for (flint's fmpq_mat, or arb_mat where irrational)."""

    def __add__(self, other: object) -> Matrix:
        return Sum.of(self, _matrix(other, "+"))

    def __sub__(self, other: object) -> Matrix:
        return Sum.of(self, Scaled.by(sp.Integer(-1), _matrix(other, "-")))

    def __neg__(self) -> Matrix:
        return Scaled.by(sp.Integer(-1), self)

    def __mul__(self, other: object) -> Matrix:
        return Product.of(self, other) if isinstance(other, Matrix) else Scaled.by(scalar(other), self)

    def __rmul__(self, other: object) -> Matrix:
        return Scaled.by(scalar(other), self)

    def __truediv__(self, other: object) -> Matrix:
        return Scaled.by(1 / scalar(other), self)

    def __pow__(self, exponent: object) -> Matrix:
        from checks.matrices.powers import Power

        return Power.of(self, scalar(exponent))

    def _latex(self, printer: Any) -> str:
        return self.written(printer._print)

    def _sympystr(self, printer: Any) -> str:
        return self.plain(printer._print)

    @abstractmethod
    def written(self, show: Any) -> str:
        """LaTeX, with `show` printing the parts."""

    @abstractmethod
    def plain(self, show: Any) -> str:
        """Plain text, with `show` printing the parts."""


def _matrix(value: object, sign: str) -> Matrix:
    if not isinstance(value, Matrix):
        raise StatementError(f"{value} is added ({sign}) to a matrix; only matrices of the same shape can be")
    return value


def _matrices(values: Sequence[object], what: str) -> Sequence[Matrix]:
    if not values or not all(isinstance(v, Matrix) for v in values):
        raise StatementError(f"{what} is made of matrices, not of {', '.join(map(repr, values)) or 'nothing'}")
    return values  # type: ignore[return-value]  # just seen


class Product(Matrix):
    """A product of two or more matrices whose inner dimensions agree."""

    @classmethod
    def of(cls, *factors: Matrix) -> Matrix:
        flat = [g for f in _matrices(factors, "a product") for g in (f.args if isinstance(f, Product) else (f,))]
        for a, b in pairwise(flat):
            if not same(a.columns, b.rows):
                raise StatementError(
                    f"{a} is {a.rows} x {a.columns} and {b} is {b.rows} x {b.columns}: they cannot be multiplied"
                )
        scale = sp.Mul(*(f.args[0] for f in flat if isinstance(f, Scaled)))
        bare = [f.args[1] if isinstance(f, Scaled) else f for f in flat]
        kept = [f for f in bare if not f.is_identity] or bare[:1]
        return Scaled.by(scale, kept[0] if len(kept) == 1 else sp.Basic.__new__(cls, *kept))

    @property
    def columns(self) -> sp.Expr:
        return self.args[-1].columns

    def transposed(self) -> Matrix:
        return Product.of(*(f.T for f in reversed(self.args)))

    @property
    def is_gram(self) -> bool:
        half, odd = divmod(len(self.args), 2)
        if odd and not self.args[half].is_gram:
            return False
        return bool(Product.of(*self.args[half + odd :]) == Product.of(*self.args[:half]).T)

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import multiply

        value = self.args[0].evaluate(instance)
        for factor in self.args[1:]:
            value = multiply(value, factor.evaluate(instance))
        return value

    def written(self, show: Any) -> str:
        return r" \, ".join(rf"\left({show(f)}\right)" if f.is_additive else show(f) for f in self.args)

    def plain(self, show: Any) -> str:
        return "*".join(f"({show(f)})" if f.is_additive else show(f) for f in self.args)


class Sum(Matrix):
    """A sum of matrices of one shape."""

    is_additive = True

    @classmethod
    def of(cls, *terms: Matrix) -> Matrix:
        flat = [g for t in _matrices(terms, "a sum") for g in (t.args if isinstance(t, Sum) else (t,))]
        first = flat[0]
        for t in flat[1:]:
            if not (same(t.rows, first.rows) and same(t.columns, first.columns)):
                raise StatementError(
                    f"{first} is {first.rows} x {first.columns} and {t} is {t.rows} x {t.columns}: they cannot be added"
                )
        return flat[0] if len(flat) == 1 else sp.Basic.__new__(cls, *flat)

    def transposed(self) -> Matrix:
        return Sum.of(*(t.T for t in self.args))

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import add

        value = self.args[0].evaluate(instance)
        for term in self.args[1:]:
            value = add(value, term.evaluate(instance))
        return value

    def written(self, show: Any) -> str:
        parts = [show(t) for t in self.args]
        return parts[0] + "".join(f" - {p[1:].lstrip()}" if p.startswith("-") else f" + {p}" for p in parts[1:])

    def plain(self, show: Any) -> str:
        return " + ".join(show(t) for t in self.args)


class Scaled(Matrix):
    """A scalar times a matrix."""

    shaped_by = 1

    @classmethod
    def by(cls, scalar: sp.Expr, matrix: Matrix) -> Matrix:
        if isinstance(matrix, Scaled):
            scalar, matrix = scalar * matrix.args[0], matrix.args[1]
        return matrix if scalar == 1 else sp.Basic.__new__(cls, scalar, matrix)

    def transposed(self) -> Matrix:
        return Scaled.by(self.args[0], self.args[1].T)

    def evaluate(self, instance: Instance) -> Any:
        from numeric.matrices import scale

        return scale(instance.scalar(self.args[0]), self.args[1].evaluate(instance))

    def written(self, show: Any) -> str:
        scalar, matrix = self.args
        inner = rf"\left({show(matrix)}\right)" if matrix.is_additive else show(matrix)
        if scalar == -1:
            return f"- {inner}"
        front = rf"\left({show(scalar)}\right)" if scalar.is_Add else show(scalar)
        return rf"{front} \, {inner}"

    def plain(self, show: Any) -> str:
        scalar, matrix = self.args
        inner = f"({show(matrix)})" if matrix.is_additive else show(matrix)
        return (
            f"-{inner}" if scalar == -1 else f"({show(scalar)})*{inner}" if scalar.is_Add else f"{show(scalar)}*{inner}"
        )


class Transpose(Matrix):
    """The transpose of a matrix that is no product, sum or symmetric letter (those are transposed part by part)."""

    @property
    def rows(self) -> sp.Expr:
        return self.args[0].columns

    @property
    def columns(self) -> sp.Expr:
        return self.args[0].rows

    def transposed(self) -> Matrix:
        return self.args[0]

    def evaluate(self, instance: Instance) -> Any:
        return self.args[0].evaluate(instance).transpose()

    def written(self, show: Any) -> str:
        inner = show(self.args[0])
        return rf"\left({inner}\right)^T" if any(sign in inner for sign in " ^\\") else rf"{inner}^T"

    def plain(self, show: Any) -> str:
        text = show(self.args[0])
        return f"({text})^T" if any(sign in text for sign in " *^") else f"{text}^T"

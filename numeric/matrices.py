"""Matrices of exact rationals and of balls: the little that flint leaves out, and a comparison that is certain.

Two types occur, flint's `fmpq_mat` (exact) and `arb_mat` (every entry encloses the true one). Their operators work
with balls at flint's current precision; `add`, `multiply` and `scale` choose one that loses nothing worth keeping.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from numeric.precision import Exact, digits_to_bits, precision, rational

Matrix: TypeAlias = fmpq_mat
AnyMatrix: TypeAlias = "fmpq_mat | arb_mat"
Scalar: TypeAlias = "fmpq | arb"
Agreement = Literal["equal", "different", "overlap"]

_GUARD = 32  # bits by which sums and products are kept more precise than their operands
_SHOWN = 20  # digits of a printed ball
_LONGEST = 10**6  # no ball with a binary exponent beyond this is written out as a fraction


def rows(entries: Sequence[Sequence[Exact]]) -> Matrix:
    """The matrix with these rows. ValueError for ragged or empty rows, TypeError for floats."""
    if not entries or not entries[0]:
        raise ValueError("a matrix needs at least one row and one column")
    return fmpq_mat([[rational(x) for x in row] for row in entries])


def zeros(height: int, width: int) -> Matrix:
    return fmpq_mat(height, width)


def identity(size: int) -> Matrix:
    return diagonal([1] * size, size, size)


def diagonal(values: Sequence[Exact], height: int, width: int) -> Matrix:
    """height × width, with `values` from the upper left corner down the diagonal and zeros elsewhere.

    ValueError where they do not fit.
    """
    if len(values) > min(height, width):
        raise ValueError(f"{len(values)} values do not fit on the diagonal of a {height}×{width} matrix")
    found = fmpq_mat(height, width)
    for k, value in enumerate(values):
        found[k, k] = rational(value)
    return found


def unit(height: int, width: int, row: int, column: int) -> Matrix:
    """E_ab: one at (row, column), counted from zero, and zeros elsewhere."""
    found = fmpq_mat(height, width)
    found[row, column] = 1
    return found


def shape(matrix: AnyMatrix) -> tuple[int, int]:
    return int(matrix.nrows()), int(matrix.ncols())


def add(left: AnyMatrix, right: AnyMatrix) -> AnyMatrix:
    """A + B; ValueError for different shapes."""
    with precision(_enough(left, right)):
        return left + right


def multiply(left: AnyMatrix, right: AnyMatrix) -> AnyMatrix:
    """AB; ValueError where the shapes do not fit."""
    with precision(_enough(left, right)):
        return left * right


def scale(factor: Exact | arb, matrix: AnyMatrix) -> AnyMatrix:
    """A matrix times a rational or a ball."""
    number = factor if isinstance(factor, arb) else rational(factor)
    with precision(_enough(matrix, arb_mat([[number]]))):
        return (arb_mat(matrix) if isinstance(number, arb) else matrix) * number


def transpose(matrix: AnyMatrix) -> AnyMatrix:
    return matrix.transpose()


def row_of(matrix: Matrix, index: int) -> Matrix:
    """One row, counted from 0, as a matrix of a single row."""
    return fmpq_mat([[matrix[index, column] for column in range(matrix.ncols())]])


def trace(matrix: AnyMatrix) -> Scalar:
    """The sum of the diagonal entries of a square matrix; ValueError for others."""
    height, width = shape(matrix)
    if height != width:
        raise ValueError(f"a {height}×{width} matrix has no trace")
    with precision(_enough(matrix)):
        return sum((matrix[k, k] for k in range(height)), fmpq(0))


def inner(left: AnyMatrix, right: AnyMatrix) -> Scalar:
    """Tr(AᵀB), the sum of the products of corresponding entries. ValueError for different shapes."""
    _same_shape(left, right)
    with precision(_enough(left, right)):
        return sum((x * y for x, y in zip(left.entries(), right.entries(), strict=True)), fmpq(0))


def kronecker(left: AnyMatrix, right: AnyMatrix) -> AnyMatrix:
    """A ⊗ B, of shape (mp)×(nq) for A m×n and B p×q: the block in place (i, j) is A_ij B."""
    kind = _common(left, right)
    with precision(_enough(left, right)):
        return kind([[x * y for x in a for y in b] for a in left.tolist() for b in right.tolist()])


def stack(matrix: AnyMatrix) -> AnyMatrix:
    """The columns on top of each other, (mn)×1, so that stack(A X B) = kronecker(Bᵀ, A) · stack(X)."""
    return type(matrix)([[x] for x in matrix.transpose().entries()])


def rank(matrix: Matrix) -> int:
    """The rank of a rational matrix, exactly."""
    return int(matrix.rank())


def is_symmetric(matrix: Matrix) -> bool:
    return bool(matrix.nrows() == matrix.ncols() and matrix == matrix.transpose())


def balls(matrix: AnyMatrix, digits: int = 50) -> arb_mat:
    """Balls around the entries of an exact matrix, of relative radius below 10^-digits. Balls pass through."""
    if isinstance(matrix, arb_mat):
        return matrix
    with precision(digits_to_bits(digits) + 4):
        return arb_mat(matrix)


def compare(left: AnyMatrix, right: AnyMatrix) -> Agreement:
    """What is certain about two matrices of one shape, exact or balls. ValueError for different shapes.

    equal      every entry of both is known exactly and they agree
    different  some entries certainly differ: unequal rationals or disjoint balls
    overlap    neither; also wherever an entry is infinite or undefined, since such a ball says nothing

    Midpoints and radii are compared as rationals, so the answer does not depend on flint's current precision.
    (`arb.contains` will not do: it rounds a rational to a ball first, and says no when only the rounding sticks out.)
    """
    _same_shape(left, right)
    ranges = [(_range(x), _range(y)) for x, y in zip(left.entries(), right.entries(), strict=True)]
    certain: list[Agreement] = []
    for x, y in ranges:
        if x is None or y is None:
            return "overlap"
        gap, reach = abs(x[0] - y[0]), x[1] + y[1]
        certain.append("different" if gap > reach else "equal" if reach == 0 else "overlap")
    return next((found for found in ("different", "overlap") if found in certain), "equal")


def largest_difference(left: AnyMatrix, right: AnyMatrix, digits: int = 50) -> Scalar:
    """The largest |A_ij − B_ij|: a rational between exact matrices, else a ball that encloses it.

    ValueError for different shapes. Not a number where an entry is undefined.
    """
    _same_shape(left, right)
    if isinstance(left, fmpq_mat) and isinstance(right, fmpq_mat):
        return max(abs(x) for x in (left - right).entries())
    with precision(max(digits_to_bits(digits) + 4, _enough(left, right))):
        largest, *others = (abs(x) for x in (arb_mat(left) - arb_mat(right)).entries())
        for x in others:
            largest = largest.max(x)
        return largest


def written(matrix: AnyMatrix) -> list[list[str]]:
    """The entries in print, row by row: exact ones like 3/5, balls to about 20 digits with the radius."""
    return [[x.str(_SHOWN) if isinstance(x, arb) else str(x) for x in row] for row in matrix.tolist()]


# --- derivatives ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dual:
    """value + slope·ε with ε² = 0, for rationals and for matrices; the order of factors is kept."""

    value: Any
    slope: Any

    def __add__(self, other: Dual) -> Dual:
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other: Dual) -> Dual:
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other: Dual) -> Dual:
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    @property
    def transposed(self) -> Dual:
        return Dual(transpose(self.value), transpose(self.slope))

    def entries(self) -> list[Dual]:
        """The entries of a dual matrix, row by row."""
        return [Dual(x, dx) for x, dx in zip(self.value.entries(), self.slope.entries(), strict=True)]


def constant(value: Any) -> Dual:
    """A rational or a matrix that does not move."""
    return Dual(value, 0 * value)


def derivative_at_zero(curve: Callable[[fmpq], Matrix], degree: int) -> Matrix:
    """The derivative at 0 of a matrix whose entries are polynomials in time of at most this degree, exactly.

    Lagrange's polynomial through the times 0, …, degree is the curve itself, and is differentiated.
    """
    start = curve(fmpq(0))
    found = 0 * start
    for k in range(1, degree + 1):
        weight = fmpq(1, k)
        for m in range(1, degree + 1):
            if m != k:
                weight *= fmpq(m, m - k)
        found += weight * (curve(fmpq(k)) - start)
    return found


# --- the pieces -----------------------------------------------------------------------------------------------------


def _same_shape(left: AnyMatrix, right: AnyMatrix) -> None:
    if shape(left) != shape(right):
        raise ValueError(f"matrices of different shapes, {shape(left)} and {shape(right)}")


def _common(left: AnyMatrix, right: AnyMatrix) -> type:
    return arb_mat if isinstance(left, arb_mat) or isinstance(right, arb_mat) else fmpq_mat


def _range(entry: Scalar) -> tuple[fmpq, fmpq] | None:
    """Midpoint and radius; None where they are not finite, or too far out to be written as fractions."""
    if isinstance(entry, fmpq):
        return entry, fmpq(0)
    if not entry.is_finite():
        return None
    middle, radius = entry.mid(), entry.rad()
    if any(abs(int(x.man_exp()[1])) > _LONGEST for x in (middle, radius)):
        return None
    return middle.fmpq(), radius.fmpq()


def _enough(*matrices: AnyMatrix) -> int:
    """A working precision, in bits, beyond that of the balls in these matrices."""
    found = (int(x.mid().bits()) for matrix in matrices if isinstance(matrix, arb_mat) for x in matrix.entries())
    return max(int(ctx.prec), max(found, default=0) + _GUARD)

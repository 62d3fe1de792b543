"""Rational powers of symmetric positive semidefinite matrices, exact where the eigenvalues allow it.

B^q means p(B) for any polynomial p with p(λ) = λ^q at every eigenvalue λ of B, where 0^0 = 1 and 0^q = 0 for q > 0.
All such p give the same matrix: a symmetric B is annihilated by the product of (x − λ) over its *distinct*
eigenvalues. For q ≥ 0 it is the functional calculus; B^0 is the identity, singular B included.

So no eigenvectors are needed, and repeated or zero eigenvalues are no special case: the distinct eigenvalues are the
roots of the characteristic polynomial's irreducible factors, and Newton's interpolation through them is evaluated at
the matrix. Where all λ and λ^q are rational the result is exact. Else the roots are certified enclosures, and the
working precision grows until the result is narrow enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import arb, arb_mat, fmpq, fmpq_mat, fmpz, fmpz_poly

from numeric.errors import NumericError
from numeric.matrices import AnyMatrix, Matrix, identity, is_symmetric, shape
from numeric.precision import Exact, digits_to_bits, precision, rational

_CAP_BITS = 1 << 17
_BITS = 10**6  # no entry of a power grows beyond this


class NoPower(NumericError, ValueError):
    """A matrix has no such power: not symmetric, not positive semidefinite, singular, or the power is too large."""


def psd_power(matrix: Matrix, exponent: Exact, digits: int = 50) -> AnyMatrix:
    """B^exponent for a symmetric positive semidefinite rational matrix B; see the module for what it means.

    An exact matrix for integer exponents and wherever all eigenvalues and their powers are rational, else balls whose
    radii are below 10^-digits times the largest entry. For several powers of one matrix use Semidefinite.

    Raises NoPower where B is not symmetric or has a negative eigenvalue, for a negative exponent where B is singular,
    and for powers too large to write down; TypeError for a matrix or an exponent that is not exact.
    """
    return Semidefinite(matrix).power(exponent, digits)


class Semidefinite:
    """A symmetric positive semidefinite rational matrix and its spectrum, found once for all powers.

    matrix       n×n
    eigenvalues  the distinct rational ones, in increasing order
    factors      the irreducible integer polynomials whose roots are the other eigenvalues
    """

    matrix: Matrix
    eigenvalues: tuple[fmpq, ...]
    factors: tuple[fmpz_poly, ...]

    def __init__(self, matrix: Matrix) -> None:
        """Raises NoPower where `matrix` is not symmetric or has a negative eigenvalue, TypeError if not exact."""
        if not isinstance(matrix, fmpq_mat):
            raise TypeError(f"expected a matrix of exact rationals, got {type(matrix).__name__}")
        if not is_symmetric(matrix):
            raise NoPower(f"the {matrix.nrows()}×{matrix.ncols()} matrix is not symmetric")
        polynomial = matrix.charpoly()
        # All roots are real, so by Descartes' rule none is negative exactly if the signs alternate (weakly).
        if any((-1) ** (polynomial.degree() - k) * c < 0 for k, c in enumerate(polynomial.coeffs())):
            raise NoPower("the matrix has a negative eigenvalue")
        factors = [factor for factor, _ in polynomial.numer().factor()[1]]
        self.matrix = matrix
        self.eigenvalues = tuple(sorted(fmpq(-f[0], f[1]) for f in factors if f.degree() == 1))
        self.factors = tuple(f for f in factors if f.degree() > 1)

    @property
    def is_singular(self) -> bool:
        return fmpq(0) in self.eigenvalues

    def power(self, exponent: Exact, digits: int = 50) -> AnyMatrix:
        """B^exponent, as `psd_power` says."""
        q = rational(exponent)
        if q < 0 and self.is_singular:
            raise NoPower(f"a singular matrix has no power {q}: the exponent is negative")
        if abs(q) * _height(self.matrix) > _BITS:
            raise NoPower(f"the power {q} of the matrix is too large to write down")
        if q.q == 1:
            return self.matrix ** int(q)
        powers = [_exact_power(x, q) for x in self.eigenvalues]
        if not self.factors and None not in powers:
            return _interpolated(self.matrix, self.eigenvalues, powers, lambda x: x * identity(self.matrix.nrows()))
        return self._enclosed(q, digits)

    def _enclosed(self, q: fmpq, digits: int) -> arb_mat:
        bits = digits_to_bits(digits) + 64
        while bits <= _CAP_BITS:
            with precision(bits):
                found = self._at_working_precision(q)
                if _narrow(found, digits):
                    return found
            bits *= 2
        raise NumericError(f"no enclosure of the power {q} to {digits} digits within {_CAP_BITS} bits")

    def _at_working_precision(self, q: fmpq) -> arb_mat:
        # The roots of a factor are known to be real: the eigenvalues of a symmetric matrix.
        roots = [root.real for factor in self.factors for root, _ in factor.complex_roots()]
        nodes = [*(arb(x) for x in self.eigenvalues), *roots]
        exponent = arb(q)
        values = [*(_ball_power(x, q) for x in self.eigenvalues), *(x**exponent for x in roots)]
        scalar = arb_mat(identity(self.matrix.nrows()))
        # while two eigenvalues cannot be told apart, a quotient and with it the result is not a number
        return _interpolated(arb_mat(self.matrix), nodes, values, lambda x: scalar * x)


# --- the pieces -----------------------------------------------------------------------------------------------------


def _interpolated(matrix: Any, nodes: Sequence[Any], values: Sequence[Any], scalar: Callable[[Any], Any]) -> Any:
    """p(B) for the polynomial p of least degree with p(nodes) = values, in Newton's form by Horner's rule."""
    coefficients = list(values)
    for order in range(1, len(nodes)):
        for k in range(len(nodes) - 1, order - 1, -1):
            coefficients[k] = (coefficients[k] - coefficients[k - 1]) / (nodes[k] - nodes[k - order])
    found = scalar(coefficients[-1])
    for node, coefficient in zip(reversed(nodes[:-1]), reversed(coefficients[:-1]), strict=True):
        found = found * (matrix - scalar(node)) + scalar(coefficient)
    return found


def _exact_power(x: fmpq, q: fmpq) -> fmpq | None:
    """x^q for a rational x ≥ 0 and q ≠ 0, where it is rational; x > 0 if q < 0."""
    top, bottom = _root(x.p, int(q.q)), _root(x.q, int(q.q))
    # the two are coprime, so the root of the fraction is rational only if both of theirs are whole
    return None if top is None or bottom is None else fmpq(top, bottom) ** int(q.p)


def _root(x: fmpz, n: int) -> fmpz | None:
    """The whole n-th root of x ≥ 0, if there is one."""
    if x <= 1:
        return x
    if n > int(x.bit_length()):
        return None
    found = x.root(n)
    return found if found**n == x else None


def _ball_power(x: fmpq, q: fmpq) -> arb:
    exact = _exact_power(x, q)
    return arb(x) ** arb(q) if exact is None else arb(exact)


def _narrow(matrix: arb_mat, digits: int) -> bool:
    entries = matrix.entries()
    if not all(x.is_finite() for x in entries):
        return False
    allowed = arb(fmpq(1, 10**digits)) * max(x.abs_lower() for x in entries)
    return all(x.rad() < allowed for x in entries)


def _height(matrix: Matrix) -> int:
    return max(int(x.height_bits()) for x in matrix.entries()) * shape(matrix)[0]

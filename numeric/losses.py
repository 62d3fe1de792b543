"""Losses of a matrix, and their exact derivatives by dual numbers.

Derivatives come from the definition of the loss, at a + a'ε with ε² = 0: no formula for a gradient is used here, so
that such formulas can be tested against what is found.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from functools import reduce

from flint import fmpq, fmpq_mat, fmpq_poly

from numeric.matrices import Dual, Matrix, constant, row_of, shape, unit
from numeric.precision import Exact, rational


class Loss:
    """A real function of an m×n matrix with rational coefficients, evaluated on dual matrices."""

    shape: tuple[int, int]

    def at(self, W: Dual) -> Dual:
        raise NotImplementedError

    def value(self, W: Matrix) -> fmpq:
        """L(W). ValueError for a wrong shape."""
        self._check(W)
        return self.at(constant(W)).value

    def differential(self, W: Matrix, dW: Matrix) -> fmpq:
        """The derivative of L at W in the direction dW. ValueError for a wrong shape."""
        self._check(W, dW)
        return self.at(Dual(W, dW)).slope

    def partial(self, W: Matrix, row: int, column: int) -> fmpq:
        """The derivative of L at W when one entry moves."""
        return self.differential(W, unit(*self.shape, row, column))

    def _check(self, *matrices: Matrix) -> None:
        for matrix in matrices:
            if shape(matrix) != self.shape:
                raise ValueError(f"a loss of {self.shape} matrices takes no matrix of shape {shape(matrix)}")


class Entrywise(Loss):
    """L(W) = Σ_ab p_ab(W_ab) for m×n polynomials p_ab."""

    def __init__(self, polynomials: Sequence[Sequence[fmpq_poly]]) -> None:
        """ValueError for ragged or empty rows."""
        if not polynomials or not polynomials[0] or any(len(row) != len(polynomials[0]) for row in polynomials):
            raise ValueError("one polynomial is needed for each entry")
        self.shape = len(polynomials), len(polynomials[0])
        self.polynomials = [[list(p.coeffs()) for p in row] for row in polynomials]

    @classmethod
    def shifted(cls, polynomial: fmpq_poly, targets: Matrix) -> Entrywise:
        """p_ab(w) = p(w − y_ab) for one polynomial and m×n targets y."""
        return cls([[polynomial(fmpq_poly([-y, 1])) for y in row] for row in targets.tolist()])

    def at(self, W: Dual) -> Dual:
        coefficients = [p for row in self.polynomials for p in row]
        return _total(_horner(p, w) for p, w in zip(coefficients, W.entries(), strict=True))

    def partial(self, W: Matrix, row: int, column: int) -> fmpq:
        self._check(W)
        # the other terms do not move
        return _horner(self.polynomials[row][column], Dual(W[row, column], fmpq(1))).slope


class Regression(Loss):
    """L(W) = ½‖R‖² + (c/4) Σ_ab R_ab⁴ with R = W X − Y, for n×k inputs X, m×k targets Y and a rational c."""

    def __init__(self, inputs: Matrix, targets: Matrix, quartic: Exact = 0) -> None:
        """ValueError where X and Y have different numbers of columns."""
        if inputs.ncols() != targets.ncols():
            raise ValueError(f"{inputs.ncols()} inputs for {targets.ncols()} targets")
        self.shape = shape(targets)[0], shape(inputs)[0]
        self.inputs, self.targets, self.quartic = inputs, targets, rational(quartic)

    def at(self, W: Dual) -> Dual:
        residual = W * constant(self.inputs) - constant(self.targets)
        polynomial = [fmpq(0), fmpq(0), fmpq(1, 2), fmpq(0), self.quartic / 4]
        return _total(_horner(polynomial, r) for r in residual.entries())

    def partial(self, W: Matrix, row: int, column: int) -> fmpq:
        self._check(W)
        # the other rows of W X − Y do not move
        alone = Regression(self.inputs, row_of(self.targets, row), self.quartic)
        return alone.differential(row_of(W, row), unit(1, self.shape[1], 0, column))


def gradient(loss: Loss, W: Matrix) -> Matrix:
    """The m×n matrix whose entry (a, b) is the derivative of the loss when W_ab moves. ValueError for a wrong shape."""
    height, width = loss.shape
    return fmpq_mat([[loss.partial(W, a, b) for b in range(width)] for a in range(height)])


def random_loss(size: tuple[int, int], rng: random.Random) -> Loss:
    """A random loss of matrices of this shape: entrywise polynomials, one shifted polynomial, or a regression."""
    height, width = size
    kind = rng.choice(("entries", "shifted", "regression", "quartic regression"))
    if kind == "entries":
        return Entrywise([[_polynomial(rng) for _ in range(width)] for _ in range(height)])
    if kind == "shifted":
        return Entrywise.shifted(_polynomial(rng), _random(height, width, rng))
    samples = rng.randint(1, width + 1)
    inputs, targets = _random(width, samples, rng), _random(height, samples, rng)
    return Regression(inputs, targets, rng.randint(1, 3) if kind == "quartic regression" else 0)


def _total(terms: Iterable[Dual]) -> Dual:
    return sum(terms, constant(fmpq(0)))


def _horner(coefficients: Sequence[fmpq], x: Dual) -> Dual:
    """The polynomial with these coefficients, the constant one first, at x."""
    return reduce(lambda total, c: total * x + constant(c), reversed(coefficients), constant(fmpq(0)))


def _random(height: int, width: int, rng: random.Random) -> Matrix:
    return fmpq_mat(height, width, [rng.randint(-3, 3) for _ in range(height * width)])


def _polynomial(rng: random.Random) -> fmpq_poly:
    """Of degree two to four, so that the gradient depends on the point."""
    degree = rng.randint(2, 4)
    return fmpq_poly([fmpq(rng.randint(-3, 3), rng.randint(1, 3)) for _ in range(degree)] + [rng.randint(1, 3)])

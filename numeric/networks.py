"""Deep linear networks W_e = W_N ⋯ W_1 with exact rational layers, and exact derivatives through them.

`layers` is always the sequence (W_1, …, W_N), so that layers[0] is applied first; widths are (n_0, …, n_N) and W_j is
n_j×n_{j−1}. Derivatives are found by dual numbers, a + a'ε with ε² = 0, from the definitions of the product and of the
loss: no formula for a gradient is used here, so that such formulas can be tested against what is found.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from flint import fmpq, fmpq_mat, fmpq_poly

from numeric.matrices import Dual, Matrix, constant, diagonal, identity, shape, unit, zeros
from numeric.precision import Exact, rational

_SKEW = (fmpq(-2), fmpq(-1, 2), fmpq(1, 2), fmpq(2))  # ±1 would give permutations in the plane


# --- losses ---------------------------------------------------------------------------------------------------------


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
        alone = Regression(self.inputs, _row(self.targets, row), self.quartic)
        return alone.differential(_row(W, row), unit(1, self.shape[1], 0, column))


def gradient(loss: Loss, W: Matrix) -> Matrix:
    """The m×n matrix whose entry (a, b) is the derivative of the loss when W_ab moves. ValueError for a wrong shape."""
    height, width = loss.shape
    return fmpq_mat([[loss.partial(W, a, b) for b in range(width)] for a in range(height)])


# --- networks -------------------------------------------------------------------------------------------------------


def end_to_end(layers: Sequence[Matrix]) -> Matrix:
    """W_N ⋯ W_1, of shape n_N×n_0. ValueError where the shapes do not fit, and for no layers."""
    return _product([constant(W) for W in layers]).value


def product_rate(layers: Sequence[Matrix], velocities: Sequence[Matrix]) -> Matrix:
    """The derivative of W_N ⋯ W_1 when each W_j moves at velocities[j − 1]; ValueError where shapes do not fit."""
    return _product(_moving(layers, velocities)).slope


def imbalance(layers: Sequence[Matrix]) -> list[Matrix]:
    """W_{j+1}ᵀ W_{j+1} − W_j W_jᵀ, of shape n_j×n_j, for j = 1, …, N − 1."""
    return [difference.value for difference in _imbalance([constant(W) for W in layers])]


def imbalance_rate(layers: Sequence[Matrix], velocities: Sequence[Matrix]) -> list[Matrix]:
    """The derivatives of `imbalance` when each W_j moves at velocities[j − 1]."""
    return [difference.slope for difference in _imbalance(_moving(layers, velocities))]


def is_balanced(layers: Sequence[Matrix]) -> bool:
    """Whether W_{j+1}ᵀ W_{j+1} = W_j W_jᵀ for j = 1, …, N − 1, exactly."""
    return not any(difference != 0 * difference for difference in imbalance(layers))


def layer_gradients(layers: Sequence[Matrix], loss: Loss) -> list[Matrix]:
    """For each j the n_j×n_{j−1} matrix of the derivatives of L(W_N ⋯ W_1) when one entry of W_j moves.

    ValueError where the shapes do not fit each other or the loss.
    """
    W = end_to_end(layers)
    G = gradient(loss, W)
    g = fmpq_mat(len(G.entries()), 1, G.entries())
    found = []
    for j, layer in enumerate(layers):
        after = reduce(lambda product, V: V * product, layers[j + 1 :], identity(layer.nrows()))
        before = reduce(lambda product, V: V * product, layers[:j], identity(layers[0].ncols()))
        # after·(W_j + ε E_ab)·before moves by a column of `after` times a row of `before`; the chain rule does the rest
        columns = [_row(after.transpose(), a).transpose() for a in range(layer.nrows())]
        rows = [_row(before, b) for b in range(layer.ncols())]
        slopes = [(column * row).entries() for column in columns for row in rows]
        found.append(fmpq_mat(*shape(layer), (fmpq_mat(slopes) * g).entries()))
    return found


# --- instances ------------------------------------------------------------------------------------------------------


def orthogonal(n: int, rng: random.Random) -> Matrix:
    """A random rational orthogonal n×n matrix of either determinant.

    The Cayley transform (I − K)(I + K)⁻¹ of a skew-symmetric K never has the eigenvalue −1, so rows are permuted and
    their signs chosen at random afterwards.
    """
    K = zeros(n, n)
    for a in range(n):
        for b in range(a):
            if n <= 4 or rng.random() < 3 / n:  # full matrices of large size have long fractions
                K[a, b] = rng.choice(_SKEW)
                K[b, a] = -K[a, b]
    rotation = (identity(n) - K) * (identity(n) + K).inv()
    shuffled = rng.sample(rotation.tolist(), n)
    return fmpq_mat([[sign * x for x in row] for row in shuffled for sign in [rng.choice((-1, 1))]])


def balanced_layers(widths: Sequence[int], singular_values: Sequence[Exact], rng: random.Random) -> list[Matrix]:
    """Random layers W_j = U_j S_j U_{j−1}ᵀ of these widths, balanced exactly: W_{j+1}ᵀ W_{j+1} = W_j W_jᵀ.

    The U_j are orthogonal; S_j is n_j×n_{j−1} with the given numbers on its diagonal, the same for every layer, padded
    with zeros. So W_e = U_N S^N U_0ᵀ has their N-th powers as singular values. Zeros and repeats are welcome.

    ValueError for more values than the least width, for negative ones, and for fewer than two widths.
    """
    _check_widths(widths)
    values = [rational(s) for s in singular_values]
    if any(s < 0 for s in values):
        raise ValueError("singular values are not negative")
    U = [orthogonal(n, rng) for n in widths]
    return [U[j] * diagonal(values, widths[j], widths[j - 1]) * U[j - 1].transpose() for j in range(1, len(widths))]


def random_layers(widths: Sequence[int], rng: random.Random) -> list[Matrix]:
    """Random layers of these widths with entries in {−3, …, 3}; two and more are never balanced.

    ValueError for fewer than two widths.
    """
    _check_widths(widths)
    while True:
        layers = [_random(n, m, rng) for m, n in pairwise(widths)]
        if len(layers) == 1 or not is_balanced(layers):
            return layers


def random_widths(rng: random.Random, depth: int, largest: int) -> list[int]:
    """n_0, …, n_depth between 1 and `largest`; all equal in one case of four."""
    if rng.random() < 0.25:
        return [rng.randint(1, largest)] * (depth + 1)
    return [rng.randint(1, largest) for _ in range(depth + 1)]


def random_singular_values(rng: random.Random, count: int) -> list[Fraction]:
    """`count` rationals ≥ 0 with small numerators and denominators, often with zeros and repeats."""
    pool = [Fraction(rng.randint(1, 7), rng.randint(1, 3)) for _ in range(rng.choice((1, 2, 4 * count, 4 * count)))]
    values = [rng.choice(pool) for _ in range(count)]
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2)) if values else 0):
        values[rng.randrange(count)] = Fraction(0)
    return values


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


# --- the pieces -----------------------------------------------------------------------------------------------------


def _product(layers: Sequence[Dual]) -> Dual:
    if not layers:
        raise ValueError("a network needs at least one layer")
    return reduce(lambda product, W: W * product, layers)


def _imbalance(layers: Sequence[Dual]) -> list[Dual]:
    return [above.transposed * above - below * below.transposed for below, above in pairwise(layers)]


def _moving(layers: Sequence[Matrix], velocities: Sequence[Matrix]) -> list[Dual]:
    if [shape(W) for W in layers] != [shape(V) for V in velocities]:
        raise ValueError("a velocity is needed for each layer, of its shape")
    return [Dual(W, V) for W, V in zip(layers, velocities, strict=True)]


def _total(terms: Iterable[Dual]) -> Dual:
    return sum(terms, constant(fmpq(0)))


def _horner(coefficients: Sequence[fmpq], x: Dual) -> Dual:
    """The polynomial with these coefficients, the constant one first, at x."""
    return reduce(lambda total, c: total * x + constant(c), reversed(coefficients), constant(fmpq(0)))


def _row(matrix: Matrix, index: int) -> Matrix:
    return fmpq_mat([[matrix[index, b] for b in range(matrix.ncols())]])


def _random(height: int, width: int, rng: random.Random) -> Matrix:
    return fmpq_mat(height, width, [rng.randint(-3, 3) for _ in range(height * width)])


def _polynomial(rng: random.Random) -> fmpq_poly:
    """Of degree two to four, so that the gradient depends on the point."""
    degree = rng.randint(2, 4)
    return fmpq_poly([fmpq(rng.randint(-3, 3), rng.randint(1, 3)) for _ in range(degree)] + [rng.randint(1, 3)])


def _check_widths(widths: Sequence[int]) -> None:
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"{list(widths)} are no widths: two or more positive ones are needed")

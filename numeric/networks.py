"""Deep linear networks W_e = W_N ⋯ W_1 with exact rational layers, and exact derivatives through them.

`layers` is always the sequence (W_1, …, W_N), so that layers[0] is applied first; widths are (n_0, …, n_N) and W_j is
n_j×n_{j−1}. Derivatives are found by dual numbers, a + a'ε with ε² = 0, from the definitions of the product and of the
loss: no formula for a gradient is used here, so that such formulas can be tested against what is found.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from flint import fmpq, fmpq_mat

from numeric.losses import Loss, gradient
from numeric.matrices import Dual, Matrix, constant, diagonal, identity, row_of, shape, zeros
from numeric.precision import Exact, rational

_SKEW = (fmpq(-2), fmpq(-1, 2), fmpq(1, 2), fmpq(2))  # ±1 would give permutations in the plane


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
        columns = [row_of(after.transpose(), a).transpose() for a in range(layer.nrows())]
        rows = [row_of(before, b) for b in range(layer.ncols())]
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


def _random(height: int, width: int, rng: random.Random) -> Matrix:
    return fmpq_mat(height, width, [rng.randint(-3, 3) for _ in range(height * width)])


def _check_widths(widths: Sequence[int]) -> None:
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"{list(widths)} are no widths: two or more positive ones are needed")

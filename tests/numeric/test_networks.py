"""Exact instances of deep linear networks; on balanced ones the end-to-end flow is checked with no rounding."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from flint import arb_mat, fmpq, fmpq_mat, fmpq_poly

from numeric import networks as net
from numeric.losses import Entrywise, Loss, Regression, gradient, random_loss
from numeric.matrices import compare, derivative_at_zero, identity, rank, rows, shape, unit, zeros
from numeric.powers import Semidefinite
from numeric.precision import precision

F = Fraction
SQUARE = Entrywise.shifted(fmpq_poly([0, 0, fmpq(1, 2)]), rows([[7]]))  # (w − 7)²/2


def _layer_side(layers: Sequence[fmpq_mat], loss: Loss) -> fmpq_mat:
    """The derivative of W_e along the gradient flow of the layers."""
    return net.product_rate(layers, [-1 * G for G in net.layer_gradients(layers, loss)])


def _theorem_side(
    layers: Sequence[fmpq_mat], loss: Loss, exponents: Sequence[tuple[F, F]] | None = None
) -> fmpq_mat | arb_mat:
    """−Σ_j [W_e W_eᵀ]^{(N−j)/N} ∇L(W_e) [W_eᵀ W_e]^{(j−1)/N}, or with other exponents."""
    N, W = len(layers), net.end_to_end(layers)
    G, left, right = gradient(loss, W), Semidefinite(W * W.transpose()), Semidefinite(W.transpose() * W)
    pairs = exponents or [(F(N - j, N), F(j - 1, N)) for j in range(1, N + 1)]
    with precision(300):
        terms = [left.power(p) * G * right.power(q) for p, q in pairs]
        return -1 * sum(terms[1:], terms[0])


INSTANCES = {
    "one layer": ([3, 2], [2, 1]),
    "two square layers": ([3, 3, 3], [F(1, 2), 2, 3]),
    "rectangular": ([4, 3, 5, 2], [3, F(2, 3)]),
    "bottleneck": ([4, 1, 3], [2]),
    "single output": ([4, 3, 3, 1], [F(3, 2)]),
    "single input": ([1, 3, 4], [2]),
    "scalars": ([1, 1, 1, 1], [F(5, 2)]),
    "repeated": ([3, 4, 3, 3], [2, 2, 2]),
    "repeated and zero": ([4, 4, 4, 5], [2, 0, 2, 0]),
    "fewer values than the least width": ([4, 4, 4], [3]),
    "five layers": ([2, 3, 2, 3, 2, 4], [1, 2]),
    "six layers": ([3, 5, 4, 3, 5, 4, 2], [2, F(1, 3)]),
    "zero": ([3, 2, 3], [0, 0]),
    "no value": ([2, 2, 2], []),
}


@pytest.mark.parametrize(("widths", "singular_values"), INSTANCES.values(), ids=INSTANCES.keys())
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_end_to_end_flow_of_balanced_layers(widths: list[int], singular_values: list[F | int], seed: int) -> None:
    rng = random.Random(seed)
    layers = net.balanced_layers(widths, singular_values, rng)
    assert [shape(W) for W in layers] == [(n, m) for m, n in pairwise(widths)]
    assert net.is_balanced(layers)
    assert rank(net.end_to_end(layers)) == sum(s != 0 for s in singular_values)
    loss = random_loss((widths[-1], widths[0]), rng)
    theorem = _theorem_side(layers, loss)
    assert isinstance(theorem, fmpq_mat)  # so nothing was rounded
    assert theorem == _layer_side(layers, loss)


@pytest.mark.parametrize("seed", range(25))
def test_the_end_to_end_flow_of_random_balanced_layers(seed: int) -> None:
    rng = random.Random(seed)
    widths = net.random_widths(rng, rng.randint(1, 6), 5)
    layers = net.balanced_layers(widths, net.random_singular_values(rng, rng.randint(0, min(widths))), rng)
    loss = random_loss((widths[-1], widths[0]), rng)
    assert compare(_theorem_side(layers, loss), _layer_side(layers, loss)) == "equal"


WRONG = {
    "exponents exchanged in one term": [(F(0), F(2, 3)), (F(1, 3), F(1, 3)), (F(0), F(2, 3))],
    "N − 1 for N": [(F(1), F(0)), (F(1, 2), F(1, 2)), (F(0), F(1))],
    "one term missing": [(F(2, 3), F(0)), (F(0), F(2, 3))],
    "one exponent off": [(F(2, 3), F(0)), (F(1, 3), F(1, 3)), (F(0), F(1, 3))],
}


@pytest.mark.parametrize("exponents", WRONG.values(), ids=WRONG.keys())
def test_wrong_exponents_are_seen(exponents: list[tuple[F, F]]) -> None:
    rng = random.Random(4)
    layers = net.balanced_layers([3, 3, 3, 2], [2, F(1, 2)], rng)
    loss = random_loss((2, 3), rng)
    assert compare(_theorem_side(layers, loss, exponents), _layer_side(layers, loss)) == "different"


def test_the_smallest_unbalanced_network_breaks_the_end_to_end_flow() -> None:
    layers = [rows([[1]]), rows([[2]])]
    assert not net.is_balanced(layers)
    assert gradient(SQUARE, rows([[2]])) == rows([[-5]])
    assert _layer_side(layers, SQUARE) == rows([[25]])  # (1² + 2²)·5
    assert _theorem_side(layers, SQUARE) == rows([[20]])  # 2·2·5


@pytest.mark.parametrize("seed", range(8))
def test_unbalanced_layers_break_the_end_to_end_flow(seed: int) -> None:
    rng = random.Random(seed)
    layers = net.random_layers([3, 2, 3, 2], rng)
    assert not net.is_balanced(layers)
    loss = random_loss((2, 3), rng)
    assert gradient(loss, net.end_to_end(layers)) != zeros(2, 3)
    theorem = _theorem_side(layers, loss)
    assert isinstance(theorem, arb_mat)
    assert compare(theorem, _layer_side(layers, loss)) == "different"


@pytest.mark.parametrize("seed", range(6))
def test_the_imbalance_is_conserved_along_the_flow_of_the_layers(seed: int) -> None:
    rng = random.Random(seed)
    widths = net.random_widths(rng, rng.randint(2, 5), 4)
    layers = net.random_layers(widths, rng)
    velocities = [-1 * G for G in net.layer_gradients(layers, random_loss((widths[-1], widths[0]), rng))]
    assert net.imbalance_rate(layers, velocities) == [zeros(n, n) for n in widths[1:-1]]
    assert any(D != 0 * D for D in net.imbalance(layers))
    # the layers themselves are velocities that move it
    assert net.imbalance_rate(layers, layers) == [2 * D for D in net.imbalance(layers)]


def test_the_size_for_which_there_is_time() -> None:
    rng = random.Random(2)
    layers = net.balanced_layers([20] * 7, [0, 0, *(F(k, 2) for k in range(1, 7) for _ in range(3))], rng)
    loss = random_loss((20, 20), rng)
    flow = _layer_side(layers, loss)
    assert flow == _theorem_side(layers, loss)
    assert flow != _theorem_side(layers, loss, [(F(k, 6), F(k, 6)) for k in range(6)])


# --- derivatives, against differences of values -----------------------------------------------------------------------

LOSSES = {
    "entries": Entrywise([[fmpq_poly([1, 2, 3, 4]), fmpq_poly([0, -1, 0, 0, 2])], [fmpq_poly([5]), fmpq_poly([0, 1])]]),
    "shifted": Entrywise.shifted(fmpq_poly([0, 0, fmpq(1, 2), 0, fmpq(1, 4)]), rows([[1, 2], [F(1, 3), -1]])),
    "regression": Regression(rows([[1, 2, 3], [0, 1, -1]]), rows([[1, 0, 2], [3, 1, 1]])),
    "quartic regression": Regression(rows([[1, 2, 3], [0, 1, -1]]), rows([[1, 0, 2], [3, 1, 1]]), F(2, 3)),
}
DEGREE = 4


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_the_gradient_is_the_derivative_of_the_value(loss: Loss) -> None:
    """A polynomial of degree four is known by five values, so its derivative is exact."""
    W, dW = rows([[1, F(1, 2)], [-2, 3]]), rows([[2, -1], [F(1, 3), 5]])

    def slope(direction: fmpq_mat) -> fmpq:
        return derivative_at_zero(lambda t: rows([[loss.value(W + t * direction)]]), DEGREE)[0, 0]

    G = gradient(loss, W)
    for a in range(2):
        for b in range(2):
            assert G[a, b] == slope(unit(2, 2, a, b)) == loss.partial(W, a, b) == Loss.partial(loss, W, a, b)
    assert loss.differential(W, dW) == slope(dW) != slope(2 * dW)


def test_the_values_of_the_losses() -> None:
    W = rows([[1, F(1, 2)], [-2, 3]])
    assert LOSSES["entries"].value(W) == fmpq(10 + 5 + 3) - fmpq(1, 2) + fmpq(1, 8)
    R = W * rows([[1, 2, 3], [0, 1, -1]]) - rows([[1, 0, 2], [3, 1, 1]])
    squares = [x**2 for x in R.entries()]
    assert LOSSES["regression"].value(W) == sum(squares) / 2
    assert LOSSES["quartic regression"].value(W) == sum(squares) / 2 + sum(x**2 for x in squares) / 6
    assert gradient(SQUARE, rows([[9]])) == rows([[2]])


@pytest.mark.parametrize("seed", range(6))
def test_layer_gradients_are_derivatives_of_the_composed_loss(seed: int) -> None:
    rng = random.Random(seed)
    layers = net.random_layers([2, 3, 1, 2], rng)
    loss = random_loss((2, 2), rng)
    found = net.layer_gradients(layers, loss)
    W = net.end_to_end(layers)
    for j, layer in enumerate(layers):
        for a in range(layer.nrows()):
            for b in range(layer.ncols()):
                move = [0 * V for V in layers]
                move[j] = unit(*shape(layer), a, b)
                by_values = derivative_at_zero(
                    lambda t, move=move: rows(
                        [[loss.value(net.end_to_end([V + t * M for V, M in zip(layers, move, strict=True)]))]]
                    ),
                    DEGREE,
                )[0, 0]
                by_duals = loss.differential(W, net.product_rate(layers, move))
                assert found[j][a, b] == by_values == by_duals


def test_product_rate_is_the_product_rule() -> None:
    rng = random.Random(0)
    layers, velocities = net.random_layers([2, 3, 4, 2], rng), net.random_layers([2, 3, 4, 2], rng)
    W1, W2, W3 = layers
    V1, V2, V3 = velocities
    found = net.product_rate(layers, velocities)
    assert net.end_to_end(layers) == W3 * W2 * W1
    assert found == V3 * W2 * W1 + W3 * V2 * W1 + W3 * W2 * V1
    assert found != V3 * V2 * V1
    moved = derivative_at_zero(
        lambda t: net.end_to_end([W + t * V for W, V in zip(layers, velocities, strict=True)]), 3
    )
    assert found == moved


# --- instances --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 5, 12, 20])
def test_orthogonal_matrices(n: int) -> None:
    found = [net.orthogonal(n, random.Random(seed)) for seed in range(12)]
    assert all(U.transpose() * U == identity(n) for U in found)
    assert {int(U.det()) for U in found} == {-1, 1}
    if n > 1:
        assert all(any(x.q != 1 for x in U.entries()) for U in found)  # none is only a permutation
        assert sum(U.transpose() == U for U in found) < 12
    assert max(int(x.height_bits()) for U in found for x in U.entries()) < 60


def test_singular_values_of_the_whole_are_powers() -> None:
    values = [F(2), F(1, 2), F(0)]
    layers = net.balanced_layers([4, 3, 5, 4], values, random.Random(0))
    W = net.end_to_end(layers)
    assert set(Semidefinite(W * W.transpose()).eigenvalues) == {fmpq(64), fmpq(1, 64), fmpq(0)}


def test_instances_depend_on_the_seed_alone() -> None:
    def instance(seed: int) -> list[fmpq_mat]:
        rng = random.Random(seed)
        widths = net.random_widths(rng, 3, 5)
        return net.balanced_layers(widths, net.random_singular_values(rng, min(widths)), rng)

    assert instance(1) == instance(1) != instance(2)


def test_singular_values_repeat_and_vanish_often() -> None:
    rng = random.Random(0)
    drawn = [net.random_singular_values(rng, 4) for _ in range(100)]
    assert all(len(values) == 4 and min(values) >= 0 for values in drawn)
    assert sum(0 in values for values in drawn) > 20
    assert sum(len(set(values)) < 4 for values in drawn) > 50
    assert sum(len(set(values)) == 4 for values in drawn) > 10


def test_random_layers_are_never_balanced() -> None:
    for seed in range(200):
        layers = net.random_layers([1, 1, 1], random.Random(seed))
        assert layers[0] ** 2 != layers[1] ** 2


def test_widths() -> None:
    rng = random.Random(0)
    drawn = [net.random_widths(rng, 3, 5) for _ in range(100)]
    assert all(len(widths) == 4 and set(widths) <= {1, 2, 3, 4, 5} for widths in drawn)
    assert 10 < sum(len(set(widths)) == 1 for widths in drawn) < 60


def test_balance_is_seen_at_every_joint() -> None:
    layers = net.balanced_layers([3, 3, 3, 3], [1, 2, 3], random.Random(0))
    assert net.is_balanced(layers)
    assert net.is_balanced(layers[:1])
    for j in range(3):
        assert not net.is_balanced([2 * W if k == j else W for k, W in enumerate(layers)])


@pytest.mark.parametrize(
    "call",
    [
        lambda: net.end_to_end([]),
        lambda: net.end_to_end([zeros(2, 3), zeros(2, 3)]),
        lambda: net.product_rate([zeros(2, 3)], [zeros(3, 2)]),
        lambda: net.product_rate([zeros(2, 3)], []),
        lambda: net.imbalance([zeros(2, 3), zeros(2, 3)]),
        lambda: net.layer_gradients([rows([[1]]), zeros(2, 1)], SQUARE),
        lambda: SQUARE.value(zeros(1, 2)),
        lambda: SQUARE.differential(zeros(1, 1), zeros(1, 2)),
        lambda: Entrywise([[fmpq_poly([1])], []]),
        lambda: Regression(zeros(2, 3), zeros(2, 4)),
        lambda: net.balanced_layers([2, 2], [1, 2, 3], random.Random(0)),
        lambda: net.balanced_layers([2, 2, 1], [1, 2], random.Random(0)),
        lambda: net.balanced_layers([2, 2], [-1], random.Random(0)),
        lambda: net.balanced_layers([2], [1], random.Random(0)),
        lambda: net.random_layers([2, 0], random.Random(0)),
    ],
)
def test_misfits_are_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError):
        call()


def test_layer_gradients_are_fast() -> None:
    rng = random.Random(0)
    layers = net.balanced_layers([5] * 7, [1, 2, 3, F(1, 2), 0], rng)
    loss = random_loss((5, 5), rng)
    assert min(_seconds(layers, loss) for _ in range(5)) < 0.05


def _seconds(layers: list[fmpq_mat], loss: Loss) -> float:
    start = time.perf_counter()
    net.layer_gradients(layers, loss)
    return time.perf_counter() - start

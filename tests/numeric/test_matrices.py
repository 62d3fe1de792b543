"""Exact matrices and balls, and what is certain about them."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from numeric import matrices as mat
from numeric.matrices import Dual, compare, constant, rows
from numeric.precision import precision


def _random(height: int, width: int, seed: int) -> fmpq_mat:
    rng = random.Random(seed)
    return rows([[Fraction(rng.randint(-5, 5), rng.randint(1, 4)) for _ in range(width)] for _ in range(height)])


def _ball(text: str) -> arb_mat:
    with precision(200):
        return arb_mat([[arb(text)]])


def test_rows_take_exact_numbers_only() -> None:
    assert mat.written(rows([[1, Fraction(3, 5)], [fmpq(-1, 2), 0]])) == [["1", "3/5"], ["-1/2", "0"]]
    with pytest.raises(TypeError):
        rows([[0.5]])
    with pytest.raises(ValueError):
        rows([[1, 2], [3]])
    with pytest.raises(ValueError):
        rows([])


def test_trace_and_inner_product() -> None:
    A, B = _random(3, 2, 1), _random(3, 2, 2)
    assert mat.inner(A, B) == mat.trace(mat.transpose(A) * B) == mat.trace(B * A.transpose())
    assert mat.inner(A, B) != mat.inner(A, 2 * B) != 0
    with pytest.raises(ValueError, match="no trace"):
        mat.trace(A)
    with pytest.raises(ValueError, match="different shapes"):
        mat.inner(A, B.transpose())


@pytest.mark.parametrize(("m", "n", "p", "q"), [(2, 3, 4, 2), (1, 1, 1, 1), (3, 1, 1, 3)])
def test_a_kronecker_product_acts_on_stacked_columns(m: int, n: int, p: int, q: int) -> None:
    A, X, B = _random(m, n, 1), _random(n, p, 2), _random(p, q, 3)
    assert mat.stack(A * X * B) == mat.kronecker(B.transpose(), A) * mat.stack(X)
    if m * n > 1:
        assert mat.shape(mat.kronecker(A, B)) == (m * p, n * q)
        assert mat.stack(A * X * B) != mat.kronecker(B.transpose(), A) * mat.stack(2 * X)


def test_the_order_of_stacking_and_of_blocks() -> None:
    A, B = rows([[1, 2], [3, 4]]), rows([[0, 1]])
    assert mat.written(mat.stack(A)) == [["1"], ["3"], ["2"], ["4"]]
    assert mat.kronecker(A, B) == rows([[0, 1, 0, 2], [0, 3, 0, 4]])
    assert mat.kronecker(A, B) != mat.kronecker(B, A)


def test_diagonals_units_and_rank() -> None:
    assert mat.diagonal([5, 0], 2, 3) == rows([[5, 0, 0], [0, 0, 0]])
    assert mat.unit(2, 3, 1, 2) == rows([[0, 0, 0], [0, 0, 1]])
    assert mat.rank(mat.diagonal([5, 0], 2, 3)) == 1
    assert mat.rank(mat.identity(4)) == 4
    assert mat.is_symmetric(rows([[1, 2], [2, 5]]))
    assert not mat.is_symmetric(rows([[1, 2], [3, 5]]))
    assert not mat.is_symmetric(mat.zeros(1, 2))
    with pytest.raises(ValueError, match="do not fit"):
        mat.diagonal([1, 2, 3], 2, 3)


# `equal` and `different` are facts about the true entries; everything else is `overlap`
THIRD = fmpq(1, 3)
COMPARISONS = {
    "equal rationals": (rows([[THIRD, 1]]), rows([[THIRD, 1]]), "equal"),
    "a last digit": (rows([[THIRD, 1]]), rows([[THIRD + fmpq(1, 10**90), 1]]), "different"),
    "an exact ball": (rows([[fmpq(1, 2)]]), arb_mat([[fmpq(1, 2)]]), "equal"),
    "two exact balls": (arb_mat([[3]]), arb_mat([[3]]), "equal"),
    "another exact ball": (rows([[fmpq(1, 2)]]), arb_mat([[fmpq(1, 4)]]), "different"),
    "a rational in its ball": (rows([[THIRD]]), _ball("0.333 +/- 0.001"), "overlap"),
    "a rational in the middle of its ball": (rows([[1]]), _ball("1 +/- 0.5"), "overlap"),
    "a rational far inside a thin ball": (rows([[THIRD]]), mat.balls(rows([[THIRD]]), 40), "overlap"),
    "a rational just outside": (rows([[THIRD]]), _ball("0.331 +/- 0.002"), "different"),
    "balls that meet": (_ball("1 +/- 0.5"), _ball("2 +/- 0.75"), "overlap"),
    "disjoint balls": (_ball("1 +/- 0.25"), _ball("2 +/- 0.5"), "different"),
    "undefined": (arb_mat([[arb("nan")]]), rows([[1]]), "overlap"),
    "undefined twice": (arb_mat([[arb("nan")]]), arb_mat([[arb("nan")]]), "overlap"),
    "infinite": (arb_mat([[arb("inf")]]), rows([[1]]), "overlap"),
    "infinite radius": (_ball("0 +/- inf"), rows([[1]]), "overlap"),
    "undefined next to a difference": (arb_mat([[arb("nan"), 2]]), rows([[1, 1]]), "overlap"),
    "one entry of two": (rows([[1, 2]]), arb_mat([[1, 3]]), "different"),
    "a meeting next to a difference": (arb_mat([[arb("1 +/- 0.5"), 2]]), rows([[1, 1]]), "different"),
    "out of reach": (arb_mat([[arb(2) ** (10**9)]]), rows([[1]]), "overlap"),
}


@pytest.mark.parametrize(("left", "right", "agreement"), COMPARISONS.values(), ids=COMPARISONS.keys())
@pytest.mark.parametrize("bits", [20, 53, 500])
def test_compare(left: fmpq_mat | arb_mat, right: fmpq_mat | arb_mat, agreement: str, bits: int) -> None:
    with precision(bits):
        assert compare(left, right) == compare(right, left) == agreement


def test_matrices_of_different_shapes_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different shapes"):
        compare(rows([[1, 2]]), rows([[1], [2]]))
    with pytest.raises(ValueError, match="different shapes"):
        mat.largest_difference(rows([[1, 2]]), rows([[1], [2]]))


def test_the_largest_difference() -> None:
    A, B = rows([[1, 2], [3, 4]]), rows([[1, Fraction(3, 2)], [4, 4]])
    assert mat.largest_difference(A, B) == 1
    assert mat.largest_difference(A, A) == 0
    found = mat.largest_difference(mat.balls(A / 3), B / 3)
    assert isinstance(found, arb)
    with precision(400):
        assert abs(3 * found - 1) < arb("1e-49")
    assert not mat.largest_difference(arb_mat([[arb("nan")]]), rows([[1]])).is_finite()


def test_sums_and_products_of_balls_keep_their_digits() -> None:
    third, before = mat.balls(rows([[THIRD]]), 60), int(ctx.prec)
    results = {
        "sum": (mat.add(third, third), rows([[2 * THIRD]])),
        "product": (mat.multiply(third, third), rows([[THIRD**2]])),
        "multiple": (mat.scale(THIRD, third), rows([[THIRD**2]])),
        "ball times exact": (mat.scale(third[0, 0], rows([[THIRD]])), rows([[THIRD**2]])),
        "kronecker": (mat.kronecker(third, third), rows([[THIRD**2]])),
        "trace": (arb_mat([[mat.trace(third)]]), rows([[THIRD]])),
        "inner": (arb_mat([[mat.inner(third, third)]]), rows([[THIRD**2]])),
    }
    for name, (found, true) in results.items():
        assert compare(found, true) == "overlap", name
        assert found[0, 0].rad() < arb("1e-58"), name
    assert int(ctx.prec) == before
    assert (third * third)[0, 0].rad() > arb("1e-20")  # what flint's own product does at 53 bits
    assert mat.scale(Fraction(1, 2), rows([[3]])) == rows([[Fraction(3, 2)]])
    with pytest.raises(TypeError):
        mat.scale(0.5, rows([[3]]))


def test_balls_in_print() -> None:
    assert mat.written(mat.balls(rows([[THIRD, 2]])))[0][1].startswith("2.0")
    assert mat.written(mat.balls(rows([[THIRD]])))[0][0].startswith("[0.33333333333333333333 +/- ")


def test_dual_numbers_obey_the_product_rule() -> None:
    A, dA, B, dB = (_random(3, 3, seed) for seed in range(4))
    product = Dual(A, dA) * Dual(B, dB)
    assert product.value == A * B
    assert product.slope == dA * B + A * dB != dA * B + dB * A
    assert (Dual(A, dA) - constant(A)).slope == dA
    assert (product.transposed.value, product.transposed.slope) == (
        product.value.transpose(),
        product.slope.transpose(),
    )


CURVES: dict[str, tuple[Callable[[fmpq], fmpq_mat], int, fmpq_mat]] = {
    "constant": (lambda t: rows([[7, 1]]), 0, rows([[0, 0]])),
    "line": (lambda t: rows([[7 - t / 3, t]]), 1, rows([[Fraction(-1, 3), 1]])),
    "quintic": (lambda t: rows([[(1 + t) ** 5, (2 - t) ** 3]]), 5, rows([[5, -12]])),
    "room to spare": (lambda t: rows([[(1 + t) ** 2]]), 9, rows([[2]])),
}


@pytest.mark.parametrize(("curve", "degree", "derivative"), CURVES.values(), ids=CURVES.keys())
def test_the_derivative_of_a_polynomial_curve(
    curve: Callable[[fmpq], fmpq_mat], degree: int, derivative: fmpq_mat
) -> None:
    assert mat.derivative_at_zero(curve, degree) == derivative


def test_a_degree_that_is_too_small_shows() -> None:
    assert mat.derivative_at_zero(lambda t: rows([[(1 + t) ** 5]]), 4) != rows([[5]])

"""Branch and bound: f > 0 on every point of the box, or no such answer."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, fmpq

from numeric.boxes import positive, positive_beside
from numeric.descent import gradient, loss, losses_along, small_starts
from numeric.expectations import plane_mean
from numeric.program import Program

x, y = sp.symbols("x y", real=True)


def interval(low: Fraction | int, high: Fraction | int) -> tuple[arb, arb]:
    return arb(fmpq(*Fraction(low).as_integer_ratio())), arb(fmpq(*Fraction(high).as_integer_ratio()))


def test_a_positive_function_on_a_square() -> None:
    cover = positive(Program.of([x**2 + y**2 - x * y + sp.Rational(1, 100)], [x, y]), [interval(-1, 1)] * 2)
    assert cover.positive is True
    assert cover.boxes > 1


def test_the_dip_of_width_a_thousandth_is_found() -> None:
    dip = (x - sp.Rational(1, 3)) ** 2 - sp.Rational(1, 10**6)
    assert positive(Program.of([dip], [x]), [interval(0, 1)]).positive is not True
    assert positive(Program.of([dip + sp.Rational(2, 10**6)], [x]), [interval(0, 1)]).positive is True


def test_an_end_beyond_which_the_sign_changes_is_kept_to_thirty_digits() -> None:
    # the radius of a ball has 30 bits: the box must not leak over its end
    root = sp.Rational(1, 3)
    program = Program.of([root - x], [x])
    assert positive(program, [interval(0, Fraction(1, 3) - Fraction(1, 10**12))]).positive is True
    assert positive(program, [interval(0, Fraction(1, 3) + Fraction(1, 10**12))]).positive is not True


def test_a_pole_is_not_positive() -> None:
    assert positive(Program.of([1 / x**2], [x]), [interval(-1, 1)]).positive is not True


def test_beside_a_zero_of_third_order() -> None:
    assert positive_beside(Program.of([x - sp.sin(x)], [x]), 3) == 1
    assert positive_beside(Program.of([sp.sin(x) - x], [x]), 3) is None
    # a coefficient that is positive at 0 only on a short stretch
    radius = positive_beside(Program.of([x**2 - 10 * x**3], [x]), 2)
    assert radius is not None
    assert radius < fmpq(1, 10)


def test_the_mean_of_a_kinked_function() -> None:
    import numpy as np

    value, error = plane_mean(lambda a, b: np.maximum(a + 2 * b, 0) * np.maximum(3 * a - b, 0), [(1, 2), (3, -1)])
    t = np.arccos(1 / np.sqrt(50))
    exact = np.sqrt(50) * (np.sin(t) + (np.pi - t) * np.cos(t)) / (2 * np.pi)
    assert abs(value - exact) < max(10 * error, 1e-12)
    # a rule that does not know the kinks says so by its error
    _, blind = plane_mean(lambda a, b: np.maximum(a + 2 * b, 0) * np.maximum(3 * a - b, 0), [])
    assert blind > 1e-6


@pytest.mark.parametrize("neurons", [1, 3])
def test_the_gradient_of_the_simulated_loss(neurons: int) -> None:
    import numpy as np

    w, v = small_starts(2, neurons, 4, seed=3), np.array([1.3, 0, 0, 0])
    found, h = gradient(w, v), 1e-6
    for i, k in ((0, 0), (neurons - 1, 2)):
        away = np.zeros_like(w)
        away[:, i, k] = h
        slope = (loss(w + away, v) - loss(w - away, v)) / (2 * h)
        assert np.allclose(found[:, i, k], slope, atol=1e-8)


def test_one_neuron_is_learnt_at_once_and_two_are_not() -> None:
    import numpy as np

    v = np.array([1.0, 0, 0])
    alone, both = (losses_along(small_starts(4, n, 3, seed=1), v, 0.5, [200])[-1] for n in (1, 2))
    assert (alone < 1e-14).all()
    assert (both > 1e-10).all()

"""What operations do to power series with ball coefficients, where flint has no method for them."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, arb_series

from numeric.real_rules import exact_integer, ipow, real_direction

UNCUT = 1 << 30  # the length of a power series that is exact


def series_power(a: arb_series, b: arb_series) -> arb_series:
    coefficients = b.coeffs()
    constant = coefficients[0] if coefficients else arb(0)
    if len(coefficients) <= 1 and (n := exact_integer(constant)) is not None:
        return ipow(a, n)
    return (b * a.log()).exp()


def series_root(a: arb_series, degree: int) -> arb_series:
    return (a.log() / degree).exp()


def series_sinh(a: arb_series) -> arb_series:
    return (a.exp() - (-a).exp()) / 2


def series_cosh(a: arb_series) -> arb_series:
    return (a.exp() + (-a).exp()) / 2


def series_tanh(a: arb_series) -> arb_series:
    return 1 - 2 / ((a * 2).exp() + 1)


def series_abs(a: arb_series) -> arb_series:
    return a * series_direction(a)


def series_direction(a: arb_series) -> arb_series:
    coefficients = a.coeffs()
    return arb_series([real_direction(coefficients[0] if coefficients else arb(0))])


def series_inverse(sign: int) -> Callable[[arb_series], arb_series]:
    def inverse(a: arb_series) -> arb_series:
        return (a + (a * a + sign).sqrt()).log()

    return inverse


def series_atanh(a: arb_series) -> arb_series:
    return ((1 + a) / (1 - a)).log() / 2

"""Each rung of the ladder: what it closes, and the near misses that it must leave open."""

from __future__ import annotations

import pytest
import sympy as sp

from checks.proving.ladder import Rung, close
from checks.proving.relations import Context
from checks.quantities import GradientFlow

x, y, s, a, b, w, u = sp.symbols("x y s a b w u", real=True)
k, d = sp.symbols("k d", integer=True)


def rung(left, right, *given):
    symbols = set().union(*(sp.sympify(e).free_symbols for e in (left, right, *given)))
    return close(sp.sympify(left), sp.sympify(right), Context(given, sorted(symbols, key=str)))


CLOSED = [
    (Rung.SAME, x + y, y + x, []),
    (Rung.NORMAL_FORM, (x + 1) ** 2, x**2 + 2 * x + 1, []),
    (Rung.NORMAL_FORM, (x**2 - 1) / (x - 1), x + 1, []),
    (Rung.NORMAL_FORM, sp.sqrt(x**2 + 1) ** 3 / (x**2 + 1), sp.sqrt(x**2 + 1), []),
    (Rung.NORMAL_FORM, sp.sqrt(x * y), sp.sqrt(x) * sp.sqrt(y), [x > 0]),
    (Rung.NORMAL_FORM, (x**a) ** b, x ** (a * b), [x > 0]),
    (Rung.NORMAL_FORM, sp.log(x * y), sp.log(x) + sp.log(y), [x > 0, y > 0]),
    (Rung.NORMAL_FORM, (w**d) ** (1 - 2 / d), w ** (d - 2), [w > 0, d >= 1]),
    (Rung.NORMAL_FORM, sp.exp(x + y), sp.exp(x) * sp.exp(y), []),
    (Rung.SAME, sp.sqrt(x**2), x, [x >= 0]),
    (Rung.EXPONENTIAL, sp.tanh(x), 1 - 2 / (sp.exp(2 * x) + 1), []),
    (Rung.EXPONENTIAL, sp.sin(x) ** 2 + sp.cos(x) ** 2, 1, []),
    (Rung.EXPONENTIAL, sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 1, []),
    (Rung.SIMPLIFY, sp.gamma(x + 1), x * sp.gamma(x), []),
    (Rung.SIMPLIFY, sp.sign(x) * sp.Abs(x), x, []),
    (Rung.DERIVATIVE, sp.atan(x) + sp.atan(1 / x), sp.pi / 2, [x > 0]),
    (Rung.DERIVATIVE, sp.atan(x) + sp.atan(1 / x), -sp.pi / 2, [x < 0]),
    (Rung.DERIVATIVE, sp.atan(x) + sp.atan(y), sp.atan((x + y) / (1 - x * y)), [x * y < 1]),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "left", "right", "given"), CLOSED, ids=str)
def test_a_rung_closes(expected, left, right, given):
    found = rung(left, right, *given)
    assert found is not None
    # "identical" may be noticed only once the signs are known, and then the normal form is the one to say so
    assert found == expected or {found, expected} == {Rung.SAME, Rung.NORMAL_FORM}


OPEN = [
    # wrong by a little
    (x + y, y - x, []),
    ((x + 1) ** 2, x**2 + 2 * x + 2, []),
    (x + sp.Rational(1, 10**9), x, []),
    (sp.tanh(x), 1 - 2 / (sp.exp(2 * x) - 1), []),
    (sp.tanh(x), 1 - 2 / (sp.exp(x) + 1), []),
    (sp.sin(x) ** 2 + sp.cos(x) ** 2, 1 + sp.Rational(1, 10**40), []),
    (sp.gamma(x + 1), (x + 1) * sp.gamma(x), []),
    ((w**d) ** (1 - 2 / d), w ** (d - 1), [w > 0, d >= 1]),
    # right on a smaller domain
    (sp.sqrt(x**2), x, []),
    (sp.sqrt(x * y), sp.sqrt(x) * sp.sqrt(y), []),
    (sp.sqrt(x * y), sp.sqrt(x) * sp.sqrt(y), [x * y > 0]),
    (sp.sqrt(x / y), sp.sqrt(x) / sp.sqrt(y), [x > 0]),
    (sp.sqrt(1 / x), 1 / sp.sqrt(x), []),
    ((x**3) ** sp.Rational(1, 3), x, []),
    ((x**a) ** b, x ** (a * b), []),
    ((x**2) ** y, x ** (2 * y), []),
    ((-x) ** k, -(x**k), []),
    (sp.log(x**2), 2 * sp.log(x), []),
    (sp.log(x * y), sp.log(x) + sp.log(y), [x * y > 0]),
    (sp.log(1 / x), -sp.log(x), []),
    (sp.sign(x) ** 2, 1, []),
    (sp.atan(sp.tan(x)), x, []),
    (sp.acos(sp.cos(x)), x, []),
    # a zero derivative is not enough: several intervals, or no value inside
    (sp.atan(x) + sp.atan(1 / x), sp.pi / 2, []),
    (sp.atan(x) + sp.atan(1 / x), sp.pi / 2, [sp.Ne(x, 0)]),
    (sp.atan(x) + sp.atan(1 / x), sp.pi / 2, [sp.Or(x > 1, x < -1)]),
    (sp.atan(x) + sp.atan(1 / x), sp.pi / 2, [x**2 > 1]),
    (sp.atan(x) + sp.atan(1 / x), sp.pi / 2, [sp.Abs(x) > 1]),
    (sp.atan(x) + sp.atan(1 / x), sp.pi / 2, [x * y > 1]),
    (sp.atan(x) + sp.atan(1 / x), sp.pi / 2, [x < 0]),
    (sp.atan(x) + sp.atan(1 / x), -sp.pi / 2, [x > 0]),
    (sp.atan(x) + sp.atan(y), sp.atan((x + y) / (1 - x * y)), []),
    (sp.floor(x), x, []),
    (sp.floor(x), sp.Integer(0), [x >= 0, x <= 1]),
    # roots that leave the reals are not positive numbers (x = y = -1)
    (sp.sqrt((sp.sqrt(x) + 1) * y), sp.sqrt(sp.sqrt(x) + 1) * sp.sqrt(y), []),
    # the x inside the integral is another x, which may be negative
    (x * sp.Integral(sp.Abs(x) * sp.exp(-(x**4)) / (1 + sp.sin(x) ** 2), (x, -1, 1)),
     x * sp.Integral(x * sp.exp(-(x**4)) / (1 + sp.sin(x) ** 2), (x, -1, 1)), [x > 0]),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "given"), OPEN, ids=str)
def test_no_rung_closes(left, right, given):
    assert rung(left, right, *given) is None


# -- the fundamental theorem ---------------------------------------------------------------------------------------

equal = GradientFlow((w**2 - s) ** 2 / 4, of=[w])  # dw/dt = (s - w^2) w
single = GradientFlow((w - s) ** 2 / 2, of=[w])
log_ratio = sp.log((s - a) / (s - b))


def time(flow, start, end):
    return flow.time(w, u, {w: u}, start, end)


@pytest.mark.parametrize(
    ("left", "right", "given"),
    [
        (time(single, a, b), log_ratio, [a < b, b < s]),
        (3 * time(single, a, b) + a, 3 * log_ratio + a, [a < b, b < s]),
        (time(equal, a, b), sp.log(b**2 * (s - a**2) / (a**2 * (s - b**2))) / (2 * s),
         [a > 0, a < b, b < sp.sqrt(s), s > 0]),
    ],
    ids=["degree 1", "a multiple of it", "degree 2"],
)  # fmt: skip
def test_the_fundamental_theorem_closes(left, right, given):
    assert rung(left, right, *given) == Rung.FUNDAMENTAL


@pytest.mark.parametrize(
    ("left", "right", "given"),
    [
        (time(single, a, b), 2 * log_ratio, [a < b, b < s]),
        (time(single, a, b), -log_ratio, [a < b, b < s]),
        (time(single, a, b), log_ratio + 1, [a < b, b < s]),  # the derivative fits, the meeting point does not
        (time(single, a, b), log_ratio, [a < b]),  # the way may lead through the resting point s
        (time(single, a, b), log_ratio, []),
        (time(equal, a, b), log_ratio, [a > 0, a < b, b < sp.sqrt(s), s > 0]),
        (time(single, a, u), sp.log((s - a) / (s - u)), [a < u, u < s]),  # u is the variable of integration too
    ],
    ids=["doubled", "negated", "shifted", "through the rest point", "no domain", "other flow", "name clash"],
)  # fmt: skip
def test_the_fundamental_theorem_leaves_open(left, right, given):
    assert rung(left, right, *given) is None


# -- a rung is no wiser than its domain ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ([x > 0], True),
        ([x >= 1], True),
        ([x > y, y > 0], True),
        ([sp.sqrt(x) > 0], True),  # speaks of x >= 0 only
        ([x >= 0], False),
        ([x**2 > 0], False),
        ([sp.Or(x > 0, y > 0)], False),
        ([sp.Or(x < 0, sp.sqrt(x) > 2)], False),  # true at x = -1, where the root has no value
        ([sp.Implies(y > 0, x > 0)], False),
        ([k > x, k > 0], False),
    ],
    ids=str,
)
def test_signs_come_from_the_conditions_alone(given, holds):
    symbols = sorted(set().union({x}, *(c.free_symbols for c in given)), key=str)
    assert Context(given, symbols).positive(x) is holds
    assert Context(given, symbols).holds(x > 0) is holds


def test_an_integral_is_not_believed():
    assert rung(sp.Integral(y, (y, 0, 1)), sp.Rational(1, 2)) is None

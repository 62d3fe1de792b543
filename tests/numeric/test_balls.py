"""Comparisons at one point: what is certain, what merely overlaps, what is undefined."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from flint import acb, arb, ctx, fmpq

from numeric.balls import compare, evaluate, mpmath_check
from numeric.errors import CannotLower
from numeric.precision import precision
from numeric.program import Program

x, y = sp.symbols("x y", real=True)
TINY = sp.Rational(1, 10**8)


@pytest.mark.parametrize(
    ("left", "right", "at", "order"),
    [
        # exact rationals
        (x / 3, Fraction(1, 3), {x: 1}, "equal"),
        (x / 3, sp.Rational(333, 1000), {x: 1}, "greater"),
        (x**2, 2 * x, {x: 1}, "less"),
        (sp.sqrt(x) ** 2, x, {x: 2}, "equal"),
        # true identities that no exact rational shows
        (sp.tanh(x), 1 - 2 / (sp.exp(2 * x) + 1), {x: 3}, "overlap"),
        (sp.atan(x) + sp.atan(1 / x), sp.pi / 2, {x: Fraction(2, 7)}, "overlap"),
        (sp.sin(x) ** 2 + sp.cos(x) ** 2, 1, {x: 10**12}, "overlap"),
        (sp.exp(x) - sp.exp(x / 2) ** 2, 0, {x: 5}, "equal"),
        ((1 - sp.cos(x * TINY)) / (x * TINY) ** 2, (sp.sin(x * TINY / 2) / (x * TINY / 2)) ** 2 / 2, {x: 3}, "overlap"),
        # false ones
        (sp.sqrt(x**2, evaluate=False), x, {x: -2}, "greater"),
        (sp.exp(x), sp.exp(x) + sp.Rational(1, 10**40), {x: 1}, "less"),
        (sp.log(x * y), sp.log(x) + sp.log(y), {x: -1, y: -1}, "different"),
        (sp.sqrt(x), 3, {x: -1}, "different"),
        # real although a part of it is not
        (sp.Abs(sp.log(x)), 3, {x: -1}, "greater"),
        # undefined
        (1 / x, 0, {x: 0}, "undefined"),
        (sp.log(x), 0, {x: 0}, "undefined"),
        (sp.gamma(x), 0, {x: -3}, "undefined"),
        (sp.asin(x), 0, {x: 2}, "undefined"),
    ],
    ids=str,
)
def test_compare(left: sp.Expr, right: sp.Expr, at: dict[sp.Symbol, Fraction], order: str) -> None:
    found = compare(left, right, at)
    assert found.order == order
    assert found.agrees == (order in ("equal", "overlap"))
    assert found.differs == (order in ("less", "greater", "different"))
    mirrored = {"less": "greater", "greater": "less"}.get(order, order)
    assert compare(right, left, at).order == mirrored


def test_a_difference_beyond_the_requested_digits_overlaps_until_more_are_asked_for() -> None:
    close = sp.exp(x) + sp.Rational(1, 10**80)
    assert compare(sp.exp(x), close, {x: 1}, digits=50).order == "overlap"
    assert compare(sp.exp(x), close, {x: 1}, digits=90).order == "less"


def test_overlap_reports_how_many_digits_agree() -> None:
    enough = compare(sp.tanh(x), 1 - 2 / (sp.exp(2 * x) + 1), {x: 3}, digits=50)
    assert enough.digits >= 50
    # too low a cap: the balls meet, and nobody may call that agreement
    short = compare(sp.exp(x) - sp.exp(x + sp.Rational(1, 10**60)), 0, {x: 1}, digits=80, cap_bits=64)
    assert short.order == "overlap"
    assert short.digits < 80
    assert not short.agrees


def test_printed_sides() -> None:
    found = compare(x / 7, sp.pi, {x: 3})
    assert found.left == "3/7"
    assert found.right.startswith("[3.14159265358979")
    assert "+/-" in found.right
    assert compare(1 / x, 0, {x: 0}).left == "undefined"
    assert len(compare(x**1000, sp.pi, {x: Fraction(1, 3)}).left) < 60


def test_values() -> None:
    assert evaluate(x / 3, {x: 1}).exact == fmpq(1, 3)
    value = evaluate(sp.exp(x), {x: 1}, 100)
    assert value.exact is None
    assert value.is_real
    assert value.digits >= 100
    with precision(400):
        assert value.ball.overlaps(arb(1).exp())
        assert not value.ball.overlaps(arb(1).exp() + arb(fmpq(1, 10**90)))
    assert not evaluate(sp.log(x), {x: -1}).is_real
    assert not evaluate(1 / x, {x: 0}).is_defined
    assert evaluate(Program.of([x * y], [x, y]), [2, Fraction(1, 2)]).exact == 1


def test_cancellation_is_met_with_more_precision() -> None:
    # 60 digits cancel; fixed precision would see nothing but noise
    value = evaluate(sp.exp(x + sp.Rational(1, 10**60)) - sp.exp(x), {x: 1}, 30)
    assert value.digits >= 30
    assert compare(sp.exp(x + sp.Rational(1, 10**60)), sp.exp(x), {x: 1}, digits=70).order == "greater"


@pytest.mark.parametrize("point", [{x: 0.5}, {x: sp.Float("0.5")}, {x: True}, {x: sp.pi}])
def test_points_are_exact(point: dict[sp.Symbol, object]) -> None:
    with pytest.raises(TypeError):
        evaluate(x, point)  # type: ignore[arg-type]


def test_bad_input_is_named() -> None:
    with pytest.raises(KeyError, match="symbol y"):
        compare(x, y, {x: 1})
    with pytest.raises(CannotLower, match="floating-point"):
        compare(sp.Float("0.1") * x, x, {x: 1})
    with pytest.raises(TypeError):
        compare(0.5, x, {x: 1})  # type: ignore[arg-type]


def test_mpmath_sees_the_same_values_and_denies_wrong_ones() -> None:
    for e in (sp.tanh(x), sp.gamma(x) + sp.log(x), sp.LambertW(x), sp.Derivative(sp.exp(x**2), x), x / 3):
        ball = evaluate(e, {x: Fraction(7, 5)}).ball
        assert mpmath_check(e, {x: Fraction(7, 5)}, ball) is True
        with precision(300):
            wrong = ball + arb(fmpq(1, 10**20))
        assert mpmath_check(e, {x: Fraction(7, 5)}, wrong) is False
    assert mpmath_check(sp.log(x), {x: -1}, acb(0, arb.pi())) is True
    assert mpmath_check(1 / x, {x: 0}, arb(1)) is None


def test_mpmath_survives_cancellation() -> None:
    e = sp.exp(x + sp.Rational(1, 10**60)) - sp.exp(x)
    assert mpmath_check(e * 10**60, {x: 1}, evaluate(e * 10**60, {x: 1}).ball) is True


def test_precision_is_left_alone() -> None:
    before = ctx.prec
    compare(sp.exp(x), sp.exp(x) * 2, {x: 1}, digits=300)
    mpmath_check(sp.exp(x), {x: 1}, arb(1))
    assert ctx.prec == before


def test_the_second_opinion_is_about_the_expression_as_it_stands() -> None:
    # SymPy's common-subexpression search re-evaluates this one to zero
    e = sp.sin(sp.Mul(sp.pi, sp.pi, evaluate=False), evaluate=False)
    assert compare(e, sp.Rational(-43, 100), {}).order == "less"
    assert mpmath_check(e, {}, evaluate(e, {}).ball) is True

"""Questions that SymPy's own checkers answer wrongly, answered from end to end."""

from __future__ import annotations

import pytest
import sympy as sp

from checks.errors import StatementError
from checks.quantities import At, GradientFlow
from checks.statements.identity import Identity
from checks.statements.solution import Solution
from checks.verdict import Standing

x, y, s, w, t, a = sp.symbols("x y s w t a", real=True)
TINY = sp.Rational(1, 10**8)


def test_root_of_a_square(judged):
    verdict = judged(Identity(sp.sqrt(x**2), x))
    assert verdict.standing is Standing.CONDITIONAL
    assert verdict.extra_assumption == "x >= 0"
    assert verdict.counterexample.point == {"x": "-1"}
    assert judged(Identity(sp.sqrt(x**2), x), [x >= 0]).standing is Standing.PROVED


def test_logarithm_of_a_product(judged):
    identity = Identity(sp.log(x * y), sp.log(x) + sp.log(y))
    verdict = judged(identity, [sp.Ne(x, 0), sp.Ne(y, 0)])
    assert verdict.standing is Standing.CONDITIONAL
    assert verdict.counterexample is not None
    assert judged(identity, [x > 0, y > 0]).standing is Standing.PROVED


@pytest.mark.parametrize("digits", [9, 30, 300])
def test_a_small_difference_is_a_difference(judged, digits):
    verdict = judged(Identity(x + sp.Rational(1, 10**digits), x))
    assert verdict.standing is Standing.REFUTED
    assert verdict.counterexample is not None


def test_a_small_difference_between_transcendental_values(judged):
    # as many digits are compared as the settings ask for: 50
    verdict = judged(Identity(sp.exp(x) + sp.Rational(1, 10**45), sp.exp(x)), [x < 1])
    assert verdict.standing is Standing.REFUTED


def test_cancellation_near_zero(judged):
    pair = Identity((1 - sp.cos(x * TINY)) / (x * TINY) ** 2, (sp.sin(x * TINY / 2) / (x * TINY / 2)) ** 2 / 2)
    assert judged(pair, [sp.Ne(x, 0)]).standing in (Standing.PROVED, Standing.CONFIRMED)


def test_a_solution_that_starts_elsewhere(judged):
    # da/dt = 2 a (s - a), with a wrong sign in the denominator: checkodesol calls it a solution
    flow = GradientFlow(sp.Rational(2, 3) * w**3 - s * w**2, of=[w])
    right = s * a / (a + (s - a) * sp.exp(-2 * s * t))
    wrong = s * a / (a - (s - a) * sp.exp(-2 * s * t))
    given = [s > 0, a > 0, t >= 0]
    assert judged(Solution(flow, {w: right}, t, {w: a}), given).standing is Standing.PROVED
    verdict = judged(Solution(flow, {w: wrong}, t, {w: a}), given)
    assert verdict.standing in (Standing.REFUTED, Standing.CONDITIONAL)
    assert verdict.counterexample is not None


def test_hyperbolic_tangent(judged):
    assert judged(Identity(sp.tanh(x), 1 - 2 / (sp.exp(2 * x) + 1))).standing is Standing.PROVED
    assert judged(Identity(sp.tanh(x), 1 - 2 / (sp.exp(2 * x) - 1))).standing is Standing.REFUTED


def test_arctangents_that_add_up(judged):
    pair = Identity(sp.atan(x) + sp.atan(1 / x), sp.pi / 2)
    assert judged(pair, [x > 0]).standing is Standing.PROVED
    assert judged(pair).standing is Standing.CONDITIONAL


def test_trace_of_a_commutator(judged):
    A, B = (sp.Matrix(3, 3, lambda i, j, n=n: sp.Symbol(f"{n}{i}{j}", real=True)) for n in "AB")
    assert judged(Identity((A * B).trace(), (B * A).trace())).standing is Standing.PROVED
    wrong = Identity((A * B).trace(), (B.T * A).trace())
    assert judged(wrong).standing in (Standing.REFUTED, Standing.CONDITIONAL)


def test_substitutions_that_sympy_confuses_are_refused():
    f = 3 * x**2 + 5 * y**2
    first = sp.Subs(sp.Derivative(f, (x, 2)), (x, y), (0, 0))
    second = sp.Subs(sp.Derivative(f, (y, 2)), (x, y), (0, 0))
    assert first == second  # the trap: they are 6 and 10
    with pytest.raises(StatementError, match="quantities.At"):
        Identity(first + s, second + s).check()
    Identity(At.made(sp.Derivative(f, (x, 2)), {x: 0, y: 0}), sp.Integer(6)).check()

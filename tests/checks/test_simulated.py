"""Simulated statements: what the figures bear out and what they do not, and orders shown from both sides."""

from __future__ import annotations

import pytest
import sympy as sp

from checks.errors import StatementError
from checks.settings import Settings
from checks.statements.order import To
from checks.statements.sandwiched import SandwichedTheta
from checks.statements.simulated import OnlineDescent, RecoveredShare, ScalingLaw
from checks.verdict import Outcome, Standing
from numeric.domains import Domain

N = sp.Symbol("N", integer=True)
C, z = sp.symbols("C z", real=True)
half, most = sp.Rational(1, 2), sp.Rational(9, 10)
linear = OnlineDescent(1, N, sp.Rational(1, 4), 20 * N, (64, 128, 256, 512), runs=60)
long = OnlineDescent(1, N, 1 / sp.log(N), N * sp.log(N) ** 2, (32, 64, 128, 256), runs=60)
short = OnlineDescent(1, N, sp.Rational(1, 4), N ** sp.Rational(3, 4), (64, 128, 256, 512), runs=60)


class TestScaling:
    def test_a_law_is_supported_never_proved(self, judged):
        verdict = judged(ScalingLaw(linear, "search", over=N * (half - 1 / sp.sqrt(N)), power=0, low=half))
        assert verdict.standing is Standing.SUPPORTED
        assert "exponent" in verdict.because

    @pytest.mark.parametrize(
        "wrong",
        [
            ScalingLaw(linear, "search", over=N, power=half, low=half),
            ScalingLaw(linear, "search", over=N, power=-half, low=half),
            ScalingLaw(linear, "search", over=N * sp.sqrt(N), power=0, low=half),
            ScalingLaw(linear, "search", over=N**2, tends_to=sp.oo, low=half),
            ScalingLaw(linear, "descent", over=sp.sqrt(N), power=0, low=sp.Rational(2, 5), high=half),
            ScalingLaw(linear, "descent over search", tends_to=0, low=sp.Rational(2, 5), high=half),
            ScalingLaw(short, "largest overlap", tends_to=sp.oo),
            ScalingLaw(short, "largest overlap", power=-1),
        ],
        ids=str,
    )
    def test_a_wrong_law_is_neither_supported_nor_refuted(self, judged, wrong):
        verdict = judged(wrong)
        assert verdict.standing is Standing.UNDECIDED
        assert "do not bear it out" in verdict.because

    def test_the_descent_of_one_exponent_takes_order_n(self, judged):
        law = ScalingLaw(linear, "descent", over=N, power=0, low=sp.Rational(2, 5), high=sp.Rational(3, 5))
        assert judged(law).standing is Standing.SUPPORTED

    def test_the_largest_overlap_shrinks(self, judged):
        assert judged(ScalingLaw(short, "largest overlap", tends_to=0)).standing is Standing.SUPPORTED

    def test_runs_that_do_not_arrive_say_nothing(self, judged):
        verdict = judged(ScalingLaw(short, "search", over=N, power=0, low=most))
        assert verdict.standing is Standing.UNDECIDED
        assert "too few" in verdict.because

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"quantity": "time"}, "measured are"),
            ({"quantity": "search"}, "1 levels"),
            ({"quantity": "search", "low": sp.Integer(2)}, "between 0 and 1"),
            ({"quantity": "descent", "low": most, "high": half}, "lower overlap"),
            ({"quantity": "largest overlap", "tends_to": sp.oo}, "either"),
            ({"quantity": "largest overlap", "power": None, "tends_to": 1}, "either"),
            ({"quantity": "largest overlap", "over": C}, "depends on N"),
        ],
    )
    def test_ill_typed(self, arguments, message):
        arguments = {"descent": linear, "power": 0, **arguments}
        with pytest.raises(StatementError, match=message):
            ScalingLaw(**arguments).check()

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"k": 4}, "exponents 1, 2 and 3"),
            ({"dimensions": (10, 20, 30)}, "four rising"),
            ({"dimensions": (10, 30, 20, 40)}, "four rising"),
            ({"step": C}, "step size depends"),
            ({"limit": N**3}, "steps"),
            ({"step": -1 / N}, "positive"),
        ],
    )
    def test_ill_typed_descents(self, change, message):
        arguments = {"k": 1, "dimension": N, "step": 1 / N, "limit": N, "dimensions": (100, 200, 300, 400)}
        with pytest.raises(StatementError, match=message):
            OnlineDescent(**(arguments | change)).check()


class TestShare:
    def test_enough_steps_recover(self, judged):
        verdict = judged(RecoveredShare(long, sp.Rational(4, 5)))
        assert verdict.standing is Standing.SUPPORTED
        assert "share 1.000" in verdict.because

    @pytest.mark.parametrize("wrong", [RecoveredShare(short, half), RecoveredShare(long, sp.Rational(999, 1000))])
    def test_too_few_steps_do_not(self, judged, wrong):
        assert judged(wrong).standing is Standing.UNDECIDED

    def test_ill_typed(self):
        with pytest.raises(StatementError, match="between 0 and 1"):
            RecoveredShare(long, sp.Integer(1)).check()


class TestSandwich:
    """log(1 + C/N), of which no limit is found while C is a parameter."""

    at_infinity = To(N, sp.oo)
    subject = 1 / sp.log(1 + C / N)
    given = (C > 0, N >= 2)

    def made(self, **change):
        arguments = {"low": N / C, "high": N / C + 1, "limit": self.at_infinity, "depends": [C]} | change
        return SandwichedTheta(self.subject, arguments.pop("g", N), **arguments)

    def derived(self, statement):
        statement.check()
        return statement.derive(Domain([C, N], self.given), None, Settings())

    def test_it_proves(self, judged):
        verdict = judged(self.made(), self.given)
        assert verdict.standing is Standing.PROVED
        assert verdict.constants == {"lower": "1/C", "upper": "1/C"}

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"low": N / C + 1}, "not shown"),
            ({"high": N / C}, "not shown"),
            ({"high": N / C + N**2}, "for the bound"),
            ({"depends": []}, "for the bound"),
            ({"low": sp.log(-N)}, "defined"),
        ],
    )
    def test_it_says_where_it_fails(self, change, why):
        found = self.derived(self.made(**change))
        assert found.outcome is Outcome.NOTHING
        assert why in found.summary

    @pytest.mark.parametrize("wrong", [N**2, sp.sqrt(N), -N])
    def test_a_wrong_order_is_refuted(self, judged, wrong):
        assert judged(self.made(g=wrong), self.given).standing in (Standing.REFUTED, Standing.CONDITIONAL)

    def test_it_needs_a_limit(self):
        with pytest.raises(StatementError, match="in a limit"):
            self.made(limit=None).check()

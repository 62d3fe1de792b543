"""Statements that are tried by running something: induction that fails where it must, facts that are facts, counts."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
import sympy as sp

from checks.errors import StatementError
from checks.settings import Settings
from checks.statements.descent_rate import DescentRate
from checks.statements.descent_step import DescentStep
from checks.statements.fewer_steps import Count, FewerSteps, Method, count, count_again
from checks.statements.pointwise import sides_at
from checks.statements.recursion import EveryStep
from checks.statements.smooth_convex import QUANTITIES, distance, facts, gap, inner, next_gap, slope, start, trials
from checks.statements.step_growth import StepGrowth
from checks.verdict import Outcome, Standing
from numeric.domains import Domain

x, a, b, q, eta, L, r = sp.symbols("x a b q eta L r", real=True)
n = sp.Symbol("n", integer=True)
halved = {"update": {x: x / 2}, "start": {x: a}, "counter": n}


def derived(statement, conditions):
    statement.check()
    symbols = sorted(statement.free_symbols.union(*(c.free_symbols for c in conditions)), key=str)
    return statement.derive(Domain(symbols, conditions), None, Settings())


class TestInduction:
    """x <- x/2 from a."""

    def test_it_proves(self):
        found = derived(EveryStep(states=x <= a, invariant=sp.And(x <= a, x >= 0), **halved), [a >= 0, n >= 1])
        assert found.outcome is Outcome.PROVES
        assert [link["reason"] for link in found.details["links"]] == [
            "at the start",
            "after one step more",
            "so at the end",
        ]

    @pytest.mark.parametrize(
        ("states", "invariant", "conditions", "where"),
        [
            (x <= a, sp.And(x <= a, x >= 1), [a >= 0], "at the start"),
            (x <= a, x <= a, [n >= 1], "after one step more"),  # a may be negative: -1/2 exceeds -1
            (x >= a / 8, x >= 0, [a > 0], "so at the end"),
            (x >= a / 8, x >= a / 2**n, [a > 0], "so at the end"),
            (x * (n - 3) <= a, x * (n - 3) <= a, [a >= 0], "after one step more"),
            (x <= a, sp.And(x <= a, x >= 0, 1 / x > -1), [a >= 0], "at the start"),  # 1/x has no value at a = 0
        ],
    )
    def test_it_says_where_it_fails(self, states, invariant, conditions, where):
        found = derived(EveryStep(states=states, invariant=invariant, **halved), conditions)
        assert found.outcome is Outcome.NOTHING
        assert f"no proof: {where}" in found.summary

    def test_a_condition_on_the_counter_is_none_on_the_steps_before(self):
        # x_n = n: that it is at least 5 for n >= 5 does not hold on the way there
        counting = {"update": {x: x + 1}, "start": {x: sp.Integer(0)}, "counter": n}
        assert derived(EveryStep(states=x >= 5, **counting), [n >= 5]).outcome is Outcome.NOTHING
        assert derived(EveryStep(states=x >= 5, invariant=x >= n, **counting), [n >= 5]).outcome is Outcome.PROVES

    def test_a_lemma_is_shown_before_it_is_used(self):
        wrong = EveryStep(states=x >= a, lemmas=[x / 2 >= a], **halved)
        found = derived(wrong, [a >= 0])
        assert found.outcome is Outcome.NOTHING
        assert "on the way" in found.summary

    def test_a_later_step_refutes(self, refuted):
        verdict = refuted(EveryStep(states=x >= a / 4, **halved), [a > 0, n >= 1], [Standing.REFUTED])
        assert verdict.counterexample.point == {"a": "1", "n": "3"}

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"counter": a}, "counted by an integer"),
            ({"start": {}}, "where it starts"),
            ({"start": {x: x + 1}}, "depends on the state"),
            ({"update": {x: x / n}}, "does not move by it"),
            ({"states": sp.And(x > 0, x < 1)}, "single relation"),
            ({"states": x}, "condition"),
        ],
    )
    def test_ill_typed(self, change, message):
        with pytest.raises(StatementError, match=message):
            EveryStep(**({"states": x <= a, **halved} | change)).check()


class TestFacts:
    """What is assumed of every smooth convex function, at functions on which it can be computed."""

    @pytest.mark.parametrize("rate", [Fraction(1, 3), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(5)])
    @pytest.mark.parametrize("lipschitz", [Fraction(1, 2), Fraction(1), Fraction(7, 3)])
    def test_they_hold(self, rate, lipschitz):
        for trial in trials():
            here = {eta: rate, L: lipschitz} | trial.quantities(trial.begin, rate, lipschitz)
            for fact in facts(eta, L):
                assert sides_at(fact, here, 30).truth is True, (trial.function, fact)

    def test_each_is_sharp_somewhere(self):
        # an inequality that is never an equality could be a weaker one than the theory gives
        rate = lipschitz = Fraction(1)
        here = [{eta: rate, L: lipschitz} | t.quantities(t.begin, rate, lipschitz) for t in trials()]
        for fact in facts(eta, L):
            assert any(sides_at(sp.Eq(*fact.args, evaluate=False), point, 30).truth is True for point in here), fact

    def test_curvature_is_at_most_the_constant_and_reaches_it(self):
        for trial in trials():
            slopes = [[ramp.slope(Fraction(k, 4), Fraction(1)) for k in range(-12, 13)] for ramp in trial.ramps]
            curvatures = [4 * (after - before) for along in slopes for before, after in pairwise(along)]
            assert min(curvatures) >= 0
            assert max(curvatures) == 1

    def test_they_do_not_prove_everything(self):
        assert derived(DescentStep(slope < 0, rate=eta, smoothness=L), [eta > 0, L > 0]).outcome is Outcome.NOTHING
        assert derived(DescentStep(gap < next_gap, rate=eta, smoothness=L), [eta > 0, L > 0]).outcome is Outcome.NOTHING

    def test_a_constant_that_may_be_negative_is_none(self):
        found = derived(DescentStep(inner >= 0, rate=eta, smoothness=L), [eta > 0])
        assert found.outcome is Outcome.NOTHING
        assert "L > 0" in found.summary

    @pytest.mark.parametrize(
        ("statement", "message"),
        [
            (DescentStep(sp.And(gap > 0, slope > 0), rate=eta, smoothness=L), "single relation"),
            (DescentRate(gap <= start, rate=eta, smoothness=L, steps=q), "counted by an integer"),
            (DescentRate(gap <= inner, rate=eta, smoothness=L, steps=n), "there is no inner"),
            (DescentRate(gap <= start, rate=eta, smoothness=L, steps=n, invariant=next_gap <= gap), "no next_gap"),
        ],
    )
    def test_ill_typed(self, statement, message):
        with pytest.raises(StatementError, match=message):
            statement.check()

    def test_quantities_are_bound(self):
        statement = DescentRate(gap <= start / n, rate=eta, smoothness=L, steps=n, invariant=distance <= start)
        assert statement.free_symbols == {eta, L, n}
        assert not statement.free_symbols & set(QUANTITIES)

    def test_the_invariant_must_hold_at_the_start(self):
        found = derived(
            DescentRate(gap >= 0, rate=eta, smoothness=L, steps=n, invariant=2 * distance <= start), [L > 0]
        )
        assert "at the start" in found.summary


def shrinking(factor, bits=320, start=1):
    return Method("shrinking", {x: factor * x}, {x: sp.Integer(start)}, x**2, x**2, sp.Rational(1, 64), bits)


class TestCounts:
    @pytest.mark.parametrize(("factor", "steps"), [(sp.Rational(1, 2), 3), (sp.Rational(1, 3), 2), (1 / r, 2)])
    def test_by_hand(self, factor, steps):
        # to 1/8 and below; three halvings reach it exactly
        for counted in (count, count_again):
            assert counted(shrinking(factor), {r: Fraction(7, 2)}) == Count(steps, True)

    def test_a_touching_ball_decides_nothing(self):
        # six times the root of 1/2 is 1/8 exactly, which no ball around the root can tell
        assert count(shrinking(sp.sqrt(r)), {r: Fraction(1, 2)}).steps is None
        assert count(shrinking(sp.sqrt(r)), {r: Fraction(49, 100)}) == Count(6, True)

    def test_a_loss_that_does_not_fall(self):
        assert count(shrinking(-1), {}) == Count(None, False)
        assert count(shrinking(sp.Integer(2)), {}) == Count(None, False)

    def test_nothing_is_claimed_without_a_value(self):
        assert count(shrinking(1 / (r - r**2)), {r: Fraction(1)}) == Count(None, None)

    def test_order(self, judged):
        quick, slow = shrinking(sp.Rational(1, 3)), shrinking(sp.Rational(1, 2))
        assert judged(FewerSteps(quick, slow, [{}])).standing is Standing.PROVED
        verdict = judged(FewerSteps(slow, quick, [{}]))
        assert verdict.standing is Standing.REFUTED
        assert (verdict.counterexample.left, verdict.counterexample.right) == ("3 steps", "2 steps")
        assert judged(FewerSteps(slow, shrinking(sp.Integer(-1)), [{}])).standing is Standing.REFUTED

    def test_an_uncertain_count_is_undecided(self, judged):
        uncertain = FewerSteps(shrinking(sp.Rational(1, 3)), shrinking(sp.sqrt(r)), [{r: Fraction(1, 2)}])
        assert judged(uncertain).standing is Standing.UNDECIDED

    def test_ill_typed(self):
        with pytest.raises(StatementError, match="no value for r"):
            FewerSteps(shrinking(r), shrinking(r), [{}]).check()
        with pytest.raises(StatementError, match="at least one instance"):
            FewerSteps(shrinking(r), shrinking(r), []).check()
        with pytest.raises(StatementError, match="start depends"):
            FewerSteps(Method("m", {x: x}, {x: x}, x, x, x), shrinking(r), [{r: 1}]).check()


class TestGrowth:
    """x <- x - 1/r^2 from 1 needs r^2 steps, rounded up, to 1/8 and below."""

    line = Method("line", {x: x - 1 / r**2}, {x: sp.Integer(1)}, x, x, sp.Rational(1, 8))
    values = (4, 8, 16, 32)

    def test_the_exponent_is_measured(self, judged):
        verdict = judged(StepGrowth(self.line, r, self.values, 2), [r >= 1])
        assert verdict.standing is Standing.SUPPORTED
        assert "14 at 4, 56 at 8, 224 at 16, 896 at 32" in verdict.because

    @pytest.mark.parametrize("exponent", [0, 1, Fraction(7, 4), Fraction(9, 4), 3])
    def test_another_exponent_is_not_supported(self, judged, exponent):
        assert judged(StepGrowth(self.line, r, self.values, exponent), [r >= 1]).standing is Standing.UNDECIDED

    def test_a_bound_that_one_count_breaks(self, judged):
        verdict = judged(StepGrowth(self.line, r, self.values, 2, above=14), [r >= 1])
        assert verdict.standing is Standing.REFUTED
        assert verdict.counterexample.point == {"r": "4"}
        assert judged(StepGrowth(self.line, r, self.values, 2, above=13), [r >= 1]).standing is Standing.SUPPORTED

    def test_a_quotient(self, judged):
        double = Method("double", {x: x - 2 / r**2}, {x: sp.Integer(1)}, x, x, sp.Rational(1, 8))
        told = judged(StepGrowth(self.line, r, self.values, 0, over=double, above=1), [r >= 1])
        assert told.standing is Standing.SUPPORTED
        assert (
            judged(StepGrowth(double, r, self.values, 0, over=self.line, above=1), [r >= 1]).standing
            is Standing.REFUTED
        )

    def test_ill_typed(self):
        with pytest.raises(StatementError, match="four rising values"):
            StepGrowth(self.line, r, (1, 2, 3), 2).check()
        with pytest.raises(StatementError, match="no value for r"):
            StepGrowth(self.line, q, self.values, 2).check()

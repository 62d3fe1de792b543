"""Layers beside the flow of their product: what is true is enclosed, each slip in the flow is refuted."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import mpmath
import pytest
import sympy as sp

from checks.errors import StatementError
from checks.extrapolating import confirm_by_extrapolation
from checks.settings import Settings
from checks.statements.side_by_side import SideBySide
from checks.verdict import Evidence, Outcome, Standing
from derivations.deep_linear import trajectories as topic
from numeric.domains import Domain
from numeric.errors import IntegrationFailed
from numeric.extrapolation import extrapolated

R = sp.Rational
HALF, SMALL = R(1, 2), R(1, 10**9)
square, row = topic.square, topic.row
unit, zero = sp.eye(2), Domain([], ())
square_gradient = topic.gradient(topic.square_quadratic, square)
row_gradient = topic.gradient(topic.row_quartic, row)


def two_square(field: sp.Matrix, **more: Any) -> SideBySide:
    more = more or {"below": SMALL}
    return SideBySide(topic.square_quadratic, square, field, topic.balanced_square(2), [HALF / 2], **more)


def three_row(field: sp.Matrix, **more: Any) -> SideBySide:
    more = more or {"below": SMALL}
    layers = topic.balanced_row(sp.Integer(1), sp.Integer(1))
    return SideBySide(topic.row_quartic, row, field, layers, [HALF / 4], **more)


def witnesses(statement: SideBySide) -> tuple[Evidence, Evidence, Evidence]:
    statement.check()
    return tuple(
        f(zero, Settings()) for f in (lambda d, s: statement.derive(d, None, s), statement.confirm, statement.search)
    )  # type: ignore[return-value]


# --- what the topic writes down is the product rule along the layers, at balanced starts ------------------------------


def rate_of_product(layers: list[sp.Matrix], loss: sp.Expr, W: sp.Matrix) -> tuple[sp.Matrix, dict[sp.Symbol, sp.Expr]]:
    """d/dt of the product from its layers, by the product rule, with layer gradients by differentiating the loss."""
    names = [sp.Matrix(*V.shape, sp.symbols(f"v{j}_:{len(V)}", real=True)) for j, V in enumerate(layers)]
    here = {x: y for N, V in zip(names, layers, strict=True) for x, y in zip(N, V, strict=True)}
    product = sp.eye(layers[0].cols)
    for N in names:
        product = N * product
    composed = loss.xreplace(dict(zip(W, product, strict=True)))
    moved = sum(
        (sp.diff(product, x) * -sp.diff(composed, x).xreplace(here) for N in names for x in N), sp.zeros(*W.shape)
    )
    return moved.xreplace(here), dict(zip(W, product.xreplace(here), strict=True))


FIELDS = {
    "N = 2": (topic.square_quadratic, square, topic.two_layers(square, square_gradient), topic.balanced_square(2)),
    "N = 3": (topic.square_quadratic, square, topic.three_layers(square, square_gradient), topic.balanced_square(3)),
    "row": (
        topic.row_quartic,
        row,
        topic.single_output(row, row_gradient, 3),
        topic.balanced_row(sp.Integer(1), sp.Integer(1)),
    ),
    "unbalanced": (
        topic.row_quartic,
        row,
        topic.unbalanced_single_output(row, row_gradient, R(3)),
        [sp.Matrix([[R(3, 5), R(4, 5)]]), sp.Matrix([[2]])],
    ),
}


@pytest.mark.parametrize("name", FIELDS)
def test_the_fields_are_the_rate_of_the_product(name: str) -> None:
    loss, W, field, layers = FIELDS[name]
    moved, at = rate_of_product(layers, loss, W)
    difference = [sp.N(x, 40) for x in field.xreplace(at) - moved]
    assert max(map(abs, difference)) < R(1, 10**35)
    # and of nothing else: out of balance they are not, up to the flow that is made for it
    if name != "unbalanced":
        moved, at = rate_of_product([2 * layers[0], *layers[1:-1], layers[-1] / 2], loss, W)
        assert max(map(abs, (sp.N(x, 40) for x in field.xreplace(at) - moved))) > R(1, 10)


# --- true and wrong flows ----------------------------------------------------------------------------------------


def root(B: sp.Matrix) -> sp.Matrix:
    d = sp.sqrt(sp.expand(B.det()))
    return (B + d * unit) / sp.sqrt(sp.expand(B.trace()) + 2 * d)


B, C, G = square * square.T, square.T * square, square_gradient
g, norm = row_gradient, sp.sqrt((row * row.T)[0])
inner = (g * row.T)[0]

TRUE = {
    "two layers": two_square(-(root(B) * G + G * root(C))),
    "a row": three_row(topic.single_output(row, g, 3)),
    "a row, in other words": three_row(-(norm ** R(4, 3) * g + 2 * inner * norm ** R(-2, 3) * row)),
    "another rate": two_square(-(root(B) * G + G * root(C)) / 3, below=SMALL, rate=R(1, 3)),
    "a wrong flow is far away": two_square(-(root(C) * G + G * root(B)), above=R(1, 1000)),
}
WRONG = {
    "grams exchanged": two_square(-(root(C) * G + G * root(B))),
    "one exponent": two_square(-(B * G + G * root(C))),
    "a term lost": two_square(-root(B) * G),
    "a transpose lost": two_square(-(root(B) * G.T + G * root(C))),
    "sign": two_square(root(B) * G + G * root(C)),
    "rate dropped": two_square(-(root(B) * G + G * root(C)), below=SMALL, rate=R(1, 3)),
    "N for N - 1": three_row(-(norm ** R(4, 3)) * (g + 3 * inner / norm**2 * row)),
    "projection dropped": three_row(-(norm ** R(4, 3)) * g),
    "projection not divided": three_row(-(norm ** R(4, 3)) * (g + 2 * inner * row)),
    "power of two layers": three_row(-norm * (g + 2 * inner / norm**2 * row)),
    "a true flow is not far away": three_row(topic.single_output(row, g, 3), above=R(1, 10**6)),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_flows_are_enclosed(name: str) -> None:
    derived, confirmed, searched = witnesses(TRUE[name])
    assert (derived.outcome, confirmed.outcome, searched.outcome) == (
        Outcome.ENCLOSES,
        Outcome.AGREES,
        Outcome.AGREES,
    ), (derived.summary, confirmed.summary)
    assert TRUE[name].contradiction(derived, confirmed) is None


@pytest.mark.parametrize("name", WRONG)
def test_wrong_flows_are_refuted(name: str) -> None:
    derived, confirmed, searched = witnesses(WRONG[name])
    assert derived.outcome is Outcome.NOTHING
    assert confirmed.outcome is Outcome.NOTHING
    assert confirmed.details["disagreement"]
    assert searched.outcome is Outcome.REFUTES
    assert searched.counterexample is not None
    assert searched.counterexample.point == {"t": str(WRONG[name].times[0])}
    assert WRONG[name].contradiction(derived, confirmed) is None


def test_a_small_slip_is_seen() -> None:
    """A rate that is off by a billionth moves the product by more than 10^-12."""
    slip = two_square(-(root(B) * G + G * root(C)) * (1 + R(1, 10**9)), below=R(1, 10**12))
    derived, confirmed, searched = witnesses(slip)
    assert derived.outcome is confirmed.outcome is Outcome.NOTHING
    assert confirmed.details["disagreement"]
    assert searched.outcome is Outcome.REFUTES


def test_a_verdict(judged: Callable[..., Any]) -> None:
    assert judged(TRUE["two layers"]).standing is Standing.ENCLOSED
    verdict = judged(WRONG["grams exchanged"])
    assert verdict.standing is Standing.REFUTED
    assert verdict.counterexample.relation == "<"


def test_unequal_figures_of_two_witnesses_are_a_defect(judged: Callable[..., Any]) -> None:
    statement = TRUE["a wrong flow is far away"]
    confirmed = statement.confirm(zero, Settings())
    ((time, (distance, error)),) = confirmed.details["distances"].items()
    for factor, standing in (
        (1 + 1e-10, Standing.ENCLOSED),
        (1.01, Standing.INCONSISTENT),
        (0.99, Standing.INCONSISTENT),
    ):
        told = {**confirmed.details, "distances": {time: [str(float(distance) * factor), error]}}
        verdict = judged(statement, instead={"confirm": replace(confirmed, details=told)})
        assert verdict.standing is standing


# --- what is reported, and where there is nothing to say ------------------------------------------------------------


def test_the_imbalance_is_reported() -> None:
    first, second = topic.balanced_square(2)
    field = topic.two_layers(square, G)
    apart = SideBySide(topic.square_quadratic, square, field, [2 * first, second / 2], [HALF], above=R(1, 20))
    # the largest entry of W_2^T W_2 / 4 - 4 W_1 W_1^T = -15/4 W_1 W_1^T
    largest = max(abs(x) for x in first * first.T) * R(15, 4)
    assert apart.derive(zero, None, Settings()).details["imbalance"] == str(largest)
    assert TRUE["two layers"].derive(zero, None, Settings()).details["imbalance"] == "0"


def test_the_matrix_may_start_elsewhere() -> None:
    """Off the diagonal 0 = field: from the product such noise stays, from its diagonal part it was never there."""
    (a, _, _, d), start = square, [sp.Matrix([[1, R(1, 2)], [0, 1]]), unit]
    loss, field = ((square - unit).T * (square - unit)).trace() / 2, sp.diag(2 * a * (1 - a), 2 * d * (1 - d))
    exact = {"loss": loss, "W": square, "field": field, "start": start, "times": [2]}
    diagonal, product = SideBySide(**exact, begin=unit, below=R(1, 5)), SideBySide(**exact, below=R(1, 5))
    assert product.beginning == start[0] != unit == diagonal.beginning
    derived, confirmed, searched = witnesses(diagonal)
    assert [e.outcome for e in (derived, confirmed, searched)] == [Outcome.ENCLOSES, Outcome.AGREES, Outcome.AGREES]
    assert diagonal.contradiction(derived, confirmed) is None
    derived, confirmed, searched = witnesses(product)
    assert derived.outcome is confirmed.outcome is Outcome.NOTHING
    assert searched.outcome is Outcome.REFUTES
    assert "]] from [[1, 0], [0, 1]]: < 1/5" in str(diagonal)
    assert r",\; W(0) = \left[" in diagonal.latex()
    assert "W(0)" not in product.latex()


def test_a_singular_flow_is_left_undecided() -> None:
    x, y = row
    blow_up = SideBySide(
        topic.row_quartic, row, sp.Matrix([[50 * x**2, 50 * y]]), [row.xreplace({x: 1, y: 1})], [HALF], below=SMALL
    )
    complex_root = three_row(sp.Matrix([[sp.sqrt(-1 - x**2), y]]))
    for statement in (blow_up, complex_root):
        outcomes = [e.outcome for e in witnesses(statement)]
        assert outcomes == [Outcome.NOTHING] * 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W": sp.Matrix([[square[0], square[0]], [square[2], square[3]]])}, "distinct symbols"),
        ({"field": row}, "do not fit together"),
        ({"start": topic.balanced_row(sp.Integer(1), sp.Integer(1))}, "do not fit together"),
        ({"start": [sp.eye(2), sp.eye(3)]}, "do not fit together"),
        ({"start": []}, "do not fit together"),
        ({"begin": row}, "do not fit together"),
        ({"begin": sp.sqrt(2) * sp.eye(2)}, "not rational"),
        ({"start": [sp.eye(2), sp.sqrt(2) * sp.eye(2)]}, "not rational"),
        ({"start": [sp.eye(2), 0.5 * sp.eye(2)]}, "not rational"),
        ({"loss": sp.Symbol("z", real=True) + square[0] ** 2}, "no entry"),
        ({"field": square * 0.5}, "floating-point"),
        ({"field": square * sp.Symbol("z", real=True)}, "no entry"),
        ({"times": []}, "times"),
        ({"times": [1, HALF]}, "times"),
        ({"times": [0, 1]}, "times"),
        ({"below": None}, "either"),
        ({"above": 1}, "either"),
        ({"below": 0}, "positive"),
        ({"rate": -1}, "positive"),
    ],
)
def test_ill_typed_statements(change: dict[str, Any], message: str) -> None:
    good: dict[str, Any] = {
        "loss": topic.square_quadratic,
        "W": square,
        "field": -G,
        "start": [sp.eye(2)],
        "times": [HALF],
        "below": SMALL,
    }
    SideBySide(**good).check()
    with pytest.raises(StatementError, match=message):
        SideBySide(**(good | change)).check()


def test_it_is_written() -> None:
    statement = TRUE["another rate"]
    assert statement.latex() == (
        r"\max_{a,b} \left|\left(W_{2} W_{1} - W\right)_{ab}(t)\right| < 10^{-9},\; t = \frac{1}{4}"
    )
    assert "rate 1/3 from dW/dt = the given field: < 1/1000000000 at t = 1/4" in str(statement)
    short = SideBySide(topic.row_quadratic, row, -row, [sp.Matrix([[1, 2]])], [1], above=R(2, 7))
    assert "[[1, 2]]" in str(short)
    assert "dW/dt = [[-w_11, -w_12]]: > 2/7 at t = 1" in str(short)
    assert r"\left(W_{1} - W\right)_{ab}(t)\right| > \frac{2}{7},\; t = 1" in short.latex()


# --- the integrator of the confirming side ------------------------------------------------------------------------


@pytest.mark.parametrize("tolerance", [R(1, 10**12), R(1, 10**30)])
def test_extrapolation_against_closed_forms(tolerance: sp.Rational) -> None:
    with mpmath.workdps(45):
        small = mpmath.mpf(int(tolerance.p)) / int(tolerance.q)
        times = [mpmath.mpf(1) / 2, mpmath.mpf(2)]
        circle = extrapolated(lambda x, y: (y, -x), [mpmath.mpf(0), mpmath.mpf(1)], times, small)
        logistic = extrapolated(lambda x: (x * (1 - x),), [mpmath.mpf(1) / 4], times, small)
        for t, (x, y), (z,) in zip(times, circle, logistic, strict=True):
            errors = x - mpmath.sin(t), y - mpmath.cos(t), z - 1 / (1 + 3 * mpmath.exp(-t))
            assert max(map(abs, errors)) < 10 * small


def test_extrapolation_gives_up() -> None:
    with mpmath.workdps(30), pytest.raises(IntegrationFailed, match="more than"):
        extrapolated(lambda x: (x**2,), [mpmath.mpf(1)], [mpmath.mpf(2)], mpmath.mpf(10) ** -20)
    with mpmath.workdps(30), pytest.raises(ZeroDivisionError):
        extrapolated(lambda x: (1 / x,), [mpmath.mpf(0)], [mpmath.mpf(2)], mpmath.mpf(10) ** -20)


def test_the_error_estimate_is_honest() -> None:
    """The distance of a true pair is 0: what is measured lies within a few estimates of it, at random starts."""
    rng = random.Random(3)
    for _ in range(3):
        first = sp.Matrix([[R(rng.randint(1, 9), 7), R(rng.randint(-9, 9), 7)]])
        statement = SideBySide(
            topic.row_quadratic,
            row,
            topic.unbalanced_single_output(row, topic.gradient(topic.row_quadratic, row), 4 - (first * first.T)[0]),
            [first, sp.Matrix([[2]])],
            [HALF],
            below=R(1, 10**15),
        )
        figures = confirm_by_extrapolation(statement).details["distances"]["1/2"]
        assert float(figures[0]) <= 10 * float(figures[1]) + 1e-18

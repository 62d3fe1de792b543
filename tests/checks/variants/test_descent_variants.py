"""Wrong variants of bounds for gradient descent, of the two-layer update and of counted steps, and true rewrites.

No wrong variant may agree with the right form by accident: instances have two coordinates of different size, rates
other than 1 and more than one step. As elsewhere, `EITHER` marks variants that an extra assumption can save.
"""

from __future__ import annotations

import pytest
import sympy as sp

from checks.statements.descent_rate import DescentRate
from checks.statements.descent_step import DescentStep
from checks.statements.fewer_steps import FewerSteps, Method
from checks.statements.identity import Identity
from checks.statements.order import Approx, To
from checks.statements.recursion import EveryStep
from checks.statements.relation import Equivalence, Implication, Inequality
from checks.statements.smooth_convex import distance, gap, inner, next_gap, slope, start
from checks.statements.step_growth import StepGrowth
from checks.verdict import Standing

REFUTED = [Standing.REFUTED]
EITHER = (Standing.REFUTED, Standing.CONDITIONAL)

L, eta, x, e, e_0, w_1, w_2, g_1, g_2, eps_1, eps_2, y_1, y_2, delta, r = sp.symbols(
    "L eta x e e_0 w_1 w_2 g_1 g_2 eps_1 eps_2 y_1 y_2 delta r", real=True
)
T = sp.Symbol("T", integer=True)
step, many = {"rate": eta, "smoothness": L}, {"rate": eta, "smoothness": L, "steps": T}
smooth = [eta > 0, L > 0]
stable, short = [*smooth, eta < 2 / L], [*smooth, eta <= 1 / L]
steps, moved = [T >= 1], {"where": [slope > 0]}
next_e = e - eta * e**3

norm = sp.sqrt(w_1**2 + w_2**2)
share = (w_1 * g_1 + w_2 * g_2) / (w_1**2 + w_2**2)
euler = w_1 - eta * norm * (g_1 + share * w_1)
away = [eta > 0, sp.Ne(w_1**2 + w_2**2, 0)]
positive = [eps_1 > 0, eps_2 > 0, y_1 > 0, y_2 > 0]
size = sp.sqrt(eps_1**2 + eps_2**2)
inside = eps_1 * y_1**3 + eps_2 * y_2**3
changes = [size * y_1**3 + inside / size * eps_1, size * y_2**3 + inside / size * eps_2]
steep = To(delta, 0, {eps_2: delta * eps_1, y_2: delta * y_1})


def descent(rate: sp.Expr, power: int = 3) -> Method:
    """Gradient descent on the quartic loss (or what `power` makes of it), one coordinate, until |e| <= 1/4."""
    return Method("descent", {e: e - rate * e**power}, {e: sp.Integer(-1)}, e**4, e**2, sp.Rational(1, 16))


slow, fast = descent(1 / r**2), descent(2 / r**2)

WRONG = [
    ("range: three for two", DescentStep(next_gap < gap, **step, **moved), [*smooth, eta < 3 / L], REFUTED),
    ("range: its end", DescentStep(next_gap < gap, **step, **moved), [*smooth, eta <= 2 / L], REFUTED),
    ("range: L squared", DescentStep(next_gap < gap, **step, **moved), [*smooth, eta < 2 / L**2], REFUTED),
    ("decrease at a minimizer", DescentStep(next_gap < gap, **step), stable, REFUTED),
    ("decrease: the whole slope", DescentStep(next_gap <= gap - eta * slope, **step), stable, REFUTED),
    ("decrease: bound half as large", DescentStep(next_gap <= gap - eta * slope * (1 - L * eta / 4), **step), stable,
     REFUTED),
    ("convexity: direction", DescentStep(inner <= gap, **step), smooth, REFUTED),
    ("curvature: without the half", DescentStep(slope <= L * gap, **step), smooth, REFUTED),
    ("bound: up to 2/L", DescentRate(gap <= start / (2 * eta * T), **many), [*stable, *steps], REFUTED),
    ("bound: eight for two",
     DescentRate(gap <= start / (8 * eta * T), **many, invariant=8 * eta * T * gap + distance <= start),
     [*short, *steps], REFUTED),
    ("bound: tighter than the tight one",
     DescentRate(gap <= L * start / (4 * eta * L * T + 3), **many), [*short, *steps], REFUTED),
    ("bound: the tight one at larger rates",
     DescentRate(gap <= L * start / (4 * eta * L * T + 2), **many), [*smooth, 5 * eta * L <= 8, *steps], REFUTED),
    ("bound: T squared",
     DescentRate(gap <= start / (2 * eta * T**2), **many, invariant=2 * eta * T**2 * gap + distance <= start),
     [*short, *steps], REFUTED),
    ("bound: the distance not squared", DescentRate(gap <= sp.sqrt(start) / (2 * eta * T), **many), [*short, *steps],
     REFUTED),
    ("bound: the rate not divided", DescentRate(gap <= eta * start / (2 * T), **many), [*short, *steps], REFUTED),
    ("quadratics: second step settles nothing of the first", Implication(2 * x * (x - 1)**2 <= 1, x * (x - 1)**4 > 1),
     [x > 1, x < 2], EITHER),
    ("quadratics: exponent of the second step", Implication(2 * x * (x - 1) ** 3 <= 1, 2 * x * (x - 1) ** 2 <= 1),
     [x > 1, x < 2], EITHER),
    ("coordinate: square for cube", Equivalence((e - eta * e**2) ** 2 < e**2, eta * e**2 < 2), [eta > 0, sp.Ne(e, 0)],
     EITHER),
    ("coordinate: the range of a quadratic", Equivalence(next_e**2 < e**2, 3 * eta * e**2 < 2),
     [eta > 0, sp.Ne(e, 0)], EITHER),
    ("coordinate: error falls twice as fast",
     EveryStep({e: next_e}, {e: e_0}, e**2 <= e_0**2 / (1 + 4 * eta * T * e_0**2), counter=T),
     [eta > 0, 2 * eta * e_0**2 <= 3, T >= 1], REFUTED),
    ("coordinate: sign of the rate", EveryStep({e: e + eta * e**3}, {e: e_0}, e**2 <= e_0**2, counter=T),
     [eta > 0, eta * e_0**2 <= 2, T >= 1], REFUTED),
    ("update: projection without the norm", Identity(euler, w_1 - eta * (norm * g_1 + share * w_1)), away, REFUTED),
    ("update: gradient without the norm", Identity(euler, w_1 - eta * (g_1 + norm * share * w_1)), away, REFUTED),
    ("update: norm squared", Identity(euler, w_1 - eta * norm**2 * (g_1 + share * w_1)), away, REFUTED),
    ("update: projection dropped", Identity(euler, w_1 - eta * norm * g_1), away, REFUTED),
    ("update: sign of the rate", Identity(euler, w_1 + eta * norm * (g_1 + share * w_1)), away, REFUTED),
    ("update: projected twice", Identity(euler, w_1 - eta * norm * (g_1 + 2 * share * w_1)), away, REFUTED),
    ("iteration: one term for two", Approx(changes[0], eps_1 * y_1**3, limit=steep), positive, REFUTED),
    ("iteration: squares for cubes", Approx(changes[0], 2 * eps_1 * y_1**2, limit=steep), positive, REFUTED),
    ("iteration: scale of the small one", Approx(changes[1], eps_2 * y_2**3 + eps_1 * y_2**3, limit=steep), positive,
     REFUTED),
    ("iteration: lent twice", Approx(changes[1], 2 * eps_2 * y_1**3, limit=steep), positive, REFUTED),
    ("norm: relative error halved", Inequality(size / eps_1 - 1 <= eps_2**2 / (4 * eps_1**2)), positive[:2], EITHER),
    ("steps: the slower is faster", FewerSteps(slow, fast, [{r: 3}, {r: 5}]), [], REFUTED),
    ("steps: no faster than itself", FewerSteps(fast, fast, [{r: 3}]), [], REFUTED),
    ("steps: beyond the stable range", FewerSteps(descent(sp.Integer(3)), slow, [{r: 3}]), [], REFUTED),
    ("growth: a gain that is not there", StepGrowth(slow, r, (2, 4, 8, 16), 0, over=fast, above=3), [r >= 2], REFUTED),
]  # fmt: skip

om = eta * (2 - eta * L)
REWRITTEN = [
    ("decrease, quantified", DescentStep(2 * next_gap <= 2 * gap - om * slope, **step), stable),
    ("decrease, cleared", DescentStep(gap - next_gap > 0, **step, **moved), [*smooth, eta * L < 2]),
    ("distance never grows", DescentStep(2 * inner >= eta * slope, **step), [*smooth, eta * L <= 2]),
    ("bound, cleared",
     DescentRate(2 * T * eta * gap <= start, **many, invariant=distance + 2 * T * eta * gap <= start),
     [*smooth, L * eta <= 1, *steps]),
    ("order one over T, cleared",
     DescentRate(T * om * gap <= 2 * start, **many, invariant=sp.And(T * om * gap <= 2 * start, distance <= start)),
     [*stable, *steps]),
    ("bound, with the best constant of its kind",
     DescentRate(4 * eta * T * gap <= start, **many,
                 invariant=2 * eta * T * gap + (eta**2 * T**2 + eta * T / L) * slope + distance <= start),
     [*short, *steps]),
    ("coordinate, factored", Equivalence((1 - eta * e**2) ** 2 * e**2 < e**2, eta * e**2 - 2 < 0),
     [eta > 0, sp.Ne(e, 0)]),
    ("coordinate, cleared",
     EveryStep({e: e * (1 - eta * e**2)}, {e: e_0}, e**2 * (1 + 2 * T * eta * e_0**2) <= e_0**2, counter=T,
               invariant=sp.And(e**2 * (1 + 2 * eta * T * e_0**2) <= e_0**2, e**2 <= e_0**2)),
     [eta > 0, 2 * eta * e_0**2 <= 3, T >= 1]),
    ("update, expanded", Identity(euler, w_1 - eta * (norm * g_1 + (w_1 * g_1 + w_2 * g_2) * w_1 / norm)), away),
    ("iteration, factored", Approx(changes[1], eps_1 * y_1**3 * (delta + delta**3), limit=steep),
     [*positive, delta > 0]),
    ("steps, at a quarter of the rate", FewerSteps(slow, descent(1 / (4 * r**2)), [{r: 3}, {r: 7}]), []),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_variant_is_refuted(refuted, states, given, expected):
    refuted(states, given, expected)


@pytest.mark.parametrize(("states", "given"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_a_true_rewrite_holds(holds, states, given):
    holds(states, given)

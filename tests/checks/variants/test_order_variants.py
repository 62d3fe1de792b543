"""Wrong variants of true orders, approximations and growth laws: each is refuted or needs an assumption it lacks.

As in test_flow_variants: `EITHER` marks variants that some extra assumption on the symbols can save.
"""

from __future__ import annotations

import pytest
import sympy as sp

from checks.quantities import GradientFlow
from checks.statements.growth import Growth
from checks.statements.order import Approx, MuchGreater, Theta, To
from checks.verdict import Standing

REFUTED, CONDITIONAL = Standing.REFUTED, Standing.CONDITIONAL
EITHER = (REFUTED, CONDITIONAL)

s, w, w1, w2, wi, R, rho, x, u, eps = sp.symbols("s w w1 w2 w_i R rho x u eps", real=True)
d = sp.Symbol("d", integer=True)


def squared(prediction: sp.Expr) -> sp.Expr:
    return (prediction - s) ** 2 / 2


two = GradientFlow(squared(w1 * w2), of=[w1, w2])
equal = GradientFlow(squared(w1 * w2), of=[w1, w2], on={w1: w, w2: w}, state={w: w1})
power = GradientFlow(squared(wi * R), of=[wi], on={wi: w, R: w ** (d - 1)}, state={w: wi})
single = GradientFlow(squared(w), of=[w])

growth = [s > 0, w1 > 0, w2 > 0, w1 * w2 <= s / 2]
early = [s > 0, w > 0, w**2 <= s / 2]
late = [s > 0, w > 0, w**2 >= s / 2, w**2 < s]
early_power = [s > 0, w > 0, d >= 1, w**d <= s / 2]
late_power = [s > 0, w > 0, d >= 1, w**d >= s / 2, w**d < s]
far_apart = To(rho, sp.oo, {w1: rho * w2})
apart = [s > 0, w1 > 0, w2 > 0]
small_start = To(x, sp.Integer(0), {eps: s * x})
start = [s > 0, eps > 0, eps < s / 2]
time_to_half = equal.time(w**2, u, {w: sp.sqrt(u)}, eps, s / 2)
product, ratio = two.relative_rate(w1 * w2), two.relative_rate(w1 / w2)
lead = (s - w1 * w2) * w1 / w2

WRONG = [
    ("growth: index swapped", Theta(two.rate(w1), s * w1), growth, EITHER),
    ("growth: s squared", Theta(two.rate(w1), s**2 * w2), growth, EITHER),
    ("growth: s dropped", Theta(two.rate(w2), w1), growth, EITHER),
    ("growth: sign", Theta(two.rate(w1), -s * w2), growth, [REFUTED]),
    ("growth: to the target itself", Theta(two.rate(w1), s * w2), [*growth[:3], w1 * w2 <= s], EITHER),
    ("relative growth: s squared", Theta(equal.relative_rate(w**2), s**2), early, EITHER),
    ("relative growth: s dropped", Theta(equal.relative_rate(w**2), sp.Integer(1)), early, EITHER),
    ("relative growth: not relative", Theta(equal.rate(w**2), s), early, EITHER),
    ("approach: sign", Theta(equal.relative_rate(s - w**2), s), late, [REFUTED]),
    ("approach: s squared", Theta(-equal.relative_rate(s - w**2), s**2), late, EITHER),
    ("approach: no upper bound", Theta(-equal.relative_rate(s - w**2), s), late[:3], [CONDITIONAL]),
    ("growth of the power: exponent",
     Theta(power.relative_rate(w**d), s * w ** (d - 1), depends=[d]), early_power, EITHER),
    ("growth of the power: s dropped",
     Theta(power.relative_rate(w**d), w ** (d - 2), depends=[d]), early_power, EITHER),
    ("growth of the power: constants without d", Theta(d * w, w), [w > 0, d >= 1], EITHER),
    ("approach of the power: sign",
     Theta(power.relative_rate(s - w**d), s ** (2 - 2 / d), depends=[d]), late_power, [REFUTED]),
    ("approach of the power: exponent",
     Theta(-power.relative_rate(s - w**d), s ** (2 - 1 / d), depends=[d]), late_power, EITHER),
    ("product rate far apart: index swapped",
     Approx(product, (s - w1 * w2) * w2 / w1, limit=far_apart), apart, [REFUTED]),
    ("product rate far apart: doubled", Approx(product, 2 * lead, limit=far_apart), apart, [REFUTED]),
    ("ratio rate far apart: sign", Approx(ratio, lead, limit=far_apart), apart, [REFUTED]),
    ("same relative rate: sign", Approx(product, ratio, limit=far_apart), apart, [REFUTED]),
    ("the larger weight grows faster", MuchGreater(two.rate(w1), two.rate(w2), limit=far_apart), apart, [REFUTED]),
    ("growth time: constant", Approx(time_to_half, sp.log(s / eps) / s, limit=small_start), start, [REFUTED]),
    ("growth time: no logarithm", Theta(time_to_half, 1 / s, limit=small_start), start, [REFUTED]),
    ("growth time: power of the start", Theta(time_to_half, 1 / eps, limit=small_start), start, [REFUTED]),
    ("linear law at degree 2", Growth(equal, w**2, s), early, EITHER),
    ("exponential law: s squared", Growth(equal, sp.log(w**2), s**2), early, EITHER),
    ("exponential law: sign", Growth(equal, sp.log(w**2), -s), early, [REFUTED]),
    ("linear law at degree 1: sign", Growth(single, w, -s), [s > 0, w > 0, w <= s / 2], [REFUTED]),
    ("exponential law at degree 1", Growth(single, sp.log(w), s), [s > 0, w > 0, w <= s / 2], EITHER),
]  # fmt: skip

REWRITTEN = [
    ("growth, halved", Theta(two.rate(w1) / 2, 3 * w2 * s), growth),
    ("growth, without the flow", Theta((s - w1 * w2) * w1, s * w1), growth),
    ("relative growth, other way round", Theta(s, equal.relative_rate(w**2)), early),
    ("growth of the power, in the power",
     Theta(power.relative_rate(w**d), s * (w**d) ** (1 - 2 / d), depends=[d]), early_power),
    ("product rate far apart, expanded", Approx(product, s * w1 / w2 - w1**2, limit=far_apart), apart),
    ("same relative rate, other way round", Approx(-ratio, product, limit=far_apart), apart),
    ("growth time, with its constant", Approx(time_to_half, sp.log(s / eps) / (2 * s), limit=small_start), start),
    ("exponential law, halved", Growth(equal, sp.log(w), s), early),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_variant_is_refuted(refuted, states, given, expected):
    refuted(states, given, expected)


@pytest.mark.parametrize(("states", "given"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_a_true_rewrite_holds(holds, states, given):
    holds(states, given)

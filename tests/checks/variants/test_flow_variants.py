"""Wrong variants of true flows, rates and conserved quantities: each is refuted with a certified counterexample.

Every row is a true formula of the note 000 with one thing wrong. `CONDITIONAL` in a row says that the variant has a
natural extra assumption under which it holds (equal weights, a fitting degree); then the counterexample must be there
all the same. Rows without it have to be refuted outright.
"""

from __future__ import annotations

import pytest
import sympy as sp

from checks.quantities import GradientFlow
from checks.statements.identity import Conserved, FlowEquation, Identity, RelativeDerivative
from checks.verdict import Standing

REFUTED, CONDITIONAL = Standing.REFUTED, Standing.CONDITIONAL
EITHER = (REFUTED, CONDITIONAL)

s, w, w1, w2, wi, R, k, t = sp.symbols("s w w1 w2 w_i R k t", real=True)
d = sp.Symbol("d", integer=True)


def squared(prediction: sp.Expr) -> sp.Expr:
    return (prediction - s) ** 2 / 2


one = GradientFlow(squared(wi * R), of=[wi])
two = GradientFlow(squared(w1 * w2), of=[w1, w2])
equal = GradientFlow(squared(w1 * w2), of=[w1, w2], on={w1: w, w2: w}, state={w: w1})
power = GradientFlow(squared(wi * R), of=[wi], on={wi: w, R: w ** (d - 1)}, state={w: wi})
monomial = GradientFlow(squared(w1**2 * w2), of=[w1, w2])

left = s - w1 * w2
positive = [s > 0, w1 > 0, w2 > 0]
degree = [s > 0, w > 0, d >= 1]

WRONG = [
    ("flow: sign of the error", FlowEquation(one, wi, (R * wi - s) * R), [], [REFUTED]),
    ("flow: product dropped", FlowEquation(one, wi, s - R * wi), [], EITHER),
    ("flow: own weight in the product", FlowEquation(one, wi, (s - R * wi) * R * wi), [], EITHER),
    ("flow: exponent of the product", FlowEquation(one, wi, (s - R * wi) * R**2), [], EITHER),
    ("flow of w1: index swapped", FlowEquation(two, w1, left * w1), [], EITHER),
    ("flow of w2: index swapped", FlowEquation(two, w2, left * w2), [], EITHER),
    ("flow of w1: sign inside", FlowEquation(two, w1, (s + w1 * w2) * w2), [], EITHER),
    ("flow of w1: factor doubled", FlowEquation(two, w1, 2 * left * w2), [s > 0], EITHER),
    ("flow of w1: factor dropped", FlowEquation(two, w1, (s - w2) * w2), [], EITHER),
    ("reduced flow: square dropped", FlowEquation(equal, w, (s - w) * w), [], EITHER),
    ("flow of the square: two dropped", FlowEquation(equal, w**2, (s - w**2) * w**2), [], EITHER),
    ("flow of the square: exponent", FlowEquation(equal, w**2, 2 * (s - w**2) * w), [], EITHER),
    ("approach rate: sign", RelativeDerivative(equal, s - w**2, 2 * w**2), [w > 0], [REFUTED]),
    ("approach rate: two dropped", RelativeDerivative(equal, s - w**2, -(w**2)), [w > 0], [REFUTED]),
    ("flow of the power: exponent", FlowEquation(power, w**d, d * (s - w**d) * w ** (2 * d - 1)), degree, EITHER),
    ("flow of the power: d dropped", FlowEquation(power, w**d, (s - w**d) * w ** (2 * d - 2)), degree, EITHER),
    ("flow of the power: d - 2", FlowEquation(power, w**d, d * (s - w**d) * w ** (d - 2)), degree, EITHER),
    ("reduced flow: d for d - 1", FlowEquation(power, w, (s - w**d) * w**d), degree, EITHER),
    ("exponent 1 - 1/d", Identity((w**d) ** (1 - 1 / d), w ** (d - 2)), degree, EITHER),
    ("exponent 2 - 1/d", Identity((w**d) ** (2 - 1 / d), w ** (2 * d - 2)), degree, EITHER),
    ("hyperbolic exponent", Identity(1 / (1 - 2 / d), 1 + 2 / (d - 1)), [d >= 3], [REFUTED]),
    ("monomial flow: two dropped", FlowEquation(monomial, w1, (s - w1**2 * w2) * w1 * w2), [], EITHER),
    ("monomial flow: exponent dropped", FlowEquation(monomial, w2, (s - w1**2 * w2) * w1), [], EITHER),
    ("monomial flow: index swapped", FlowEquation(monomial, w2, (s - w1**2 * w2) * w2**2), [], EITHER),
    ("product rate: sign", RelativeDerivative(two, w1 * w2, left * (w2 / w1 - w1 / w2)), positive, EITHER),
    ("ratio rate: sign", RelativeDerivative(two, w1 / w2, left * (w2 / w1 + w1 / w2)), positive, EITHER),
    ("ratio rate: index swapped", RelativeDerivative(two, w1 / w2, left * (w1 / w2 - w2 / w1)), positive, EITHER),
    ("product rate as a difference",
     Identity(two.relative_rate(w1 * w2), two.relative_rate(w1) - two.relative_rate(w2)), positive, EITHER),
    ("conserved: sign", Conserved(two, w1**2 + w2**2), [], EITHER),
    ("conserved: exponent", Conserved(two, w1 - w2), [], EITHER),
    ("conserved: the product", Conserved(two, w1 * w2), [], EITHER),
    ("conserved by the monomial: factor dropped", Conserved(monomial, w1**2 - w2**2), [], EITHER),
    ("conserved by the monomial: factor swapped", Conserved(monomial, 2 * w1**2 - w2**2), [], EITHER),
]  # fmt: skip

REWRITTEN = [
    ("flow, expanded", FlowEquation(one, wi, R * s - R**2 * wi), []),
    ("flow of w1, factors reordered", FlowEquation(two, w1, -w2 * (w2 * w1 - s)), []),
    ("flow of the square, expanded", FlowEquation(equal, w**2, 2 * s * w**2 - 2 * w**4), []),
    ("approach rate over one denominator", RelativeDerivative(equal, w**2 - s, 2 * (w**4 - s * w**2) / (s - w**2)), []),
    ("flow of the power, exponents split",
     FlowEquation(power, w**d, d * s * w ** (2 * d) / w**2 - d * w ** (3 * d - 2)), degree),
    ("reduced flow, quotient", FlowEquation(power, w, (s * w**d - w ** (2 * d)) / w), degree),
    ("exponent identity, quotient", Identity((w**d) ** (1 - 2 / d), w**d / w**2), degree),
    ("product rate, common denominator",
     RelativeDerivative(two, w1 * w2, left * (w1**2 + w2**2) / (w1 * w2)), positive),
    ("ratio rate, factored", RelativeDerivative(two, w1 / w2, left * (w2 - w1) * (w2 + w1) / (w1 * w2)), positive),
    ("product rate, index swapped", RelativeDerivative(two, w2 * w1, left * (w1 / w2 + w2 / w1)), positive),
    ("conserved, negated and doubled", Conserved(two, 2 * w2**2 - 2 * w1**2), []),
    ("conserved by the monomial, halved", Conserved(monomial, w1**2 / 2 - w2**2), []),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_variant_is_refuted(refuted, states, given, expected):
    refuted(states, given, expected)


@pytest.mark.parametrize(("states", "given"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_a_true_rewrite_holds(holds, states, given):
    holds(states, given)

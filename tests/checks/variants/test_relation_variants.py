"""Wrong variants of true comparisons, equivalences and monotone quantities, and true rewrites of them.

As in test_flow_variants: `EITHER` marks variants that some extra assumption on the symbols can save.
"""

from __future__ import annotations

import pytest
import sympy as sp

from checks.quantities import GradientFlow
from checks.statements.relation import BothOccur, Equivalence, Implication, Inequality, Monotone
from checks.verdict import Standing

REFUTED, CONDITIONAL = Standing.REFUTED, Standing.CONDITIONAL
EITHER = (REFUTED, CONDITIONAL)

s, w, w1, w2, eta, x = sp.symbols("s w w1 w2 eta x", real=True)
d = sp.Symbol("d", integer=True)
two = GradientFlow((w1 * w2 - s) ** 2 / 2, of=[w1, w2])
loss = (w1 * w2 - s) ** 2 / 2

positive = [s > 0, w1 > 0, w2 > 0]
below = [*positive, w1 * w2 < s]
root = sp.sqrt(s)
grows = s / (w1 * w2) >= w1 / w2
contracts = (1 - 2 * eta * s) ** 2 < 1
c = (w1**2 - w2**2) / s
golden = (c + sp.sqrt(c**2 + 4)) / 2
small = [*positive, w1 > w2, w1 <= root]

WRONG = [
    ("threshold: root dropped", Equivalence(grows, w1 <= s), positive, EITHER),
    ("threshold: index swapped", Equivalence(grows, w2 <= root), positive, EITHER),
    ("threshold: strict", Equivalence(grows, w1 < root), positive, EITHER),
    ("threshold: direction", Equivalence(grows, w1 >= root), positive, EITHER),
    ("threshold: the product", Equivalence(grows, w1 * w2 <= s), positive, EITHER),
    ("threshold: doubled", Equivalence(grows, w1 <= 2 * root), positive, EITHER),
    ("final ratio: constant", Inequality(golden <= sp.Rational(3, 2)), small, EITHER),
    ("final ratio: strict, at the edge", Inequality(golden < 1), [*positive, w1 >= w2, w1 <= root], EITHER),
    ("ratio rises where w1 is larger", Monotone(two, w1 / w2, "increasing"), [*below, w1 > w2], [REFUTED]),
    ("ratio falls where w1 is smaller", Monotone(two, w1 / w2, "decreasing"), [*below, w1 < w2], [REFUTED]),
    ("ratio falls, beyond the target too", Monotone(two, w1 / w2, "decreasing"), [*positive, w1 > w2], [CONDITIONAL]),
    ("product rises, beyond the target too", Monotone(two, w1 * w2, "increasing"), positive, [CONDITIONAL]),
    ("product falls", Monotone(two, w1 * w2, "decreasing"), below, [REFUTED]),
    ("distance shrinks strictly, equal weights",
     Monotone(two, sp.log(w1 / w2) ** 2, "decreasing", strict=True), below, EITHER),
    ("loss rises", Monotone(two, loss, "increasing"), positive, EITHER),
    ("loss falls strictly, at the minimum too", Monotone(two, loss, "decreasing", strict=True), positive, EITHER),
    ("learning rate: doubled", Equivalence(contracts, sp.And(eta > 0, eta < 2 / s)), [s > 0], EITHER),
    ("learning rate: halved", Equivalence(contracts, sp.And(eta > 0, eta < 1 / (2 * s))), [s > 0], EITHER),
    ("learning rate: inverted", Equivalence(contracts, sp.And(eta > 0, eta < s)), [s > 0], EITHER),
    ("learning rate: no lower bound", Equivalence(contracts, eta < 1 / s), [s > 0], EITHER),
    ("learning rate: not strict", Equivalence(contracts, sp.And(eta > 0, eta <= 1 / s)), [s > 0], EITHER),
    ("sharpness: power of the target", Inequality(s**2 / w1**2 + w1**2 >= 2 * s**2), [s > 0, w1 > 0], EITHER),
    ("sharpness: strict", Inequality(s**2 / w1**2 + w1**2 > 2 * s), [s > 0, w1 > 0], EITHER),
    ("sharpness: direction", Inequality(s**2 / w1**2 + w1**2 <= 2 * s), [s > 0, w1 > 0], EITHER),
    ("degree below two: not strict", Equivalence(d <= 2, sp.Eq(d, 1)), [d >= 1], EITHER),
    ("exponent: sign", Equivalence(1 - 2 / d > 0, d < 2), [d >= 1], EITHER),
    ("growth phase from the wrong bound", Implication(w1 * w2 <= s, s - w1 * w2 >= s / 2), positive, EITHER),
    ("one weight below the root", Implication(w1 * w2 <= s, w1 <= root), positive, EITHER),
    ("sign depends on the point", BothOccur(w1**2 + w2**2 >= 2 * w1 * w2), positive, [REFUTED]),
]  # fmt: skip

REWRITTEN = [
    ("threshold, squared", Equivalence(s * w2 >= w1**2 * w2, w1**2 <= s), positive),
    ("threshold, sides swapped", Equivalence(root >= w1, w1 / w2 <= s / (w2 * w1)), positive),
    ("ratio falls, as its inverse", Monotone(two, w2 / w1, "increasing", strict=True), [*below, w1 > w2]),
    ("ratio falls, as a difference of logarithms",
     Monotone(two, sp.log(w1) - sp.log(w2), "decreasing", strict=True), [*below, w1 > w2]),
    ("loss falls", Monotone(two, 2 * loss, "decreasing"), []),
    ("learning rate, expanded", Equivalence(4 * eta**2 * s**2 < 4 * eta * s, sp.And(eta > 0, s * eta < 1)), [s > 0]),
    ("sharpness, cleared", Inequality(s**2 + w1**4 >= 2 * s * w1**2), [s > 0, w1 > 0]),
    ("growth phase", Implication(2 * w1 * w2 <= s, s - w2 * w1 >= s / 2), positive),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_variant_is_refuted(refuted, states, given, expected):
    refuted(states, given, expected)


@pytest.mark.parametrize(("states", "given"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_a_true_rewrite_holds(holds, states, given):
    holds(states, given)

"""Wrong variants of true solutions, hitting times and limits of trajectories, and true rewrites of them."""

from __future__ import annotations

import pytest
import sympy as sp

from checks.quantities import GradientFlow
from checks.statements.identity import Identity
from checks.statements.order import To
from checks.statements.solution import LimitIs, Solution
from checks.verdict import Standing

REFUTED, CONDITIONAL = Standing.REFUTED, Standing.CONDITIONAL
EITHER = (REFUTED, CONDITIONAL)

s, w, w1, w2, t, a, b, u = sp.symbols("s w w1 w2 t a b u", real=True)
single = GradientFlow((w - s) ** 2 / 2, of=[w])
equal = GradientFlow((w1 * w2 - s) ** 2 / 2, of=[w1, w2], on={w1: w, w2: w}, state={w: w1})

begin = [s > 0, a > 0, t >= 0]


def degree_1(e: sp.Expr, given=begin) -> tuple[Solution, list]:
    return Solution(single, {w: e}, t, {w: a}), given


def degree_2(e: sp.Expr, given=begin) -> tuple[Solution, list]:
    return Solution(equal, {w: e}, t, {w: a}), given


decay = sp.exp(-2 * s * t)
sigmoid = sp.sqrt(s * a**2 / (a**2 + (s - a**2) * decay))
way_1 = [a > 0, a < b, b < s]
way_2 = [a > 0, a < b, b**2 < s]
time_1 = single.time(w, u, {w: u}, a, b)
time_2 = equal.time(w, u, {w: u}, a, b)
later = To(t, sp.oo)

WRONG = [
    ("degree 1: sign of the exponent", *degree_1(s + (a - s) * sp.exp(t)), EITHER),
    ("degree 1: initial condition", *degree_1(s - sp.exp(-t)), EITHER),
    ("degree 1: initial condition dropped", *degree_1(s - s * sp.exp(-t)), EITHER),
    ("degree 1: exponent doubled", *degree_1(s + (a - s) * sp.exp(-2 * t)), EITHER),
    ("degree 1: rate of degree 2", *degree_1(s + (a - s) * sp.exp(-s * t)), EITHER),
    ("sigmoid: sign in the denominator", *degree_2(sp.sqrt(s * a**2 / (a**2 - (s - a**2) * decay))), EITHER),
    ("sigmoid: exponent halved", *degree_2(sp.sqrt(s * a**2 / (a**2 + (s - a**2) * sp.exp(-s * t)))), EITHER),
    ("sigmoid: root dropped", *degree_2(s * a**2 / (a**2 + (s - a**2) * decay)), EITHER),
    ("sigmoid: start not squared", *degree_2(sp.sqrt(s * a / (a + (s - a) * decay))), EITHER),
    ("sigmoid: target dropped", *degree_2(sp.sqrt(a**2 / (a**2 + (s - a**2) * decay))), EITHER),
    ("sigmoid: minus the root", *degree_2(-sigmoid), [REFUTED]),
    ("time of degree 1: inverted", Identity(time_1, sp.log((s - b) / (s - a))), way_1, [REFUTED]),
    ("time of degree 1: doubled", Identity(time_1, 2 * sp.log((s - a) / (s - b))), way_1, [REFUTED]),
    ("time of degree 1: divided by s", Identity(time_1, sp.log((s - a) / (s - b)) / s), way_1, EITHER),
    ("time of degree 2: constant",
     Identity(time_2, sp.log(b**2 * (s - a**2) / (a**2 * (s - b**2))) / s), way_2, [REFUTED]),
    ("time of degree 2: squares dropped",
     Identity(time_2, sp.log(b * (s - a) / (a * (s - b))) / (2 * s)), way_2, EITHER),
    ("time of degree 2: index swapped",
     Identity(time_2, sp.log(a**2 * (s - b**2) / (b**2 * (s - a**2))) / (2 * s)), way_2, [REFUTED]),
    ("limit of degree 1: the start", LimitIs(s - (s - a) * sp.exp(-t), a, later), begin, EITHER),
    ("limit of degree 1: zero", LimitIs(s - (s - a) * sp.exp(-t), sp.Integer(0), later), begin, [REFUTED]),
    ("limit of degree 2: the target itself", LimitIs(sigmoid, s, later), begin, EITHER),
    ("limit of degree 2: doubled", LimitIs(sigmoid**2, 2 * s, later), begin, [REFUTED]),
]  # fmt: skip

REWRITTEN = [
    ("degree 1, collected", *degree_1(a * sp.exp(-t) + s * (1 - sp.exp(-t)))),
    ("sigmoid, growing exponential",
     *degree_2(sp.sqrt(s * a**2 * sp.exp(2 * s * t) / (a**2 * sp.exp(2 * s * t) + s - a**2)))),
    ("time of degree 1, difference of logarithms", Identity(time_1, sp.log(s - a) - sp.log(s - b)), way_1),
    ("time of degree 2, split",
     Identity(time_2, (sp.log(b) - sp.log(a)) / s - (sp.log(s - b**2) - sp.log(s - a**2)) / (2 * s)), way_2),
    ("limit of degree 1", LimitIs(a * sp.exp(-t) + s * (1 - sp.exp(-t)), s, later), begin),
    ("limit of degree 2, squared", LimitIs(sigmoid**2, s, later), begin),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_variant_is_refuted(refuted, states, given, expected):
    refuted(states, given, expected)


@pytest.mark.parametrize(("states", "given"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_a_true_rewrite_holds(holds, states, given):
    holds(states, given)

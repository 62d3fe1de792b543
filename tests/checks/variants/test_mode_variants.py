"""Wrong variants of the modes of linear networks (layer flows, energy, sigmoid, depth), and true rewrites of them.

As in test_flow_variants: `EITHER` marks variants that some extra assumption on the symbols can save.
"""

from __future__ import annotations

import pytest
import sympy as sp

from checks.matrices.letters import Letter
from checks.matrices.partials import PartialGradient
from checks.matrices.traces import Trace
from checks.quantities import GradientFlow, TravelTime
from checks.statements.identity import Conserved, FlowEquation, Identity
from checks.statements.matrix_identity import MatrixIdentity
from checks.statements.relation import Equivalence
from checks.statements.solution import Solution
from checks.verdict import Standing

REFUTED, CONDITIONAL = Standing.REFUTED, Standing.CONDITIONAL
EITHER = (REFUTED, CONDITIONAL)

s, tau, t, u, u_0, u_1, w = sp.symbols("s tau t u u_0 u_1 w", real=True)
positive = [s > 0, tau > 0]

# the layers ----------------------------------------------------------------------------------------------------------

n1, n2, n3, p = sp.symbols("n1 n2 n3 p", integer=True)
W21, W32 = Letter("W21", n2, n1), Letter("W32", n3, n2)
X, Y, P = Letter("X", n1, p), Letter("Y", n3, p), Letter("P", p, p, "diagonal")
S11, S31 = X * P * X.T, Y * P * X.T
miss = Y - W32 * W21 * X
first, second = (-PartialGradient(Trace(miss * P * miss.T) / 2, W) for W in (W21, W32))
error = S31 - W32 * W21 * S11

# the modes -----------------------------------------------------------------------------------------------------------

s_1, s_2 = sp.symbols("s_1 s_2", real=True)
a1, a2, b1, b2 = (sp.symbols(f"{v}1 {v}2", real=True) for v in ("x", "y", "v", "z"))


def dot(one, other):
    return one[0] * other[0] + one[1] * other[1]


own = (s_1 - dot(a1, b1)) ** 2 + (s_2 - dot(a2, b2)) ** 2
cross = dot(a1, b2) ** 2 + dot(a2, b1) ** 2
modes = GradientFlow((own + cross) / (2 * tau), of=[*a1, *a2, *b1, *b2])
halved = GradientFlow((own + cross / 2) / (2 * tau), of=[*a1, *a2, *b1, *b2])
alone = (s_1 - dot(a1, b1)) * b1[0]
mode_flow = (alone - dot(a1, b2) * b2[0]) / tau
few = [tau > 0, s_1 > 0, s_2 > 0]

# one mode over time --------------------------------------------------------------------------------------------------

strength = GradientFlow((2 * u**3 / 3 - s * u**2) / tau, of=[u])
begin = [*positive, u_0 > 0, t >= 0]
way = [*positive, u_0 > 0, u_0 < u_1, u_1 < s]


def sigmoid(formula: sp.Expr) -> tuple[Solution, list]:
    return Solution(strength, {u: formula}, t, {u: u_0}), begin


e = sp.exp(2 * s * t / tau)
u_f = s * e / (e - 1 + s / u_0)
time = TravelTime(2 * u * (s - u) / tau, u, u_0, u_1)
odds = u_1 * (s - u_0) / (u_0 * (s - u_1))
half_time = tau * sp.log(s / u_0 - 1) / (2 * s)
rising = [*positive, u_0 > 0, u_0 < s]
since = s * (t - half_time) / tau

# four layers, three weights ------------------------------------------------------------------------------------------

v = sp.symbols("v_1 v_2 v_3", real=True)
deep = GradientFlow((sp.prod(v) - s) ** 2 / (2 * tau), of=v, on=dict.fromkeys(v, w), state={w: v[0]})
third, cube = sp.Rational(1, 3), w**3
weight = [*positive, w > 0]
deepest = TravelTime(u**2 * (s - u) / tau, u, u_0, u_1)


def between(primitive) -> sp.Expr:
    return tau * (primitive(u_1) - primitive(u_0))


WRONG = [
    ("first weights: sign", MatrixIdentity(first, -1 * W32.T * error), [], [REFUTED]),
    ("first weights: doubled", MatrixIdentity(first, 2 * W32.T * error), [], [REFUTED]),
    ("first weights: inputs not seen", MatrixIdentity(first, W32.T * (S31 - W32 * W21)), [], [REFUTED]),
    ("second weights: inputs not seen", MatrixIdentity(second, (S31 - W32 * W21) * W21.T), [], [REFUTED]),
    ("second weights: sign of the product", MatrixIdentity(second, (S31 + W32 * W21 * S11) * W21.T), [], [REFUTED]),
    ("flow of a: a for b", FlowEquation(modes, a1[0], mode_flow.subs(b1[0], a1[0])), few, [REFUTED]),
    ("flow of a: sign of the sum", FlowEquation(modes, a1[0], (alone + dot(a1, b2) * b2[0]) / tau), few, [REFUTED]),
    ("flow of a: modes exchanged in the sum",
     FlowEquation(modes, a1[0], (alone - dot(a2, b1) * b2[0]) / tau), few, [REFUTED]),
    ("flow of a: time constant", FlowEquation(modes, a1[0], mode_flow * tau), few, EITHER),
    ("flow of a: sum over unordered pairs", FlowEquation(halved, a1[0], mode_flow), few, [REFUTED]),
    ("product of lengths is kept", Conserved(modes, dot(a1, a1) * dot(b1, b1)), few, [REFUTED]),
    ("second term: orthogonal a",
     Equivalence(sp.Eq(cross, 0, evaluate=False), sp.Eq(dot(a1, a2), 0, evaluate=False)), [], [REFUTED]),
    ("sigmoid: start misplaced", *sigmoid(s * e / (e - 1 + u_0 / s)), EITHER),
    ("sigmoid: start dropped", *sigmoid(s * e / (e - 1 + s)), EITHER),
    ("sigmoid: s and tau exchanged", *sigmoid(u_f.xreplace({e: sp.exp(2 * tau * t / s)})), EITHER),
    ("sigmoid: sign in the denominator", *sigmoid(s * e / (e + 1 + s / u_0)), EITHER),
    ("sigmoid: one dropped", *sigmoid(s * e / (e + s / u_0)), EITHER),
    ("sigmoid: factor 2 dropped", *sigmoid(u_f.xreplace({e: sp.exp(s * t / tau)})), EITHER),
    ("sigmoid: decaying exponential", *sigmoid(u_f.xreplace({e: 1 / e})), EITHER),
    ("sigmoid: target dropped", *sigmoid(u_f / s), EITHER),
    ("time: factor 2 dropped", Identity(time, tau / s * sp.log(odds)), way, [REFUTED]),
    ("time: odds inverted", Identity(time, tau / (2 * s) * sp.log(1 / odds)), way, [REFUTED]),
    ("speed: sinh for cosh", Identity(sp.Derivative(u_f, t), s**2 / (2 * tau) / sp.sinh(since) ** 2), rising, EITHER),
    ("speed: cos for cosh", Identity(sp.Derivative(u_f, t), s**2 / (2 * tau) / sp.cos(since) ** 2), rising, EITHER),
    ("speed: not squared", Identity(sp.Derivative(u_f, t), s**2 / (2 * tau) / sp.cosh(since)), rising, EITHER),
    ("depth: layers for matrices", FlowEquation(deep, cube, 4 * cube ** sp.Rational(3, 2) * (s - cube) / tau),
     weight, EITHER),
    ("depth: as printed", FlowEquation(deep, cube, 4 * cube**2 * (s - cube) / tau), weight, EITHER),
    ("depth: exponent", FlowEquation(deep, cube, 3 * cube ** (2 - third) * (s - cube) / tau), weight, EITHER),
    ("depth: factor dropped", FlowEquation(deep, cube, cube ** (2 - 2 * third) * (s - cube) / tau), weight, EITHER),
    ("depth: sign", FlowEquation(deep, cube, 3 * cube ** (2 - 2 * third) * (cube - s) / tau), weight, EITHER),
    ("infinite depth: sign of the pole",
     Identity(deepest, between(lambda x: sp.log(x / (s - x)) / s**2 + 1 / (s * x))), way, EITHER),
    ("infinite depth: power of s",
     Identity(deepest, between(lambda x: sp.log(x / (s - x)) / s - 1 / (s * x))), way, EITHER),
]  # fmt: skip

REWRITTEN = [
    ("first weights, multiplied out", MatrixIdentity(first, W32.T * S31 - W32.T * W32 * W21 * S11), []),
    ("second weights, transposed", MatrixIdentity(second.T, W21 * (X * P * Y.T - S11 * W21.T * W32.T)), []),
    ("flow of a, multiplied out",
     FlowEquation(modes, a1[0], (s_1 * b1[0] - dot(a1, b1) * b1[0] - dot(a1, b2) * b2[0]) / tau), few),
    ("sigmoid, decaying exponential", *sigmoid(s / (1 + (s / u_0 - 1) / e))),
    ("sigmoid, cleared", *sigmoid(s * u_0 * e / (u_0 * (e - 1) + s))),
    ("time, difference of logarithms",
     Identity(time, tau / (2 * s) * (sp.log(u_1 / (s - u_1)) - sp.log(u_0 / (s - u_0)))), way),
    ("depth, in the weight", FlowEquation(deep, cube, 3 * w**4 * (s - cube) / tau), weight),
    ("infinite depth, logarithms apart",
     Identity(deepest, between(lambda x: (sp.log(x) - sp.log(s - x)) / s**2 - 1 / (s * x))), way),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_variant_is_refuted(refuted, states, given, expected):
    refuted(states, given, expected)


@pytest.mark.parametrize(("states", "given"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_a_true_rewrite_holds(holds, states, given):
    holds(states, given)

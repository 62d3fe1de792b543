"""Nonlinearities: the monomial w1^2 w2 (lines 96 to 116 of the note)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended
from checks.quantities import At, GradientFlow
from checks.script import run_topic
from checks.statements.identity import Conserved, FlowEquation, Identity
from checks.statements.order import MuchGreater, Theta, To
from checks.statements.relation import Monotone
from derivations.product_flow.document import (
    equal_weights,
    kappa,
    note,
    rho,
    s,
    squared_loss,
    w,
    w1,
    w2,
    x,
)

if __name__ == "__main__":
    run_topic(__file__)

monomial = w1**2 * w2
flow = GradientFlow(squared_loss(monomial), of=[w1, w2])
in_growth = monomial <= s
first_half = [0 <= monomial, monomial <= s / 2]
third = sp.Rational(1, 3)

note.not_checkable(
    "monomial-loss",
    line=100,
    printed=r"\mathcal{L} := \frac12(w_1^2w_2 - s)^2",
    reason="definition of the loss",
)
note.claim(
    "quadratic-network",
    line=102,
    printed=r"w_2\, \phi(w_1 x) = w_1^2 w_2\, x^2, \quad \phi(h) = h^2",
    states=Identity(w2 * (w1 * x) ** 2, monomial * x**2),
)
network = GradientFlow(kappa * squared_loss(monomial), of=[w1, w2])
note.claim(
    "quadratic-network-flow",
    line=102,
    printed=r"\frac{d w_1}{dt} = 2(s-w_1^2w_2)w_1w_2 \text{ for the network with } f(x) = s x^2",
    given=[kappa > 0],
    states=FlowEquation(network, w1, 2 * (s - monomial) * w1 * w2),
    remark="kappa is the mean of x^4 over the inputs; the note leaves the input's scale open",
)
note.claim(
    "monomial-flow-of-w1",
    line=106,
    printed=r"\frac{d w_1}{d t} = 2(s-w_1^2w_2)w_1w_2",
    states=FlowEquation(flow, w1, 2 * (s - monomial) * w1 * w2),
)
note.claim(
    "monomial-flow-of-w2",
    line=106,
    printed=r"\frac{d w_2}{d t} = (s-w_1^2w_2)w_1^2",
    states=FlowEquation(flow, w2, (s - monomial) * w1**2),
)
note.claim(
    "monomial-growth-rate-of-w1",
    line=110,
    printed=r"\frac{d w_1}{d t} = \Theta(sw_1w_2) \quad (w_1^2w_2 \le s)",
    given=[in_growth],
    states=Theta(flow.rate(w1), s * w1 * w2),
    remark="the range reaches the target, where the rate is zero; negative products are not excluded either",
    amended=Amended(
        printed=r"\frac{d w_1}{d t} = \Theta(sw_1w_2) \quad (0 \le w_1^2w_2 \le s/2)",
        states=Theta(flow.rate(w1), s * w1 * w2),
        given=first_half,
    ),
)
note.claim(
    "monomial-growth-rate-of-w2",
    line=110,
    printed=r"\frac{d w_2}{d t} = \Theta(sw_1^2) \quad (w_1^2w_2 \le s)",
    given=[in_growth],
    states=Theta(flow.rate(w2), s * w1**2),
    amended=Amended(
        printed=r"\frac{d w_2}{d t} = \Theta(sw_1^2) \quad (0 \le w_1^2w_2 \le s/2)",
        states=Theta(flow.rate(w2), s * w1**2),
        given=first_half,
    ),
)
note.claim(
    "monomial-smaller-weight-grows-faster",
    line=112,
    printed=r"w_1 \gg w_2 \implies \frac{d w_2}{d t} \gg \frac{d w_1}{d t}",
    given=[in_growth, w1 > 0],
    states=MuchGreater(flow.rate(w2), flow.rate(w1), limit=To(rho, sp.oo, {w2: w1 / rho})),
)
note.claim(
    "monomial-weights-equalize",
    line=112,
    printed=r"|\log(w_1/w_2)| \text{ decreases}",
    given=[w1 > 0, w2 > 0, monomial < s],
    states=Monotone(flow, sp.log(w1 / w2) ** 2, "decreasing"),
    remark="read as: the ratio of the weights moves toward 1",
    amended=Amended(
        printed=r"|\log(w_1/(\sqrt2\, w_2))| \text{ decreases}",
        states=Monotone(flow, sp.log(w1**2 / (2 * w2**2)) ** 2, "decreasing"),
        remark="the ratio moves toward the square root of 2, the ratio of the square roots of the exponents",
    ),
)
note.claim(
    "monomial-equal-weights-stay-equal",
    line=114,
    printed=r"w_1 = w_2 \implies \frac{d(w_1 - w_2)}{dt} = 0",
    states=Identity(At.made(flow.rate(w1 - w2), {w1: w, w2: w}), sp.Integer(0)),
    remark="what putting w_1 = w_2 = w for all time would need",
    amended=Amended(
        printed=r"w_1 = \sqrt2\, w_2 \implies \frac{d(w_1 - \sqrt2\, w_2)}{dt} = 0",
        states=Identity(At.made(flow.rate(w1 - sp.sqrt(2) * w2), {w1: sp.sqrt(2) * w, w2: w}), sp.Integer(0)),
    ),
)
reduced = (s - w**3) * w**2
note.claim(
    "monomial-reduced-flow-of-w1",
    line=114,
    printed=r"\frac{d w_1}{d t} = \Theta((s-w^3)w^2) \quad (w_1 = w_2 = w)",
    given=[sp.Ne(w**3, s)],
    states=Theta(At.made(flow.rate(w1), {w1: w, w2: w}), reduced),
    remark="the rates at equal weights are of this order, though the weights do not stay equal",
)
note.claim(
    "monomial-reduced-flow-of-w2",
    line=114,
    printed=r"\frac{d w_2}{d t} = \Theta((s-w^3)w^2) \quad (w_1 = w_2 = w)",
    given=[sp.Ne(w**3, s)],
    states=Theta(At.made(flow.rate(w2), {w1: w, w2: w}), reduced),
)

# on the invariant ray w1 = sqrt(2) w2, written by the geometric mean w = (w1^2 w2)^(1/3)
ray = {w1: 2 ** (third / 2) * w, w2: w / 2**third}
geometric_mean = monomial**third
on_the_ray = At.made(flow.rate(geometric_mean), ray)
three = equal_weights(3)
note.claim(
    "same-dynamics-as-three-weights",
    line=116,
    printed=r"\frac{d w}{dt} = (s - w^3) w^2 \text{ exactly as for } w_1 w_2 w_3",
    states=Identity(on_the_ray, three.rate(w)),
    remark=(
        "w is the geometric mean of the three factors on the ray to which the weights tend; true only up to a constant"
    ),
    amended=Amended(
        printed=r"\frac{d w}{dt} = 2^{2/3} (s - w^3) w^2",
        states=Identity(on_the_ray, 2 ** (2 * third) * three.rate(w)),
        remark="the flow of three equal weights, run 2^(2/3) times as fast",
    ),
)
note.not_checkable(
    "more-depth-than-it-has",
    line=116,
    printed=r"\text{effective depth}",
    reason="an impression about neural networks in general, not an assertion about this flow",
)
note.claim(
    "monomial-conserved-quantity",
    line=None,
    printed=r"w_1^2 - 2 w_2^2 = \mathrm{const}",
    states=Conserved(flow, w1**2 - 2 * w2**2),
)

"""Nonlinearities: the monomial w1^2 w2 (lines 96 to 116 of the note)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
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
in_growth = Assumption(monomial <= s, 108)
below_target = Assumption(monomial < s)
first_half = [Assumption(monomial >= 0), Assumption(monomial <= s / 2)]
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
for state, name, velocity in ((w1, "w1", 2 * (s - monomial) * w1 * w2), (w2, "w2", (s - monomial) * w1**2)):
    note.claim(
        f"quadratic-network-flow-of-{name}",
        line=102,
        printed=rf"\frac{{d {sp.latex(state)}}}{{dt}} = \kappa {sp.latex(velocity)}",
        given=[Assumption(kappa > 0)],
        states=FlowEquation(network, state, kappa * velocity),
        remark="kappa, left open by the note, is the mean of x^4 over the inputs: the same states, kappa times as fast",
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
    given=[below_target, Assumption(w1 > 0)],
    states=MuchGreater(flow.rate(w2), flow.rate(w1), limit=To(rho, sp.oo, {w2: w1 / rho})),
)
note.claim(
    "monomial-larger-second-weight",
    line=112,
    printed=r"w_2 \gg w_1 \implies \frac{d w_1}{d t} \gg \frac{d w_2}{d t}",
    given=[below_target, Assumption(w2 > 0)],
    states=MuchGreater(flow.rate(w1), flow.rate(w2), limit=To(rho, sp.oo, {w1: w2 / rho})),
    remark="the other case behind the note's example",
)
note.claim(
    "monomial-weights-equalize",
    line=112,
    printed=r"|\log(w_1/w_2)| \text{ decreases}",
    given=[Assumption(w1 > 0), Assumption(w2 > 0), below_target],
    states=Monotone(flow, sp.log(w1 / w2) ** 2, "decreasing"),
    remark="read as: the ratio of the weights moves toward 1",
    amended=Amended(
        printed=r"|\log(w_1/(\sqrt2\, w_2))| \text{ decreases}",
        states=Monotone(flow, sp.log(w1**2 / (2 * w2**2)) ** 2, "decreasing"),
        remark="the ratio moves toward the square root of 2, the ratio of the square roots of the exponents",
    ),
)
reduced = (s - w**3) * w**2
geometric_mean = monomial**third
note.claim(
    "monomial-reduced-flow",
    line=114,
    printed=r"\frac{d w}{d t} = \Theta((s-w^3)w^2), \quad w = (w_1^2 w_2)^{1/3}",
    given=[Assumption(w1 > 0), Assumption(w2 > 0), Assumption(w1 <= 2 * w2), Assumption(w2 <= 2 * w1)],
    states=Theta(flow.rate(geometric_mean), (s - monomial) * geometric_mean**2),
    remark="one weight w for both, read as their geometric mean while neither weight is more than twice the other",
)
note.claim(
    "monomial-reduced-flow-of-w1",
    line=114,
    printed=r"\frac{d w_1}{d t} = \Theta((s-w^3)w^2) \quad (w_1 = w_2 = w)",
    states=Theta(At.made(flow.rate(w1), {w1: w, w2: w}), reduced),
    remark="the rates at equal weights are of this order, though the weights do not stay equal",
)
note.claim(
    "monomial-reduced-flow-of-w2",
    line=114,
    printed=r"\frac{d w_2}{d t} = \Theta((s-w^3)w^2) \quad (w_1 = w_2 = w)",
    states=Theta(At.made(flow.rate(w2), {w1: w, w2: w}), reduced),
)

# on the invariant ray w1 = sqrt(2) w2, written by the geometric mean w = (w1^2 w2)^(1/3)
ray = {w1: 2 ** (third / 2) * w, w2: w / 2**third}
on_the_ray = At.made(flow.rate(geometric_mean), ray)
three = equal_weights(3)
note.claim(
    "same-dynamics-as-three-weights",
    line=116,
    printed=r"\Theta((s-w^3)w^2) = \Theta\left(\frac{d w}{dt}\right) \text{ of } w_1 w_2 w_3",
    states=Theta(on_the_ray, three.rate(w)),
    remark="true only up to constants: on the ray to which the weights tend, the monomial runs 2^(2/3) times as fast",
)


def power_network(p: int) -> Identity:
    """w1^p w2 on its invariant ray, by the geometric mean, against p + 1 equal weights."""
    powers = GradientFlow(squared_loss(w1**p * w2), of=[w1, w2])
    mean = (w1**p * w2) ** sp.Rational(1, p + 1)
    k = sp.Integer(p) ** (-sp.Rational(p, 2 * (p + 1)))
    ray_of_p = {w1: sp.sqrt(p) * w * k, w2: w * k}
    factor = sp.Integer(p) ** sp.Rational(p, p + 1)
    return Identity(At.made(powers.rate(mean), ray_of_p), factor * equal_weights(p + 1).rate(w))


for p in (1, 2, 3):
    note.claim(
        f"power-{p}-acts-as-depth-{p + 1}",
        line=116,
        printed=rf"\phi(h) = h^{{{p}}}:\quad \frac{{dw}}{{dt}} = {p}^{{{p}/{p + 1}}} (s - w^{{{p + 1}}}) w^{{{p}}}",
        states=power_network(p),
        remark=f"w1^{p} w2 on its invariant ray moves as {p + 1} equal weights do, at a constant multiple of the speed",
    )
note.claim(
    "monomial-invariant-ratio",
    line=None,
    printed=r"w_1 = \sqrt2\, w_2 \implies \frac{d(w_1 - \sqrt2\, w_2)}{dt} = 0",
    states=Identity(At.made(flow.rate(w1 - sp.sqrt(2) * w2), {w1: sp.sqrt(2) * w, w2: w}), sp.Integer(0)),
    remark="weights of ratio sqrt(2) keep it; equal weights do not stay equal",
)
note.claim(
    "monomial-conserved-quantity",
    line=None,
    printed=r"w_1^2 - 2 w_2^2 = \mathrm{const}",
    states=Conserved(flow, w1**2 - 2 * w2**2),
)

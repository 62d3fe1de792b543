"""The two sections that the note leaves to be written (lines 47 to 54 and 92 to 94), and the results they ask for."""

from __future__ import annotations

import sympy as sp

from checks.script import run_topic
from checks.statements.identity import FlowEquation, Identity
from checks.statements.relation import Equivalence, Inequality
from derivations.product_flow.document import (
    R,
    any_equal,
    b,
    d,
    eps,
    note,
    s,
    squared_loss,
    w,
    weights,
    wi,
    wj,
    x,
)

if __name__ == "__main__":
    run_topic(__file__)

eta, c, share = note.reals("eta c z")

note.not_checkable(
    "todo-maximum-learning-rate",
    line=51,
    printed=r"\text{maximum learning rate}",
    reason="a plan; the result it asks for is derived below",
)
note.not_checkable(
    "todo-training-steps",
    line=52,
    printed=r"\text{training steps}",
    reason="a plan; the result it asks for is derived below",
)

# which targets are favored (line 53) ------------------------------------------------------------------------------

fraction_speed = note.claim(
    "fraction-learned-flow",
    line=53,
    printed=r"z = w^d/s:\quad \frac{dz}{dt} = d\, s^{2-2/d} (1-z) z^{2-2/d}",
    states=FlowEquation(any_equal, w**d / s, d * s ** (2 - 2 / d) * (1 - w**d / s) * (w**d / s) ** (2 - 2 / d)),
    remark="the fraction z of a target that is learned; larger targets are favored when z moves faster for larger s",
)

larger_favored = note.claim(
    "larger-targets-favored",
    line=53,
    printed=r"s' > s \implies \left(\frac{s'}{s}\right)^{2-2/d} > 1 \quad (d \ge 2)",
    given=[d >= 2, b > s],
    states=Inequality((b / s) ** (2 - 2 / d) > 1),
    remark="the quotient of the speeds of the fraction learned, at the same fraction, for two targets s < b",
)


@larger_favored.derivation
def _(chain):
    chain.let(x, b / s, instead_of=b, image=s * x, given=[x > 1], reason="the larger target in units of the smaller")
    chain.start(x ** (2 - 2 / d), "quotient of powers")


note.claim(
    "no-target-favored-at-degree-1",
    line=53,
    printed=r"d = 1:\quad \frac{dz}{dt} = 1 - z",
    given=[sp.Eq(d, 1)],
    states=Identity(d * s ** (2 - 2 / d) * (1 - share) * share ** (2 - 2 / d), 1 - share),
    remark="with one weight the fraction learned does not depend on the target at all",
)
note.claim(
    "relative-times-need-no-learning-rate",
    line=54,
    printed=r"\frac{T_\eta(s)}{T_\eta(s')} = \frac{T_1(s)}{T_1(s')}",
    given=[eta > 0, b > 0, 0 < share, share < 1, x > 0, x < share],
    states=Identity(
        ((sp.log(share / (1 - share)) - sp.log(x / (1 - x))) / (2 * s * eta))
        / ((sp.log(share / (1 - share)) - sp.log(x / (1 - x))) / (2 * b * eta)),
        b / s,
    ),
    remark="degree 2: times from fraction x to fraction z for targets s and b under rate eta; eta cancels in the ratio",
)

note.not_checkable(
    "todo-general-learning-rate",
    line=94,
    printed=r"\text{learning rate, general degree}",
    reason="a plan; the results below cover every degree",
)

# the largest stable learning rate, beyond the note ----------------------------------------------------------------

pair_loss = squared_loss(wi * wj * R)


def second_derivative(y: sp.Symbol, z: sp.Symbol) -> sp.Expr:
    """Entry of the Hessian of the loss where the product of all weights is s."""
    return sp.Subs(sp.Derivative(pair_loss, y, z, evaluate=False), R, s / (wi * wj))


note.claim(
    "hessian-at-minimum-mixed",
    line=None,
    printed=(
        r"\frac{\partial^2 \mathcal{L}}{\partial w_i \partial w_j} = \frac{s^2}{w_i w_j} "
        r"\text{ where } w_1\cdots w_d = s"
    ),
    given=[sp.Ne(wi, 0), sp.Ne(wj, 0)],
    states=Identity(second_derivative(wi, wj), s**2 / (wi * wj)),
)
note.claim(
    "hessian-at-minimum-diagonal",
    line=None,
    printed=r"\frac{\partial^2 \mathcal{L}}{\partial w_i^2} = \frac{s^2}{w_i^2} \text{ where } w_1\cdots w_d = s",
    given=[sp.Ne(wi, 0), sp.Ne(wj, 0)],
    states=Identity(second_derivative(wi, wi), s**2 / wi**2),
    remark="so the Hessian is v v^T with v_i = s/w_i; its one nonzero eigenvalue is the sum of s^2/w_i^2",
)
note.claim(
    "sharpness-of-equal-weights",
    line=None,
    printed=r"\sum_i \frac{s^2}{w_i^2} = d\, s^{2-2/d} \text{ at } w_i = s^{1/d}",
    states=Identity(d * s**2 / (s ** (1 / d)) ** 2, d * s ** (2 - 2 / d)),
)
note.claim(
    "sharpness-bound-per-weight",
    line=None,
    printed=r"\frac{s^{2/d}}{w_i^2} \ge 1 + \log \frac{s^{2/d}}{w_i^2}",
    given=[x > 0],
    states=Inequality(x - 1 - sp.log(x) >= 0),
    remark=(
        "with x = s^(2/d)/w_i^2: summed over i the logarithms cancel, since the w_i multiply to s; so every minimum "
        "has sharpness at least d s^(2-2/d), and equal weights attain it"
    ),
)
for degree in (2, 3):
    ws = weights[:degree]
    others = sp.prod(ws[:-1])
    note.claim(
        f"sharpness-is-least-for-equal-weights-degree-{degree}",
        line=None,
        printed=rf"\sum_{{i\le {degree}}} \frac{{s^2}}{{w_i^2}} \ge {degree}\, s^{{2-2/{degree}}}",
        given=[*(z > 0 for z in ws[:-1])],
        states=Inequality(sum(s**2 / z**2 for z in ws[:-1]) + others**2 >= degree * s ** (2 - sp.Rational(2, degree))),
        remark="at the minimum the last weight is s over the others, so its term s^2/w^2 is their product squared",
    )
note.claim(
    "largest-stable-learning-rate",
    line=None,
    printed=r"|1 - \eta\, d\, s^{2-2/d}| < 1 \iff 0 < \eta < \frac{2}{d\, s^{2-2/d}}",
    states=Equivalence((1 - eta * d * s ** (2 - 2 / d)) ** 2 < 1, sp.And(eta > 0, eta < 2 / (d * s ** (2 - 2 / d)))),
    remark=(
        "the multiplier of one step of gradient descent, linearized at the equal-weight minimum along its one stiff "
        "direction"
    ),
)
note.claim(
    "approach-in-training-steps",
    line=None,
    printed=r"\eta = \frac{c}{d\, s^{2-2/d}}:\quad \eta\, d\, s^{2-2/d} = c",
    given=[c > 0, c < 2],
    states=Identity(c / (d * s ** (2 - 2 / d)) * d * s ** (2 - 2 / d), c),
    remark=(
        "near the target each step multiplies the error by 1 - c, whatever d and s: counted in steps at a fixed share "
        "of the largest stable rate, no degree and no target approaches faster"
    ),
)
growth_steps = (eps ** (-(1 - 2 / d)) - (s / 2) ** (-(1 - 2 / d))) / ((d - 2) * s)
note.claim(
    "growth-in-training-steps",
    line=None,
    printed=r"\frac{T}{\eta} = \frac{d}{c (d-2)} \left( \left(\tfrac{s}{\epsilon}\right)^{1-2/d} - 2^{1-2/d} \right)",
    given=[d >= 3, c > 0, eps > 0, eps < s / 2],
    states=Identity(
        growth_steps / (c / (d * s ** (2 - 2 / d))), d / (c * (d - 2)) * ((s / eps) ** (1 - 2 / d) - 2 ** (1 - 2 / d))
    ),
    remark="growth at speed d s u^(2-2/d), divided by the rate c/(d s^(2-2/d)): in steps only the ratio s/eps is left",
)
note.claim(
    "competing-targets-degree-1",
    line=None,
    printed=r"d = 1:\quad \frac{s^{2-2/d}}{b^{2-2/d}} = 1",
    given=[sp.Eq(d, 1), b > s],
    states=Identity(s ** (2 - 2 / d) / b ** (2 - 2 / d), sp.Integer(1)),
    remark="one rate for several targets, set by the largest, b: with one weight all targets approach equally fast",
)
competing = note.claim(
    "competing-targets-degree-2-and-more",
    line=None,
    printed=r"d \ge 2:\quad \frac{s^{2-2/d}}{b^{2-2/d}} \le \frac{s}{b} < 1 \quad (s < b)",
    given=[d >= 2, b > s],
    states=Inequality((s / b) ** (2 - 2 / d) <= s / b),
    remark="the share of the largest stable rate that is left to a smaller target s when the rate is set by b",
)


@fraction_speed.derivation
def _(chain):
    chain.start(d * w ** (d - 1) / s * (s - w**d) * w ** (d - 1), "chain rule and the flow of each weight")
    chain.line(d * (1 - w**d / s) * w ** (2 * d - 2), "common factor s cancelled")
    chain.line(d * s ** (2 - 2 / d) * (1 - w**d / s) * (w**d / s) ** (2 - 2 / d), "powers of w^d/s")


@competing.derivation
def _(chain):
    chain.let(
        x, s / b, instead_of=s, image=b * x, given=[x > 0, x < 1], reason="the smaller target as a share of the larger"
    )
    chain.start(x ** (2 - 2 / d), "the share of the rate")

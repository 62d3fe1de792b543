"""Degree 2: growth and approach (lines 17 to 45 of the note)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.quantities import At
from checks.script import run_topic
from checks.statements.growth import Growth
from checks.statements.identity import Conserved, FlowEquation, Identity, RelativeDerivative
from checks.statements.order import MuchGreater, Theta, To
from checks.statements.relation import Inequality, Monotone
from derivations.product_flow.document import a, b, eps, equal_weights, half, note, rho, s, two_weights, u, w, w1, w2, x

if __name__ == "__main__":
    run_topic(__file__)

flow = two_weights
final_ratio = (a**2 - b**2 + sp.sqrt((a**2 - b**2) ** 2 + 4 * s**2)) / (2 * s)
equal = equal_weights(2)
small_product = Assumption(w1 * w2 <= s / 2, 25)
growth = Assumption(w**2 <= s / 2, 29)
approach = Assumption(w**2 >= s / 2, 37)

note.claim(
    "degree-2-flow-of-w1",
    line=21,
    printed=r"\frac{d w_1}{d t} = (s-w_1w_2)w_2",
    states=FlowEquation(flow, w1, (s - w1 * w2) * w2),
)
note.claim(
    "degree-2-flow-of-w2",
    line=21,
    printed=r"\frac{d w_2}{d t} = (s-w_1w_2)w_1",
    states=FlowEquation(flow, w2, (s - w1 * w2) * w1),
)

# growth ---------------------------------------------------------------------------------------------------------

note.claim(
    "degree-2-growth-rate-of-w1",
    line=27,
    printed=r"\frac{d w_1}{d t} = \Theta(sw_2) \quad (w_1w_2 \le s/2)",
    given=[small_product],
    states=Theta(flow.rate(w1), s * w2),
)
note.claim(
    "degree-2-growth-rate-of-w2",
    line=27,
    printed=r"\frac{d w_2}{d t} = \Theta(sw_1) \quad (w_1w_2 \le s/2)",
    given=[small_product],
    states=Theta(flow.rate(w2), s * w1),
)
note.claim(
    "degree-2-weights-approach-each-other",
    line=29,
    printed=r"|\log(w_1/w_2)| \text{ decreases} \quad (w_1w_2 \le s/2)",
    given=[small_product, Assumption(sp.Ne(w1**2, w2**2))],
    states=Monotone(flow, sp.log((w1 / w2) ** 2) ** 2, "decreasing", strict=True),
    remark="approaching in relative terms, read as: the ratio of the absolute values moves toward 1",
)
note.claim(
    "degree-2-smaller-weight-grows-faster",
    line=29,
    printed=r"w_1 \gg w_2 \implies \frac{d w_2}{d t} \gg \frac{d w_1}{d t}",
    given=[small_product, Assumption(w1 > 0)],
    states=MuchGreater(flow.rate(w2), flow.rate(w1), limit=To(rho, sp.oo, {w2: w1 / rho})),
)
note.claim(
    "degree-2-smaller-weight-grows-relatively-faster",
    line=29,
    printed=r"w_1 \gg w_2 \implies \frac{d w_2/d t}{w_2} \gg \frac{d w_1/d t}{w_1}",
    given=[small_product, Assumption(w1 > 0)],
    states=MuchGreater(flow.relative_rate(w2), flow.relative_rate(w1), limit=To(rho, sp.oo, {w2: w1 / rho})),
)
note.claim(
    "degree-2-smaller-weight-catches-up",
    line=29,
    printed=r"\lim_{t\to\infty} \frac{w_1}{w_2} = 1",
    given=[Assumption(a > b), Assumption(b > 0)],
    states=Identity(final_ratio, sp.Integer(1)),
    remark=(
        "weights that start at a > b > 0; the ratio's limit is derived beyond the note. True only up to constants, and "
        "only for starts that are not large against the square root of s"
    ),
    amended=Amended(
        printed=r"\lim_{t\to\infty} \frac{w_1}{w_2} \le \frac{1 + \sqrt5}{2} \quad (w_1(0) \le \sqrt s)",
        states=Inequality(final_ratio <= (1 + sp.sqrt(5)) / 2),
        given=[a <= sp.sqrt(s)],
    ),
)
note.claim(
    "degree-2-equal-weights-stay-equal",
    line=29,
    printed=r"w_1 = w_2 \implies \frac{d(w_1 - w_2)}{dt} = 0",
    states=Identity(At.made(flow.rate(w1 - w2), {w1: w, w2: w}), sp.Integer(0)),
)
note.claim(
    "degree-2-reduced-flow",
    line=31,
    printed=r"\frac{d w}{d t} = (s - w^2) w",
    states=FlowEquation(equal, w, (s - w**2) * w),
    remark="the flow that the note reduces to; printed there only through its order",
)
note.claim(
    "degree-2-reduced-growth-rate",
    line=31,
    printed=r"\frac{d w}{d t} = \Theta(sw) \quad (w^2 \le s/2)",
    given=[growth],
    states=Theta(equal.rate(w), s * w),
)
note.claim(
    "degree-2-relative-growth-rate-follows",
    line=31,
    printed=r"\frac{d w}{d t} = \Theta(sw) \implies \frac{d(w^2)/dt}{w^2} = \Theta(s)",
    states=Identity(equal.relative_rate(w**2) / s, 2 * (equal.rate(w) / (s * w))),
    remark="the second quotient is exactly twice the first, so constants for one give constants for the other",
)
note.claim(
    "degree-2-relative-growth-rate",
    line=31,
    printed=r"\frac{d(w^2)/dt}{w^2} = \Theta(s) \quad (w^2 \le s/2)",
    given=[growth],
    states=Theta(equal.relative_rate(w**2), s),
)
note.claim(
    "degree-2-relative-growth-rate-exact",
    line=31,
    printed=r"\frac{d(w^2)/dt}{w^2} = 2(s - w^2)",
    states=RelativeDerivative(equal, w**2, 2 * (s - w**2)),
    remark="the equation behind the order statement",
)
note.claim(
    "degree-2-relative-rate-is-constant",
    line=33,
    printed=r"\frac{d}{dt} \frac{d(w^2)/dt}{w^2} = 0",
    given=[growth],
    states=Conserved(equal, equal.relative_rate(w**2)),
    remark="taken literally; true only up to constants: the relative derivative falls from 2s to s during the phase",
    amended=Amended(
        printed=r"\frac{d(w^2)/dt}{w^2} = \Theta(s)",
        states=Theta(equal.relative_rate(w**2), s),
    ),
)

exponential = note.claim(
    "degree-2-exponential-growth",
    line=33,
    printed=r"w^2(t) = e^{\Theta(st)}w^2(0) \quad (w^2 \le s/2)",
    given=[growth],
    states=Growth(equal, sp.log(w**2), s),
)


@exponential.derivation
def _(chain):
    chain.start(equal.relative_rate(w**2) / s, "derivative of a logarithm")
    chain.line(2 * (s - w**2) * w**2 / w**2 / s, "the reduced flow")
    chain.line(2 * (1 - w**2 / s), "divided by s")


growth_time = note.claim(
    "degree-2-growth-time",
    line=33,
    printed=r"T(w^2: \epsilon \to s/2) = \Theta\left(\frac{\log(s/\epsilon)}{s}\right)",
    given=[Assumption(eps > 0), Assumption(eps < s / 2)],
    states=Theta(equal.time(w**2, u, {w: sp.sqrt(u)}, eps, s / 2), sp.log(s / eps) / s, limit=To(x, 0, {eps: s * x})),
    remark="in the limit of a small start, epsilon/s to 0, uniformly in s",
)


@growth_time.derivation
def _(chain):
    chain.start(sp.log((1 - x) / x) / (2 * sp.log(1 / x)), "the time is an integral of 1/(2(s-u)u), epsilon = s x")


# approach -------------------------------------------------------------------------------------------------------

note.claim(
    "degree-2-flow-of-square",
    line=39,
    printed=r"\frac{d(w^2)}{d t} = 2(s-w^2)w^2",
    given=[approach],
    states=FlowEquation(equal, w**2, 2 * (s - w**2) * w**2),
)
note.claim(
    "degree-2-relative-approach-rate",
    line=43,
    printed=r"\frac{d(s-w^2)/dt}{s-w^2} = -2w^2",
    given=[approach],
    states=RelativeDerivative(equal, s - w**2, -2 * w**2),
)
note.claim(
    "degree-2-approach-rate-order",
    line=43,
    printed=r"-2w^2 = -\Theta(s) \quad (w^2 \ge s/2)",
    given=[approach],
    states=Theta(2 * w**2, s),
)

approach_solution = note.claim(
    "degree-2-exponential-approach",
    line=45,
    printed=r"s-w^2(t) = e^{-\Theta(s)t}(s-w^2(0)) \quad (w^2 \ge s/2)",
    given=[approach],
    states=Growth(equal, sp.log((s - w**2) ** 2) / 2, -s),
    remark="the logarithm of |s - w^2|, so that starts beyond the target are judged too",
)


@approach_solution.derivation
def _(chain):
    chain.start(-equal.relative_rate(s - w**2) / s, "derivative of a logarithm, sign included")
    chain.line(2 * w**2 / s, "relative approach rate")


approach_time = note.claim(
    "degree-2-approach-time",
    line=45,
    printed=r"T(w^2: s/2 \to s(1-\epsilon)) = \Theta\left(\frac{\log(1/\epsilon)}{s}\right)",
    given=[Assumption(eps > 0), Assumption(eps < half)],
    states=Theta(equal.time(w**2, u, {w: sp.sqrt(u)}, s / 2, s * (1 - eps)), sp.log(1 / eps) / s, limit=To(eps, 0)),
)


@approach_time.derivation
def _(chain):
    chain.start(sp.log((1 - eps) / eps) / (2 * sp.log(1 / eps)), "the time is an integral of 1/(2(s-u)u)")

"""General degree: the growth phase (lines 62 to 74 of the note)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.quantities import GradientFlow, TravelTime
from checks.script import run_topic
from checks.statements.growth import Growth
from checks.statements.identity import Identity
from checks.statements.order import MuchGreater, Theta, To
from checks.statements.relation import BothOccur, Equivalence
from checks.statements.solution import Solution
from derivations.product_flow.document import (
    a,
    any_equal,
    d,
    eps,
    equal_weights,
    note,
    s,
    squared_loss,
    t,
    u,
    w,
    x,
)

if __name__ == "__main__":
    run_topic(__file__)

flow = any_equal
growth = Assumption(w**d <= s / 2, 64)
small_start = To(x, 0, {eps: s * x})
starts = [Assumption(eps > 0), Assumption(eps < s / 2)]

# growth -----------------------------------------------------------------------------------------------------------

relative_growth = note.claim(
    "relative-growth-rate",
    line=66,
    printed=r"\frac{d(w^d)/dt}{w^d} = \Theta(s w^{d-2}) \quad (w^d \le s/2)",
    given=[growth],
    states=Theta(flow.relative_rate(w**d), s * w ** (d - 2), depends=[d]),
)


@relative_growth.derivation
def _(chain):
    chain.start(d * (s - w**d) * w ** (2 * d - 2) / w**d / (s * w ** (d - 2)), "the flow of w^d")
    chain.line(d * (1 - w**d / s), "powers of w cancel")


note.claim(
    "relative-growth-rate-in-power",
    line=66,
    printed=r"\Theta(s w^{d-2}) = \Theta(s (w^d)^{1-2/d})",
    given=[growth],
    states=Identity(s * w ** (d - 2), s * (w**d) ** (1 - 2 / d)),
    remark="equal exactly, not only in order",
)

for sign, relation, degrees in (
    ("negative", 1 - 2 / d < 0, d < 2),
    ("zero", sp.Eq(1 - 2 / d, 0), sp.Eq(d, 2)),
    ("positive", 1 - 2 / d > 0, d > 2),
):
    note.claim(
        f"exponent-{sign}",
        line=68,
        printed=rf"{sp.latex(relation)} \iff {sp.latex(degrees)}",
        states=Equivalence(relation, degrees),
        remark="which of the three types of growth a degree belongs to",
    )

# d < 2
note.claim(
    "only-degree-below-two",
    line=70,
    printed=r"d < 2 \iff d = 1",
    states=Equivalence(d < 2, sp.Eq(d, 1)),
)
single = GradientFlow(squared_loss(w), of=[w])
at_degree_1 = s - (s - a) * sp.exp(-t)
note.claim(
    "degree-1-solution",
    line=70,
    printed=r"w(t) = s - (s - w(0)) e^{-t}",
    states=Solution(single, {w: at_degree_1}, t, {w: a}),
    remark="the trajectory behind the note's sentence; a stands for w(0)",
)
note.claim(
    "degree-1-growth",
    line=70,
    printed=r"w(t) = w(0) + \Theta(s)",
    given=[Assumption(a > 0), Assumption(t >= 0), Assumption(at_degree_1 <= s / 2, 64)],
    states=Theta(at_degree_1 - a, s),
    remark="as printed, without a factor t: the increment would be of order s at once; a stands for w(0)",
    amended=Amended(
        printed=r"w(t) = w(0) + \Theta(s t)",
        states=Theta(at_degree_1 - a, s * t),
    ),
)
note.claim(
    "degree-1-growth-rate",
    line=70,
    printed=r"\left[w\right]_0^t = \Theta(s t) \quad (w \le s/2)",
    given=[Assumption(w <= s / 2, 64)],
    states=Growth(single, w, s),
    remark="polynomial growth, here linear, from the flow itself",
)
degree_1_time = note.claim(
    "degree-1-growth-time",
    line=70,
    printed=r"T(w: \epsilon \to s/2) = \Theta(1)",
    given=starts,
    states=Theta(single.time(w, u, {w: u}, eps, s / 2), sp.Integer(1), limit=small_start),
)


@degree_1_time.derivation
def _(chain):
    chain.start(sp.log(2 * (1 - x)), "the time is an integral of 1/(s-u)")


# d = 2
equal_two = equal_weights(2)
note.claim(
    "degree-2-grows-exponentially",
    line=71,
    printed=r"w^2(t) = e^{\Theta(st)} w^2(0) \quad (w^2 \le s/2)",
    given=[Assumption(w**2 <= s / 2, 64)],
    states=Growth(equal_two, sp.log(w**2), s),
)
degree_2_time = note.claim(
    "degree-2-growth-time-again",
    line=71,
    printed=r"T(w^2: \epsilon \to s/2) = \Theta\left(\frac{\log(s/\epsilon)}{s}\right)",
    given=starts,
    states=Theta(equal_two.time(w**2, u, {w: sp.sqrt(u)}, eps, s / 2), sp.log(s / eps) / s, limit=small_start),
)


@degree_2_time.derivation
def _(chain):
    chain.start(sp.log((1 - x) / x) / (2 * sp.log(1 / x)), "the time is an integral of 1/(2(s-u)u)")


# d > 2
note.claim(
    "hyperbolic-exponent",
    line=72,
    printed=r"\frac{1}{1 - 2/d} = 1 + \frac{2}{d-2}",
    given=[d > 2],
    states=Identity(1 / (1 - 2 / d), 1 + 2 / (d - 2)),
)
note.claim(
    "hyperbolic-growth",
    line=72,
    printed=r"w^d(t) = \Theta\left(\frac{1}{s(t-t_0)}\right)^{1+\frac{2}{d-2}} \quad (w^d \le s/2)",
    given=[d > 2, growth],
    states=Growth(flow, (w**d) ** (-(1 - 2 / d)), s, depends=[d]),
    remark=(
        "(w^d)^(-(1-2/d)) would be of order s (t - t_0), rising at a rate of order s; growth makes it fall instead, "
        "toward a time t_0 that lies ahead"
    ),
    amended=Amended(
        printed=r"w^d(t) = \Theta\left(\frac{1}{s(t_0-t)}\right)^{1+\frac{2}{d-2}} \quad (w^d \le s/2)",
        states=Growth(flow, (w**d) ** (-(1 - 2 / d)), -s, depends=[d]),
        remark=(
            "g = (w^d)^(-(1-2/d)) falls at a rate between (d-2)s/2 and (d-2)s. With t_0 = T + g(T)/((d-2)s), T the "
            "time at which w^d = s/2, it follows that g/((d-2)s(t_0-t)) stays between 1/2 and 1"
        ),
    ),
)
speed = flow.speed(w**d, u, {w: u ** (1 / d)})
hyperbolic_time = note.claim(
    "hyperbolic-growth-time",
    line=72,
    printed=r"T(w^d: \epsilon \to s/2) = \Theta\left(\frac{\epsilon^{-(1-2/d)}}{s}\right)",
    given=[d > 2, *starts],
    states=Theta(TravelTime(speed, u, eps, s / 2), eps ** (-(1 - 2 / d)) / s, limit=small_start, depends=[d]),
)
unhindered = d * s * u ** (2 - 2 / d)


@hyperbolic_time.derivation
def _(chain):
    unit = s * (s * x) ** (1 - 2 / d)
    chain.start(
        TravelTime(d * (s - u) * u ** (2 - 2 / d), u, s * x, s / 2) * unit, "the flow of u = w^d, epsilon = s x"
    )
    chain.line(TravelTime(unhindered, u, s * x, s / 2) * unit, "s/2 <= s - u <= s on the way", relation="≍")
    chain.line(
        ((s * x) ** (-(1 - 2 / d)) - (s / 2) ** (-(1 - 2 / d))) / ((d - 2) * s) * unit, "integral of a power of u"
    )
    chain.line((1 - (2 * x) ** (1 - 2 / d)) / (d - 2), "powers of s cancel")


later = note.claim(
    "higher-degrees-take-off-later",
    line=74,
    printed=r"T_d(\epsilon \to s/2) \gg \frac{\log(s/\epsilon)}{s} \quad (d > 2,\ \epsilon \to 0)",
    given=[d > 2, *starts],
    states=MuchGreater(TravelTime(speed, u, eps, s / 2), sp.log(s / eps) / s, limit=To(eps, 0), depends=[d, s]),
    remark="the right side is the order of the growth time at degree 2; for each target, not uniform in the target",
)


@later.derivation
def _(chain):
    unit = s / sp.log(s / eps)
    chain.start(TravelTime(d * (s - u) * u ** (2 - 2 / d), u, eps, s / 2) * unit, "the flow of u = w^d")
    chain.line(TravelTime(unhindered, u, eps, s / 2) * unit, "s/2 <= s - u <= s on the way", relation="≍")
    chain.line((eps ** (-(1 - 2 / d)) - (s / 2) ** (-(1 - 2 / d))) / ((d - 2) * s) * unit, "integral of a power of u")


start = sp.Rational(1, 100)
third = sp.Rational(1, 3)
growth_times = {
    1: sp.log(2 * (s - start) / s),
    2: sp.log((s - start) / start) / (2 * s),
    3: equal_weights(3).time(w**3, u, {w: u**third}, start, s / 2),
}
for degree in (1, 2):
    note.claim(
        f"trade-off-between-degrees-{degree}-and-{degree + 1}",
        line=74,
        printed=rf"T_{degree + 1}(\epsilon \to s/2) > T_{degree}(\epsilon \to s/2) \text{{ depends on }} s",
        given=[Assumption(s > 2 * start)],
        states=BothOccur(growth_times[degree + 1] > growth_times[degree]),
        remark="exact growth times from epsilon = 1/100, compared as s varies; degrees 1 and 2 by their closed forms",
    )

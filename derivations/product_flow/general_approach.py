"""General degree: the approach phase (lines 76 to 90 of the note)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.quantities import TravelTime
from checks.script import run_topic
from checks.statements.growth import Growth
from checks.statements.identity import Identity, RelativeDerivative
from checks.statements.order import Theta, To
from checks.statements.relation import Inequality
from derivations.product_flow.document import any_equal, d, eps, half, note, s, u, w, x

if __name__ == "__main__":
    run_topic(__file__)

flow = any_equal
approach = Assumption(w**d >= s / 2, 78)
order = s ** (2 - 2 / d)


def in_units_of_target(chain):
    """w^d = x s, so that the target drops out of quotients."""
    chain.let(x, w**d / s, instead_of=w, image=(s * x) ** (1 / d), given=[x > 0], reason="the share of the target")


relative = note.claim(
    "relative-approach-rate-exact",
    line=80,
    printed=r"\frac{d(s-w^d)/dt}{s-w^d} = -d\, w^{2d-2}",
    given=[approach],
    states=RelativeDerivative(flow, s - w**d, -d * w ** (2 * d - 2)),
    remark="the equation behind the first link of the chain",
)


@relative.derivation
def _(chain):
    chain.start(-flow.rate(w**d) / (s - w**d), "the target does not move")
    chain.line(-d * (s - w**d) * w ** (2 * d - 2) / (s - w**d), "the flow of w^d")
    chain.line(-d * w ** (2 * d - 2), "cancelled")


note.claim(
    "relative-approach-rate",
    line=80,
    printed=r"\frac{d(s-w^d)/dt}{s-w^d} = \Theta(w^{2d-2}) \quad (w^d \ge s/2)",
    given=[approach],
    states=Theta(flow.relative_rate(s - w**d), w ** (2 * d - 2), depends=[d]),
    remark="the left side is negative; the last member of the same chain carries the sign that is missing here",
    amended=Amended(
        printed=r"\frac{d(s-w^d)/dt}{s-w^d} = -\Theta(w^{2d-2})",
        states=Theta(flow.relative_rate(s - w**d), -(w ** (2 * d - 2)), depends=[d]),
    ),
)
note.claim(
    "approach-rate-in-power",
    line=80,
    printed=r"\Theta(w^{2d-2}) = \Theta((w^d)^{2-2/d})",
    given=[approach],
    states=Identity(w ** (2 * d - 2), (w**d) ** (2 - 2 / d)),
    remark="equal exactly, not only in order; both members lack the minus sign of the chain's ends",
)
in_target = note.claim(
    "approach-rate-in-target",
    line=80,
    printed=r"\Theta((w^d)^{2-2/d}) = -\Theta(s^{2-2/d}) \quad (w^d \ge s/2)",
    given=[approach],
    states=Theta((w**d) ** (2 - 2 / d), -order, depends=[d]),
    remark="a positive quantity on the left, a negative one on the right",
    amended=Amended(
        printed=r"-\Theta((w^d)^{2-2/d}) = -\Theta(s^{2-2/d}) \quad (s/2 \le w^d \le s)",
        states=Theta(-((w**d) ** (2 - 2 / d)), -order, depends=[d]),
        given=[Assumption(w**d <= s)],
        remark="the minus of the last member belongs to every member; starts beyond the target have to be excluded too",
    ),
)


@in_target.amended.derivation
def _(chain):
    in_units_of_target(chain)
    chain.start(x ** (2 - 2 / d), "quotient of powers, both signs alike")


exponential = note.claim(
    "exponential-approach",
    line=84,
    printed=r"s - w^d(t) = e^{-\Theta(s^{2-2/d}t)}(s-w^d(0)) \quad (w^d \ge s/2)",
    given=[approach],
    states=Growth(flow, sp.log((s - w**d) ** 2) / 2, -order, depends=[d]),
    remark="the logarithm of |s - w^d|, so that starts beyond the target are judged too",
)


@exponential.derivation
def _(chain):
    chain.start(-flow.relative_rate(s - w**d) / order, "derivative of a logarithm, sign included")
    chain.line(d * w ** (2 * d - 2) / order, "relative approach rate")
    in_units_of_target(chain)
    chain.line(d * x ** (2 - 2 / d), "quotient of powers")


speed = flow.speed(w**d, u, {w: u ** (1 / d)})
approach_time = note.claim(
    "approach-time",
    line=88,
    printed=r"T(w^d: s/2 \to (1-\epsilon)s) = \Theta\left(\frac{\log(1/\epsilon)}{s^{2-2/d}}\right)",
    given=[Assumption(eps > 0), Assumption(eps < half)],
    states=Theta(TravelTime(speed, u, s / 2, s * (1 - eps)), sp.log(1 / eps) / order, limit=To(eps, 0), depends=[d]),
)


@approach_time.derivation
def _(chain):
    unit = order / sp.log(1 / eps)
    ends = u, s / 2, s * (1 - eps)
    chain.start(TravelTime(d * (s - u) * u ** (2 - 2 / d), *ends) * unit, "the flow of u = w^d")
    chain.line(TravelTime(d * (s - u) * order, *ends) * unit, "s/2 <= u <= s on the way", relation="≍")
    chain.line(sp.log(1 / (2 * eps)) / (d * order) * unit, "integral of 1/(s-u)")
    chain.line(sp.log(1 / (2 * eps)) / (d * sp.log(1 / eps)), "powers of s cancel")


note.claim(
    "bigger-degree-is-better-by-order",
    line=90,
    printed=r"s^{2-2/(d+1)} \ge s^{2-2/d}",
    states=Inequality(s ** (2 - 2 / (d + 1)) >= s ** (2 - 2 / d)),
    remark=(
        "the order of the rate, whose reciprocal is the time of line 88, as the degree grows by one; orders only: the "
        "factor d that they hide is dropped"
    ),
)
note.claim(
    "second-degree-approaches-sooner",
    line=90,
    printed=r"T_2(s/2 \to (1-\epsilon)s) \le T_1(s/2 \to (1-\epsilon)s)",
    given=[Assumption(eps > 0), Assumption(eps < half)],
    states=Inequality(sp.log((1 - eps) / eps) / (2 * s) <= sp.log(1 / (2 * eps))),
    remark="the exact times of degrees 2 and 1, constants included: hitting-time-degree-2 and -1 beyond the note",
)

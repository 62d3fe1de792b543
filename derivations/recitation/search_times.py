"""Lines 136 to 160, and 124: the time of the search for each information exponent, and whether it gives alpha_C."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.quantities import GradientFlow
from checks.script import run_topic
from checks.statements.identity import FlowEquation, Identity
from checks.statements.order import Theta, To
from checks.statements.recursion import EveryStep
from checks.statements.relation import Equivalence, Inequality
from checks.statements.sandwiched import SandwichedTheta
from checks.statements.simulated import OnlineDescent, ScalingLaw
from derivations.recitation.document import note
from derivations.recitation.search_exponent import C, from_start, k, logarithm, m_0, rate, start
from derivations.recitation.search_phases import T
from derivations.recitation.search_setting import N, delta, eta, m

if __name__ == "__main__":
    run_topic(__file__)

# a step q = (delta/N) C; a variable u on the way
step, u = note.reals("q_C u")

half = sp.Rational(1, 2)
to_infinity = To(N, sp.oo)

# the time T, for one exponent after the other ----------------------------------------------------------------------

steps = [step > 0, m_0 > 0, T >= 0]
UP_TO_CONSTANTS = (
    "true up to the constant that the limit shows: C, which line 134 introduces, is dropped, and so is eta"
)
level = [Assumption(eta > 0), Assumption(eta < 1), Assumption(C > 0)]
past_the_start = [*level, Assumption(N * eta**2 > 1)]
note.claim(
    "linear-growth",
    line=None,
    printed=r"m_T = m_0 + T \frac{\delta}{N} C \quad (k = 1)",
    given=steps,
    states=EveryStep({m: m + step}, {m: m_0}, sp.Eq(m, m_0 + T * step), counter=T),
    remark="the recursion of line 140, q_C the step (delta/N) C: so the level eta takes (eta - m_0)/q_C steps",
)
note.claim(
    "search-time-1",
    line=142,
    printed=r"T \approx \frac{N}{\delta} \quad (k = 1)",
    given=past_the_start,
    states=Theta((eta - start) / (rate * C), N / delta, limit=to_infinity, depends=[C, eta]),
    remark=UP_TO_CONSTANTS,
)
note.claim(
    "multiplier-of-the-step",
    line=146,
    printed=r"m + \frac{\delta}{N} C m = \left(1 + \frac{\delta}{N} C\right) m",
    states=Identity(m + rate * C * m, (1 + rate * C) * m),
)
note.claim(
    "exponential-growth",
    line=None,
    printed=r"m_T = \left(1 + \frac{\delta}{N} C\right)^T m_0 \quad (k = 2)",
    given=steps,
    states=EveryStep({m: m + step * m}, {m: m_0}, sp.Eq(m, (1 + step) ** T * m_0), counter=T),
    remark="the recursion of line 146",
)
exact_time = sp.log(eta / start) / sp.log(1 + rate * C)
note.claim(
    "exponential-growth-reaches-the-level",
    line=148,
    printed=r"T \approx \frac{\log(\eta / N^{-\frac12})}{\log\left(1 + \frac{\delta}{N} C\right)}",
    given=past_the_start,
    states=Identity(sp.Mul(sp.Pow(1 + rate * C, exact_time, evaluate=False), start, evaluate=False), eta),
    remark="exact for the recursion of line 146, with T rounded up",
)
note.claim(
    "search-time-2",
    line=148,
    printed=r"\frac{\log(\eta / N^{-1/2})}{\log\left(1 + \frac{\delta}{N} C\right)} \approx \frac{N}{\delta} \log N",
    given=past_the_start,
    states=SandwichedTheta(
        exact_time,
        N / delta * logarithm,
        low=sp.log(eta / start) / (rate * C),
        high=sp.log(eta / start) * (1 + 1 / (rate * C)),
        limit=to_infinity,
        depends=[C, delta, eta],
    ),
    remark="true up to the constant 1/(2C), whatever the step size and the level",
)
flow = GradientFlow(-rate * C * m**k / k, of=[m])
positive = [Assumption(C > 0), Assumption(k >= 3, 150), Assumption(m > 0)]
note.claim(
    "continuous-recursion",
    line=156,
    printed=r"\dot m = \frac{\delta}{N} C m^{k-1}",
    given=positive,
    states=FlowEquation(flow, m, rate * C * m ** (k - 1)),
    remark="the flow of which line 152 is one Euler step; how far apart the two are is judged beyond the notes",
)
note.claim(
    "separated-variables",
    line=158,
    printed=r"d m^{-k+2} = \frac{\delta}{N} C\, dt",
    given=positive,
    states=FlowEquation(flow, m ** (2 - k), rate * C),
    remark="the factor from the derivative of the power is lost, and its sign: the left side falls",
    amended=Amended(
        printed=r"d m^{-k+2} = -(k-2) \frac{\delta}{N} C\, dt",
        states=FlowEquation(flow, m ** (2 - k), -(k - 2) * rate * C),
    ),
)
from_below = [*level, Assumption(k >= 3, 150), Assumption(m_0 > 0), Assumption(m_0 < eta)]
flow_time = flow.time(m, u, {m: u}, m_0, eta)
closed_time = (m_0 ** (2 - k) - eta ** (2 - k)) / ((k - 2) * rate * C)
note.claim(
    "time-of-the-flow",
    line=None,
    printed=r"T = \frac{N}{\delta} \frac{m_0^{-(k-2)} - \eta^{-(k-2)}}{(k-2) C}",
    given=from_below,
    states=Identity(flow_time, closed_time),
    remark="from m_0 to the level eta, by the amended line 158",
)
search_time = note.claim(
    "search-time-3",
    line=160,
    printed=r"T \approx \frac{N}{\delta} N^{\frac12 (k-2)} \quad (k \ge 3)",
    given=from_below,
    states=Theta(closed_time, N / delta * N ** (half * (k - 2)), limit=To(N, sp.oo, {m_0: start}), depends=[k, C, eta]),
    remark=(
        "the time of the flow in its closed form. True up to the constant 1/((k-2) C), whatever eta; the factor lost "
        "on line 158 changes no more than that"
    ),
)


@search_time.derivation
def _(chain):
    chain.start((1 - N ** (-half * (k - 2)) * eta ** (2 - k)) / ((k - 2) * C), "powers of N")


for exponent in (3, 4):
    change = (m + step * m ** (exponent - 1)) ** (2 - exponent) - m ** (2 - exponent)
    note.claim(
        f"euler-step-against-the-flow-{exponent}",
        line=None,
        printed=rf"\left(m + q m^{{{exponent - 1}}}\right)^{{{2 - exponent}}} - m^{{{2 - exponent}}} \ge -(k-2) q",
        given=[step > 0, m > 0],
        states=Inequality(change >= -(exponent - 2) * step),
        remark=f"k = {exponent}: the recursion of line 152 is no faster than the flow, q = (delta/N) C",
    )
note.claim(
    "euler-step-is-not-much-slower",
    line=None,
    printed=r"\frac{1}{m + q m^2} - \frac1m \le -\frac{q}{1 + q \eta} \quad (m \le \eta)",
    given=[step > 0, m > 0, m <= eta],
    states=Inequality(1 / (m + step * m**2) - 1 / m <= -step / (1 + step * eta)),
    remark="k = 3: up to the level eta slower by the factor 1 + q eta at most, which tends to 1 as N grows",
)

# do the times give alpha_C (line 124)? -------------------------------------------------------------------------------

for exponent, stated, time, alpha in ((1, 142, N / delta, sp.Integer(1)), (2, 148, N / delta * logarithm, logarithm)):
    note.claim(
        f"times-give-alpha-{exponent}",
        line=124,
        printed=rf"T = \Theta\left(N \alpha_C(N, k)\right) \quad (k = {exponent},\; \delta \text{{ fixed}})",
        states=Theta(time, N * alpha, limit=to_infinity, depends=[delta]),
        remark=f"T from line {stated}; the quotient is 1/delta, whatever N",
    )
note.claim(
    "times-give-alpha-3",
    line=124,
    printed=r"T = \Theta\left(N \alpha_C(N, k)\right) \quad (k \ge 3,\; \delta \text{ fixed})",
    given=[k >= 3],
    states=Theta(N / delta * N ** (half * (k - 2)), N * N ** (k - 2), limit=to_infinity, depends=[k, delta]),
    remark=(
        "read as T = Theta(N alpha_C). At a fixed step size, which descent on the population loss allows, the time is "
        "shorter by N^((k-2)/2): the noise of single samples, absent from this loss, asks for smaller steps"
    ),
    amended=Amended(
        printed=r"\delta = N^{-\frac12(k-2)}: \quad \frac{N}{\delta} N^{\frac12(k-2)} = N \alpha_C(N, k)",
        states=Theta(
            N / delta * N ** (half * (k - 2)),
            N * N ** (k - 2),
            limit=To(N, sp.oo, {delta: N ** (-half * (k - 2))}),
            depends=[k],
        ),
        remark="at this step size the quotient is 1",
    ),
)
note.claim(
    "step-size-that-gives-alpha",
    line=None,
    printed=r"\frac{N}{\delta} N^{\frac12(k-2)} = N N^{k-2} \iff \delta = N^{-\frac12(k-2)} \quad (k = 4)",
    states=Equivalence(sp.Eq(N / delta * N, N * N**2), sp.Eq(delta * N, 1)),
    remark="no other step size does",
)

# online descent takes these times --------------------------------------------------------------------------------

SIMULATED = "online descent on the loss of mean -m^k from the overlap N^(-1/2), until it exceeds 1/2"
for descent, time, printed, told in (
    (
        OnlineDescent(1, N, sp.Rational(1, 5), 20 * N, (128, 256, 512, 1024, 2048, 4096), runs=120),
        N * (half - start),
        r"N \left(\tfrac12 - N^{-1/2}\right)",
        "the time of line 142 before the start is neglected",
    ),
    (
        OnlineDescent(2, N, sp.Rational(1, 20), 80 * N, (64, 96, 128, 192, 256, 384, 512), runs=120),
        N * logarithm,
        r"N \log N",
        "the time of line 148",
    ),
    (
        OnlineDescent(3, N, 1 / (5 * sp.sqrt(N)), 8 * N**2, (18, 27, 40, 60, 88), runs=200),
        N**2,
        r"N^2 \quad \left(\delta \asymp N^{-1/2}\right)",
        "the time of line 160 at the step size that gives N alpha_C",
    ),
):
    note.claim(
        f"online-search-time-{descent.k}",
        line=None,
        printed=rf"\tau_{{1/2}}^+ \asymp {printed} \quad (k = {descent.k})",
        given=from_start,
        states=ScalingLaw(descent, "search", over=time, power=0, low=half),
        remark=f"{SIMULATED}, medians of {descent}: {told}",
    )

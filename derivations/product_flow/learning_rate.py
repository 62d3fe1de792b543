"""The two sections that the note leaves to be written (lines 47 to 54 and 92 to 94), and the results they ask for."""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.quantities import GradientFlow, TravelTime
from checks.script import run_topic
from checks.statements.identity import FlowEquation, Identity
from checks.statements.order import Theta, To
from checks.statements.relation import BothOccur, Equivalence, Inequality
from derivations.product_flow.document import (
    a,
    any_equal,
    b,
    d,
    eps,
    equal_weights,
    eta,
    half,
    note,
    s,
    squared_loss,
    u,
    w,
    w1,
    w2,
    x,
)

if __name__ == "__main__":
    run_topic(__file__)

(c,) = note.reals("c")

note.not_checkable(
    "todo-maximum-learning-rate",
    line=51,
    printed=r"\text{maximum learning rate}",
    reason="a plan; the result it asks for is derived beyond the note",
)
note.not_checkable(
    "todo-training-steps",
    line=52,
    printed=r"\text{training steps}",
    reason="a plan; the result it asks for is derived beyond the note",
)
note.not_checkable(
    "todo-general-learning-rate",
    line=94,
    printed=r"\text{learning rate, general degree}",
    reason="a plan; the results beyond the note cover every degree",
)

# which targets are favored (line 53) ------------------------------------------------------------------------------

fraction_speed = note.claim(
    "fraction-learned-flow",
    line=53,
    printed=r"z = w^d/s:\quad \frac{dz}{dt} = d\, s^{2-2/d} (1-z) z^{2-2/d}",
    states=FlowEquation(any_equal, w**d / s, d * s ** (2 - 2 / d) * (1 - w**d / s) * (w**d / s) ** (2 - 2 / d)),
    remark="the fraction z of a target that is learned; larger targets are favored when z moves faster for larger s",
)


@fraction_speed.derivation
def _(chain):
    chain.start(d * w ** (d - 1) / s * (s - w**d) * w ** (d - 1), "chain rule and the flow of each weight")
    chain.line(d * (1 - w**d / s) * w ** (2 * d - 2), "common factor s cancelled")
    chain.line(d * s ** (2 - 2 / d) * (1 - w**d / s) * (w**d / s) ** (2 - 2 / d), "powers of w^d/s")


larger_favored = note.claim(
    "larger-targets-favored",
    line=53,
    printed=r"s' > s \implies \left(\frac{s'}{s}\right)^{2-2/d} > 1 \quad (d \ge 2)",
    given=[Assumption(d >= 2), Assumption(b > s)],
    states=Inequality((b / s) ** (2 - 2 / d) > 1),
    remark="the quotient of the speeds of the fraction learned, at the same fraction, for two targets s < b",
)


@larger_favored.derivation
def _(chain):
    chain.let(x, b / s, instead_of=b, image=s * x, given=[x > 1], reason="the larger target in units of the smaller")
    chain.start(x ** (2 - 2 / d), "quotient of powers")


two = equal_weights(2)
one = GradientFlow(squared_loss(w), of=[w])
small_start = To(x, 0, {eps: s * x})
starts = [Assumption(eps > 0), Assumption(eps < s / 2)]

note.claim(
    "larger-targets-favored-from-a-common-start",
    line=53,
    printed=r"T_2(\epsilon \to s'/2) < T_2(\epsilon \to s/2) \text{ depends on } \epsilon,\ s < s'",
    given=[*starts, Assumption(b > s)],
    states=BothOccur(sp.log((b - eps) / eps) / (2 * b) < sp.log((s - eps) / eps) / (2 * s)),
    remark="what the note's word for generally leaves open: degree 2, exact growth times from one common start",
)
note.claim(
    "no-target-favored-at-degree-1",
    line=53,
    printed=r"d = 1:\quad \frac{dz}{dt} = 1 - z",
    states=FlowEquation(one, w / s, 1 - w / s),
    remark="with one weight the fraction learned does not depend on the target at all",
)

# relative times (line 54): the flow of eta times the loss is the flow under learning rate eta
fast = GradientFlow(eta * squared_loss(w1 * w2), of=[w1, w2], on={w1: w, w2: w}, state={w: w1})
rated = note.claim(
    "times-scale-with-the-learning-rate",
    line=54,
    printed=r"T_\eta(a \to b) = \frac{1}{\eta} T_1(a \to b)",
    given=[Assumption(eta > 0), Assumption(a > 0), Assumption(a < b), Assumption(b**2 < s)],
    states=Identity(fast.time(w, u, {w: u}, a, b), sp.log(b**2 * (s - a**2) / (a**2 * (s - b**2))) / (2 * s * eta)),
    remark=(
        "degree 2; the logarithm over 2s is the time at rate 1, derived beyond the note. Quotients of times at one "
        "rate are free of it, absolute times are not"
    ),
)

# the largest stable learning rate, beyond the note ----------------------------------------------------------------

note.claim(
    "multiplier-of-a-step",
    line=None,
    printed=r"\left.\frac{d}{dw}\left(w + \eta \frac{dw}{dt}\right)\right|_{w = s^{1/d}} = 1 - \eta\, d\, s^{2-2/d}",
    states=Identity(
        sp.Subs(sp.Derivative(w + eta * any_equal.rate(w).doit(), w), w, s ** (1 / d)), 1 - eta * d * s ** (2 - 2 / d)
    ),
    remark="one step of gradient descent on equal weights, linearized at its minimum",
)
note.claim(
    "largest-stable-learning-rate",
    line=None,
    printed=r"|1 - \eta\, d\, s^{2-2/d}| < 1 \iff 0 < \eta < \frac{2}{d\, s^{2-2/d}}",
    states=Equivalence((1 - eta * d * s ** (2 - 2 / d)) ** 2 < 1, sp.And(eta > 0, eta < 2 / (d * s ** (2 - 2 / d)))),
    remark="the multiplier of a step is smaller than 1 in size exactly for these rates",
)

# the conclusion in training steps, at the share c/2 of the largest stable rate --------------------------------------

rate = c / (d * s ** (2 - 2 / d))
stable = [Assumption(c > 0), Assumption(c < 2)]
speed = any_equal.speed(w**d, u, {w: u ** (1 / d)})
own_speed = d * (s - u) * u ** (2 - 2 / d)
ends = u, s / 2, s * (1 - eps)

approach_steps = note.claim(
    "approach-in-training-steps",
    line=None,
    printed=r"\frac{T(s/2 \to (1-\epsilon)s)}{\eta} = \Theta\left(\frac{\log(1/\epsilon)}{c}\right)",
    given=[*stable, Assumption(eps > 0), Assumption(eps < half)],
    states=Theta(TravelTime(speed, *ends) / rate, sp.log(1 / eps) / c, limit=To(eps, 0), depends=[d]),
    remark="counted in steps at rate c/(d s^(2-2/d)), no degree and no target approaches faster: the limit is 1",
)


@approach_steps.derivation
def _(chain):
    unit = d * s ** (2 - 2 / d) / sp.log(1 / eps)
    chain.start(TravelTime(own_speed, *ends) * unit, "the flow of u = w^d, counted in steps")
    chain.line(TravelTime(d * (s - u) * s ** (2 - 2 / d), *ends) * unit, "s/2 <= u <= s on the way", relation="≍")
    chain.line(sp.log(1 / (2 * eps)) / sp.log(1 / eps), "integral of 1/(s-u)")


growth_steps = note.claim(
    "growth-in-training-steps",
    line=None,
    printed=r"\frac{T(\epsilon \to s/2)}{\eta} = \Theta\left(\frac{(s/\epsilon)^{1-2/d}}{c}\right) \quad (d > 2)",
    given=[*stable, Assumption(d > 2), *starts],
    states=Theta(TravelTime(speed, u, eps, s / 2) / rate, (s / eps) ** (1 - 2 / d) / c, limit=small_start, depends=[d]),
    remark="in steps only the ratio of the target to the start is left",
)


@growth_steps.derivation
def _(chain):
    unit = d * s ** (2 - 2 / d) * x ** (1 - 2 / d)
    chain.start(TravelTime(own_speed, u, s * x, s / 2) * unit, "the flow of u = w^d, epsilon = s x")
    chain.line(
        TravelTime(d * s * u ** (2 - 2 / d), u, s * x, s / 2) * unit, "s/2 <= s - u <= s on the way", relation="≍"
    )
    chain.line(
        ((s * x) ** (-(1 - 2 / d)) - (s / 2) ** (-(1 - 2 / d))) / ((d - 2) * s) * unit, "integral of a power of u"
    )
    chain.line(d * (1 - (2 * x) ** (1 - 2 / d)) / (d - 2), "powers of s cancel")


growth_steps_2 = note.claim(
    "growth-in-training-steps-degree-2",
    line=None,
    printed=r"d = 2:\quad \frac{T(\epsilon \to s/2)}{\eta} = \Theta\left(\frac{\log(s/\epsilon)}{c}\right)",
    given=[*stable, *starts],
    states=Theta(
        two.time(w**2, u, {w: sp.sqrt(u)}, eps, s / 2) / (c / (2 * s)), sp.log(s / eps) / c, limit=small_start
    ),
)


@growth_steps_2.derivation
def _(chain):
    chain.start(sp.log((1 - x) / x) / sp.log(1 / x), "the time is an integral of 1/(2(s-u)u), counted in steps")


growth_steps_1 = note.claim(
    "growth-in-training-steps-degree-1",
    line=None,
    printed=r"d = 1:\quad \frac{T(\epsilon \to s/2)}{\eta} = \Theta\left(\frac{1}{c}\right)",
    given=[*stable, *starts],
    states=Theta(one.time(w, u, {w: u}, eps, s / 2) / c, 1 / c, limit=small_start),
)


@growth_steps_1.derivation
def _(chain):
    chain.start(sp.log(2 * (1 - x)), "the time is an integral of 1/(s-u), counted in steps")


# several targets under one rate, set by the largest, b -------------------------------------------------------------

note.claim(
    "competing-targets-degree-1",
    line=None,
    printed=r"d = 1:\quad \frac{s^{2-2/d}}{b^{2-2/d}} = 1",
    given=[sp.Eq(d, 1), b > s],
    states=Identity(s ** (2 - 2 / d) / b ** (2 - 2 / d), sp.Integer(1)),
    remark="the share of its own largest stable rate that a smaller target s keeps: with one weight, all of it",
)
competing = note.claim(
    "competing-targets-degree-2-and-more",
    line=None,
    printed=r"d \ge 2:\quad \frac{s^{2-2/d}}{b^{2-2/d}} \le \frac{s}{b} \quad (s < b)",
    given=[d >= 2, b > s],
    states=Inequality((s / b) ** (2 - 2 / d) <= s / b),
    remark="with more weights a smaller target is left at most the share s/b of the rate that it could stand",
)


@competing.derivation
def _(chain):
    chain.let(
        x, s / b, instead_of=s, image=b * x, given=[x > 0, x < 1], reason="the smaller target as a share of the larger"
    )
    chain.start(x ** (2 - 2 / d), "the share of the rate")

"""What two layers gain on the quartic problem (line 61), and that depth can accelerate (line 6)."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from checks.claim import Assumption
from checks.quantities import Slope
from checks.script import run_topic
from checks.statements.fewer_steps import FewerSteps, Method
from checks.statements.identity import Identity
from checks.statements.order import MuchGreater
from checks.statements.recursion import EveryStep
from checks.statements.relation import BothOccur, Implication, Inequality
from checks.statements.step_growth import StepGrowth
from derivations.deep_linear.document import T, eta, note
from derivations.deep_linear.quartic_descent import quartic_loss, r, targets, w_1, w_2, y_1, y_2
from derivations.deep_linear.two_layer_step import (
    a_2,
    claim_2_step,
    eps_1,
    eps_2,
    gradient,
    small_start,
    steep,
    v_1,
    v_2,
)

if __name__ == "__main__":
    run_topic(__file__)

# c is a rate in units of 1/y_1^3; s is the large coordinate in units of y_1, s_0 its start
c, s, s_0 = note.reals("c s s_0")

w, y = (w_1, w_2), (y_1, y_2)
by_two_layers = [claim_2_step(w, gradient, i) for i in range(2)]
by_descent = [w[i] - eta * gradient[i] for i in range(2)]

# the first step (line 61) ------------------------------------------------------------------------------------------

note.claim(
    "lent-term-rules",
    line=61,
    printed=r"\epsilon_2 y_1^3 \gg \epsilon_1 y_2^3 \quad (\epsilon_2/\epsilon_1 = y_2/y_1 \to 0)",
    given=[*targets, *small_start],
    states=MuchGreater(eps_2 * y_1**3, eps_1 * y_2**3, limit=steep),
    remark="lending, read off line 60: of the two terms that move the small coordinate, the one with y_1 rules",
)

# the rates that each method can stand --------------------------------------------------------------------------------

large = s + 2 * c * s * (1 - s) ** 3
stable_rate, too_large = sp.Rational(26, 5), sp.Rational(21, 4)
note.claim(
    "two-layer-stable-rate",
    line=None,
    printed=(
        r"\eta = \frac{c}{y_1^3},\ 0 < c \le \tfrac{26}{5},\ 0 < s_0 \le 1 \implies c\, s_T (1 - s_T)^2 < 1, "
        r"\quad s_{t+1} = s_t + 2c\, s_t (1 - s_t)^3"
    ),
    given=[c > 0, c <= stable_rate, s_0 > 0, s_0 <= 1],
    states=EveryStep(
        {s: large},
        {s: s_0},
        c * s * (1 - s) ** 2 < 1,
        counter=T,
        invariant=sp.And(s > 0, 1000 * s <= 1371),
    ),
    remark=(
        "the large coordinate s = w_1/y_1 of the update of Claim 2 with w_2 = 0: the error 1 - s is multiplied by "
        "1 - 2 c s (1-s)^2, so it shrinks in every step from every such start"
    ),
)
second = large.xreplace({s: sp.Rational(3, 10)})
note.claim(
    "two-layer-rate-too-large",
    line=None,
    printed=r"c \ge \tfrac{21}{4},\ s_0 = \tfrac{3}{10} \implies c\, s_1 (1 - s_1)^2 > 1",
    given=[c >= too_large],
    states=Inequality(c * second * (1 - second) ** 2 > 1),
    remark="so the second step makes the error larger: the largest stable c lies between 5.2 and 5.25",
)

# each at its own largest stable rate: 2/y_1^2 against 26/(5 y_1^3) ----------------------------------------------------

own_two_layers = [e.xreplace({eta: stable_rate / y_1**3}) for e in by_two_layers]
own_descent = [e.xreplace({eta: 2 / y_1**2}) for e in by_descent]
moves = [(method[1] - w_2) for method in (own_two_layers, own_descent)]
on_the_ray = {w_1: eps_1, w_2: eps_1 * y_2 / y_1}
start_moves = [m.xreplace(on_the_ray) for m in moves]
below = [*targets, eps_1 > 0, eps_1 < y_1]

note.claim(
    "first-move-of-the-small-coordinate",
    line=None,
    printed=r"\Delta w_2^{\text{two layers}} > \Delta w_2^{\text{gradient descent}} \text{ depends on the start}",
    given=below,
    states=BothOccur(start_moves[0] > start_moves[1]),
    remark="each at its own largest stable rate, from a start on the ray to the target",
)
note.claim(
    "first-move-from-a-start-that-is-not-too-small",
    line=None,
    printed=(
        r"13\, \frac{\epsilon_1}{y_1} \ge 5 \left(\frac{y_2}{y_1}\right)^2 "
        r"\implies \Delta w_2^{\text{two layers}} \ge \Delta w_2^{\text{gradient descent}}"
    ),
    given=below,
    states=Implication(13 * eps_1 / y_1 >= 5 * (y_2 / y_1) ** 2, start_moves[0] >= start_moves[1]),
)
late_share = w_2 / y_1
note.claim(
    "late-gain-is-a-constant",
    line=None,
    printed=(
        r"\frac{\Delta w_2^{\text{two layers}}}{\Delta w_2^{\text{gradient descent}}} "
        r"= \frac{13}{5} \cdot \frac{1 + 2 q^2}{\sqrt{1 + q^2}}, \quad w_1 = y_1,\ q = \frac{w_2}{y_1}"
    ),
    given=[*targets, sp.Ne(w_2, y_2)],
    states=Identity(
        (moves[0] / moves[1]).xreplace({w_1: y_1}),
        sp.Rational(13, 5) * (1 + 2 * late_share**2) / sp.sqrt(1 + late_share**2),
    ),
    remark=(
        "once the large coordinate has arrived, the scale that it lends and the smaller rate that it forces cancel: "
        "what is left tends to 13/5 as y_1/y_2 grows"
    ),
)

# numbers of steps: y = (r, 1), start at a hundredth of the target ---------------------------------------------------

ratio = {y_1: r, y_2: sp.Integer(1)}
loss = quartic_loss.xreplace(ratio)
tenth = sp.Rational(1, 10)


def start_at(share: sp.Rational) -> dict[sp.Symbol, sp.Expr]:
    return {w_1: r * share, w_2: share}


def compared(name: str, update: list[sp.Expr], share: sp.Rational, *, small_only: bool, bits: int = 320) -> Method:
    """A method on y = (r, 1), until the small coordinate (or, by the loss, every one) is within a tenth of 1."""
    after = dict(zip(w, (e.xreplace(ratio) for e in update), strict=True))
    error, tolerance = ((w_2 - 1) ** 2, tenth**2) if small_only else (loss, tenth**4 / 4)
    return Method(name, after, start_at(share), loss, error, tolerance, bits)


def layers(rate: sp.Expr, share: sp.Rational) -> Method:
    """Gradient descent on the two layers themselves: a scalar a_2 and a row (v_1, v_2), balanced at the start."""
    made = {w_1: a_2 * v_1, w_2: a_2 * v_2}
    own_loss = loss.xreplace(made)
    state = (a_2, v_1, v_2)
    here = {x: x for x in state}
    scale = sp.sqrt(share * sp.sqrt(r**2 + 1))
    begin = {a_2: scale, v_1: r * share / scale, v_2: share / scale}
    update = {x: x + rate * Slope.at(own_loss, x, here) for x in state}
    return Method("gradient descent on two layers", update, begin, own_loss, own_loss, tenth**4 / 4)


hundredth = sp.Rational(1, 100)
doublings = (2, 4, 8, 16, 32)
small_coordinate = {"share": hundredth, "small_only": True}
everything = {"share": hundredth, "small_only": False}

note.claim(
    "lending-accelerates-the-small-coordinate",
    line=61,
    printed=r"T_{\text{gradient descent}} > 2\, T_{\text{two layers}} \text{ for the small coordinate}",
    states=StepGrowth(
        compared("gradient descent", own_descent, **small_coordinate),
        r,
        doublings,
        0,
        over=compared("the update of Claim 2", own_two_layers, **small_coordinate),
        above=2,
    ),
    given=[Assumption(r >= 2, 59)],
    remark=(
        "r = y_1/y_2; steps until the small coordinate is within a tenth of its target, from a hundredth of it, each "
        "method at its own largest stable rate: a gain, and by a constant factor, not by a power of y_1/y_2"
    ),
)
for which, name, update in (
    ("gradient-descent", "gradient descent", own_descent),
    ("two-layers", "the update of Claim 2", own_two_layers),
):
    note.claim(
        f"steps-of-{which}",
        line=None,
        printed=rf"T_{{\text{{{which.replace('-', ' ')}}}}} \sim (y_1/y_2)^2",
        states=StepGrowth(compared(name, update, **everything), r, doublings, 2),
        given=[r >= 2],
        remark="until the loss is at most (y_2/10)^4/4, at its largest stable rate; either pays for y_1/y_2 squared",
    )
note.claim(
    "depth-can-accelerate",
    line=6,
    printed=r"T_{N=2} < T_{N=1}",
    states=FewerSteps(
        layers(3 / r**3, hundredth),
        compared("gradient descent", own_descent, **everything),
        at=[{r: n} for n in (4, 8, 16)],
    ),
    remark=(
        "an assertion of existence: instances suffice. Two layers, each moved along its own gradient at rate 3/y_1^3, "
        "against gradient descent at rate 2/y_1^2; by quartic-error-lower-bound no smaller rate could save the latter"
    ),
)
# at its largest rate a start so close to 0 would leave gradient descent jumping to and fro for long
slow_descent = [e.xreplace({eta: 1 / y_1**2}) for e in by_descent]
tiny = sp.Rational(1, 10**400)
note.claim(
    "a-tiny-start-costs-more",
    line=None,
    printed=r"y_1 = 2 y_2,\ \epsilon = 10^{-400} y:\quad T_{\text{gradient descent}} < T_{\text{two layers}}",
    states=FewerSteps(
        compared("gradient descent", slow_descent, tiny, small_only=False, bits=3000),
        compared("the update of Claim 2", own_two_layers, tiny, small_only=False, bits=3000),
        at=[{r: Fraction(2)}],
    ),
    remark="gradient descent at rate 1/y_1^2: near 0 two layers grow by a factor a step, so they pay for log(1/eps)",
)

note.not_checkable(
    "title-characterizing-the-minimizer",
    line=62,
    printed=r"\text{Characterizing the Minimizer}",
    reason="a title; nothing follows it",
)
note.not_checkable("closing-question", line=63, printed=r"\text{Any Questions?}", reason="the end of the slides")

"""Line 16: infinitely many layers, and the time constant for which the speed of learning has a limit there."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.quantities import At, TravelTime
from checks.script import run_topic
from checks.statements.identity import Identity
from checks.statements.order import Theta
from checks.statements.relation import Inequality
from checks.statements.solution import LimitIs
from derivations.learned_modes.depth import N_l, deeper, exact_speed, inside, matrices, printed_speed, several
from derivations.learned_modes.document import note, s, tau, u, u_0
from derivations.learned_modes.sigmoid import u_1, w

if __name__ == "__main__":
    run_topic(__file__)

# the time constant per matrix of the deepest networks
(tau_1,) = note.reals("tau_1")
scaled = Assumption(tau_1 > 0)

limiting_speed = u**2 * (s - u) / tau_1
per_layer = {tau: (N_l - 1) * tau_1}
note.claim(
    "speed-converges-to-a-constant",
    line=16,
    printed=r"\frac{N_l u^2 (s - u)}{\tau} \to c > 0 \quad (N_l \to \infty)",
    given=[several, *inside],
    states=Theta(printed_speed(N_l, u), sp.Integer(1), limit=deeper, depends=[u, s, tau]),
    remark="with a fixed time constant the speed grows as the number of layers does",
    amended=Amended(
        printed=r"\tau = (N_l - 1)\, \tau_1: \quad \frac{du}{dt} \to \frac{u^2 (s - u)}{\tau_1} \quad (N_l \to \infty)",
        states=LimitIs(exact_speed(N_l, u).xreplace(per_layer), limiting_speed, deeper),
        given=[scaled],
        remark="it converges where the learning rate falls like one over the number of layers",
    ),
)
note.claim(
    "speed-grows-with-depth",
    line=None,
    printed=r"\frac{(N_l - 1)\, u^{2 - \frac{2}{N_l - 1}} (s - u)}{\tau} = \Theta(N_l) \quad (N_l \to \infty)",
    given=[several, *inside],
    states=Theta(exact_speed(N_l, u), N_l, limit=deeper, depends=[u, s, tau]),
    remark="the exact equation too, where the time constant stays",
)
at_minimum = s ** (1 / matrices)
note.claim(
    "decay-near-the-minimum",
    line=None,
    printed=r"w^{N_l - 1} = s: \quad \frac{d}{dw} \frac{w^{N_l - 2} (s - w^{N_l - 1})}{\tau} = "
    r"-\frac{(N_l - 1)\, s^{2 - \frac{2}{N_l - 1}}}{\tau}",
    given=[several, Assumption(w > 0)],
    states=Identity(
        At.made(sp.Derivative(w ** (matrices - 1) * (s - w**matrices) / tau, w), {w: at_minimum}),
        -matrices * s ** (2 - 2 / matrices) / tau,
    ),
    remark="steps with equal weights are stable for rates 1/tau below 2 over (N_l - 1) s^(2 - 2/(N_l - 1))",
)
note.claim(
    "largest-stable-rate-for-many-layers",
    line=None,
    printed=r"N_l \cdot \frac{2}{(N_l - 1)\, s^{2 - \frac{2}{N_l - 1}}} \to \frac{2}{s^2} \quad (N_l \to \infty)",
    given=[several],
    states=LimitIs(N_l * 2 / (matrices * s ** (2 - 2 / matrices)), 2 / s**2, deeper),
    remark="so the largest stable rate falls like one over the number of layers: the scaling that keeps the speed",
)

way = [u_0 > 0, u_0 < u_1, u_1 < s]


def primitive(x: sp.Expr) -> sp.Expr:
    """An antiderivative of 1/(x^2 (s - x))."""
    return sp.log(x / (s - x)) / s**2 - 1 / (s * x)


closed = primitive(u_1) - primitive(u_0)
note.claim(
    "learning-time-for-infinitely-many-layers",
    line=None,
    printed=r"t_\infty(u_0 \to u_1) = "
    r"\tau_1 \left[ \frac{1}{s^2} \log\frac{u}{s - u} - \frac{1}{s u} \right]_{u_0}^{u_1}",
    given=[*way, scaled],
    states=Identity(TravelTime(limiting_speed, u, u_0, u_1), tau_1 * closed),
    remark="finite, for the time constant (N_l - 1) tau_1",
)
note.claim(
    "learning-time-from-a-small-start",
    line=None,
    printed=r"t_\infty(u_0 \to u_1) \ge \frac{\tau_1}{s} \left(\frac{1}{u_0} - \frac{1}{u_1}\right)",
    given=[*way, scaled],
    states=Inequality(tau_1 * closed >= tau_1 / s * (1 / u_0 - 1 / u_1)),
    remark="against tau/(2s) log(1/u_0) for three layers: depth makes small starts slow",
)
note.claim(
    "learning-time-without-scaling",
    line=None,
    printed=r"\frac{\tau}{N_l} \left[ \frac{1}{s^2} \log\frac{u}{s - u} - \frac{1}{s u} \right]_{u_0}^{u_1} \to 0",
    given=[several, *way],
    states=LimitIs(tau / N_l * closed, sp.Integer(0), deeper),
    remark="the time that the printed equation takes with a fixed time constant",
)
quotient = limiting_speed / exact_speed(N_l, u).xreplace(per_layer)
note.claim(
    "quotient-of-the-speeds",
    line=None,
    printed=r"\frac{u^2 (s - u)}{u^{2 - \frac{2}{N_l - 1}} (s - u)} = u^{\frac{2}{N_l - 1}}",
    given=[several, *inside, scaled],
    states=Identity(quotient, u ** (2 / matrices)),
    remark="between its values at u_0 and u_1 on the way: the times of N_l layers are between these multiples of t_oo",
)
for side, end, relation, sign in (("least", u_0, sp.LessThan, r"\le"), ("largest", u_1, sp.GreaterThan, r"\ge")):
    note.claim(
        f"{side}-quotient-of-the-speeds",
        line=None,
        printed=rf"{sp.latex(end)}^{{\frac{{2}}{{N_l - 1}}}} {sign} u^{{\frac{{2}}{{N_l - 1}}}}",
        given=[several, *way, u >= u_0, u <= u_1],
        states=Inequality(relation(end ** (2 / matrices), u ** (2 / matrices), evaluate=False)),
    )
note.claim(
    "times-of-finite-depth-converge",
    line=None,
    printed=r"u_0^{\frac{2}{N_l - 1}} \to 1 \quad (N_l \to \infty)",
    given=[several, u_0 > 0],
    states=LimitIs(u_0 ** (2 / matrices), sp.Integer(1), deeper),
    remark="the same for u_1: so the times of N_l layers tend to t_oo",
)
note.not_checkable("tldr", line=18, printed=r"\text{TL;DR}", reason="left empty")

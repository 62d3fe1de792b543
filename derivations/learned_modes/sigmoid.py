"""Line 14: the strength of a mode over time, from which starts it is a sigmoid, and what its speed is."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.quantities import GradientFlow
from checks.script import run_topic
from checks.statements.identity import FlowEquation, Identity
from checks.statements.order import To
from checks.statements.relation import Inequality
from checks.statements.solution import LimitIs, Solution
from derivations.learned_modes.document import note, s, t, tau, u, u_0

if __name__ == "__main__":
    run_topic(__file__)

# a mode along its own direction: a = w_1 r and b = w_2 r with |r| = 1; w stands for both where they are equal
w, w_1, w_2, u_1, eps = note.reals("w w_1 w_2 u_1 eps")
mode = GradientFlow((s - w_1 * w_2) ** 2 / (2 * tau), of=[w_1, w_2])
equal = GradientFlow((s - w_1 * w_2) ** 2 / (2 * tau), of=[w_1, w_2], on={w_1: w, w_2: w}, state={w: w_1})
# tau du/dt = 2 u (s - u) by itself, minus the slope of a potential
strength = GradientFlow((2 * u**3 / 3 - s * u**2) / tau, of=[u])

denominator = sp.exp(2 * s * t / tau) - 1 + s / u_0
u_f = s * sp.exp(2 * s * t / tau) / denominator
speed = sp.Derivative(u_f, t)
SIGMOID = r"u_{f}(t) = \frac{s e^{2 s t / \tau}}{e^{2 s t / \tau} - 1 + s / u_{0}}"

later = Assumption(t >= 0)
started = Assumption(u_0 > 0)
below = [started, Assumption(u_0 < s)]

note.claim(
    "strength-of-a-mode",
    line=14,
    printed=r"a = b = w\, r:\quad \tau \frac{du}{dt} = 2 u (s - u), \quad u = a \cdot b",
    states=FlowEquation(equal, w**2, 2 * w**2 * (s - w**2) / tau),
    remark="the equation that line 14 solves, from the two layers; not displayed in the note",
)
note.claim(
    "sigmoid",
    line=14,
    printed=SIGMOID,
    given=[started, later],
    states=Solution(equal, {w: sp.sqrt(u_f)}, t, {w: sp.sqrt(u_0)}),
    remark="from the two layers with a = b, whose square root w moves; it starts at u_0, below or above s",
)
note.claim(
    "sigmoid-solves-its-equation",
    line=14,
    printed=SIGMOID + r",\quad \tau \frac{du}{dt} = 2 u (s - u),\; u(0) = u_0",
    given=[started, later],
    states=Solution(strength, {u: u_f}, t, {u: u_0}),
)
note.claim(
    "sigmoid-exists-at-all-times",
    line=14,
    printed=r"e^{2 s t / \tau} - 1 + s / u_0 > 0 \quad (t \ge 0)",
    given=[later],
    states=Inequality(denominator > 0),
    remark="the text says nothing of the start; at u_0 = 0 the formula is undefined, and the mode stays at 0",
)
note.claim(
    "negative-starts-run-away",
    line=None,
    printed=r"u_0 < 0: \quad e^{2 s t / \tau} - 1 + s / u_0 = 0 \text{ at } "
    r"t = \frac{\tau}{2s} \log\left(1 - \frac{s}{u_0}\right)",
    given=[u_0 < 0],
    states=Identity(denominator.xreplace({t: tau * sp.log(1 - s / u_0) / (2 * s)}), sp.Integer(0)),
    remark="the equation of line 14 then ends in finite time; layers with a.b < 0 do not have a = b",
)
note.claim(
    "learning-speed-is-a-sigmoid",
    line=14,
    printed=r"0 < u_0 < s: \quad \frac{d^2 u_f}{dt^2} \ge 0",
    given=[*below, later],
    states=Inequality(sp.Derivative(u_f, (t, 2)) >= 0),
    remark=(
        "taken literally, that du_f/dt follows a rising sigmoid, it never falls; but it does where u_f > s/2. A "
        "sigmoid is what the strength follows"
    ),
    amended=Amended(
        printed=r"u_f(t) = \frac{s}{1 + \left(\frac{s}{u_0} - 1\right) e^{-2 s t / \tau}}",
        states=Identity(u_f, s / (1 + (s / u_0 - 1) * sp.exp(-2 * s * t / tau))),
        remark="the strength is a logistic function of time",
    ),
)
half_time = tau * sp.log(s / u_0 - 1) / (2 * s)
note.claim(
    "learning-speed",
    line=None,
    printed=r"\frac{d u_f}{dt} = \frac{s^2}{2\tau} \operatorname{sech}^2 \frac{s (t - t_{1/2})}{\tau},\quad "
    r"t_{1/2} = \frac{\tau}{2s} \log\left(\frac{s}{u_0} - 1\right)",
    given=below,
    states=Identity(speed, s**2 / (2 * tau) / sp.cosh(s * (t - half_time) / tau) ** 2),
    remark="a bell, largest where u_f = s/2",
)
note.claim(
    "largest-learning-speed",
    line=None,
    printed=r"\frac{2 u (s - u)}{\tau} \le \frac{s^2}{2 \tau}",
    states=Inequality(2 * u * (s - u) / tau <= s**2 / (2 * tau)),
    remark="attained at u = s/2",
)
note.claim(
    "sigmoid-rises",
    line=None,
    printed=r"0 < u_0 < s: \quad \frac{d u_f}{dt} > 0",
    given=[*below, later],
    states=Inequality(speed > 0),
)
note.claim(
    "sigmoid-reaches-the-strength-in-the-data",
    line=None,
    printed=r"u_f(t) \to s \quad (t \to \infty)",
    given=[started],
    states=LimitIs(u_f, s, To(t, sp.oo)),
)

note.not_checkable(
    "coincides-with-experiment", line=14, printed=r"u_f(t)", reason="an experiment; its data are not in the note"
)

# times -------------------------------------------------------------------------------------------------------------

way = [u_0 > 0, u_0 < u_1, u_1 < s]
closed = tau / (2 * s) * sp.log(u_1 * (s - u_0) / (u_0 * (s - u_1)))
note.claim(
    "time-to-a-threshold",
    line=None,
    printed=r"t(u_0 \to u_1) = \frac{\tau}{2 s} \log \frac{u_1 (s - u_0)}{u_0 (s - u_1)}",
    given=way,
    states=Identity(equal.time(w**2, u, {w: sp.sqrt(u)}, u_0, u_1), closed),
)
note.claim(
    "time-to-most-of-the-strength",
    line=None,
    printed=r"u_f(t) = (1 - \epsilon) s \text{ at } "
    r"t = \frac{\tau}{2 s} \log \frac{(1 - \epsilon)(s - u_0)}{\epsilon u_0}",
    given=[*below, Assumption(eps > 0), Assumption(eps < 1)],
    states=Identity(u_f.xreplace({t: tau / (2 * s) * sp.log((1 - eps) * (s - u_0) / (eps * u_0))}), (1 - eps) * s),
    remark="negative where the start is beyond the threshold",
)
learned_first = note.claim(
    "stronger-modes-are-learned-first",
    line=None,
    printed=r"t(\epsilon s \to (1 - \epsilon) s) = \frac{\tau}{s} \log\frac{1 - \epsilon}{\epsilon}",
    given=[eps > 0, eps < 1],
    states=Identity(closed.xreplace({u_0: eps * s, u_1: (1 - eps) * s}), tau / s * sp.log((1 - eps) / eps)),
    remark="from the time to a threshold: the time of learning is of the order of tau/s",
)


@learned_first.derivation
def _(chain):
    chain.start(tau / (2 * s) * sp.log(((1 - eps) / eps) ** 2), "s cancels")


# starts with a and b of different length ---------------------------------------------------------------------------

note.claim(
    "strength-of-an-unbalanced-mode",
    line=None,
    printed=r"\tau \frac{du}{dt} = (|a|^2 + |b|^2)(s - u)",
    states=FlowEquation(mode, w_1 * w_2, (w_1**2 + w_2**2) * (s - w_1 * w_2) / tau),
    remark="a and b along one direction, of any lengths: no equation in u alone",
)
note.claim(
    "unbalanced-modes-are-faster",
    line=None,
    printed=r"a \ne b,\; u < s: \quad \tau \frac{du}{dt} > 2 u (s - u)",
    given=[w_1 * w_2 < s, sp.Ne(w_1, w_2)],
    states=Inequality(mode.rate(w_1 * w_2) > 2 * w_1 * w_2 * (s - w_1 * w_2) / tau),
    remark="so line 14 needs |a| = |b| at the start; |a|^2 - |b|^2 is conserved",
)

"""How fast descent learns one neuron: alone (line 187), and with others (lines 193, 197 and 232)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.gaussian import angle
from checks.script import run_topic
from checks.statements.descent_exponent import DescentExponent
from checks.statements.enclosed import Enclosed
from checks.statements.exponential_decay import ExponentialDecay, Shares, Trap
from checks.statements.plane_identity import PlaneIdentity
from checks.statements.recursion_rate import RecursionRate
from derivations.recitation.document import note
from derivations.recitation.neuron_lemma import alone, h, one_neuron
from derivations.recitation.neuron_loss import norm, nu, one, pi, r, sine, theta, two, u_1, u_2, v, w, w_1, w_2
from derivations.recitation.neuron_slow import loss_on_the_line, on_the_line, step
from derivations.recitation.neuron_symmetric import e, eta, lambda_2

if __name__ == "__main__":
    run_topic(__file__)

# a neuron, or half of two, opposite to the teacher
(c,) = note.reals("c")

polar = [Assumption(r > 0), Assumption(nu > 0), Assumption(theta >= 0), Assumption(theta < pi)]
field = {r: nu * h / (2 * pi) - r / 2, theta: -nu * (pi - theta) * sp.sin(theta) / (2 * pi * r)}
rate = (1 - theta / pi) ** 4
turning = (pi - theta) ** 2 * sp.sin(theta) ** 2 / (4 * pi**2)
opposite = Trap({w_2: 0}, [w_1 < 0], nu**2 / 4)
parts_of_decay = [((1 - rate) / 4, (r - nu * h / pi) ** 2), (turning - rate * alone, nu**2)]
rise_of_rate = ((1 - theta / pi) ** 3 * (pi - theta) * sp.sin(theta), 2 * nu / (pi**2 * r))


def shares(speed: sp.Expr | int) -> Shares:
    """How the decay is enclosed for a flow at `speed` times the velocities of one neuron."""
    decay = [(factor, speed * square) for factor, square in parts_of_decay]
    return Shares({theta: (0, pi)}, [0, pi], decay, [(rise_of_rate[0], speed**2 * rise_of_rate[1])])


# one neuron (line 187) ------------------------------------------------------------------------------------------------

note.claim(
    "one-neuron-decays",
    line=187,
    printed=r"L(w(t)) \leq \exp(-\mathcal{J}(t))",
    given=[Assumption(nu > 0)],
    states=ExponentialDecay({x: -sp.diff(one, x) for x in w}, one, None, traps=[opposite]),
    amended=Amended(
        printed=r"\dot w = -\nabla L(w):\quad L(w(t)) \le L(w(0)) \exp\Big(-\Big(1 - "
        r"\frac{\theta(0)}{\pi}\Big)^4 t\Big) \quad (w(0) \ne 0,\ \theta(0) < \pi)",
        given=polar[:1] + polar[2:],
        states=ExponentialDecay(field, one_neuron, rate, shares=shares(1)),
        remark="gradient flow, not the descent of line 180, in r = |w| and theta, with velocities derived beyond it",
    ),
    remark="the J was an Omega; gradient flow. From w(0) = -c v the neuron dies and the loss keeps |v|^2/4",
)
note.claim(
    "one-neuron-velocity-of-the-length",
    line=None,
    printed=r"\frac{d\|w\|}{dt} = \frac{\|v\|}{2\pi} (\sin\theta + (\pi-\theta)\cos\theta) - \frac{\|w\|}{2}",
    given=[Assumption(nu > 0), Assumption(w_2 > 0)],
    states=PlaneIdentity(
        -(w_1 * sp.diff(one, w_1) + w_2 * sp.diff(one, w_2)) / norm(w),
        nu / (2 * pi) * (sine(w, v) + (pi - angle(w, v)) * w_1 / norm(w)) - norm(w) / 2,
    ),
)
note.claim(
    "one-neuron-velocity-of-the-angle",
    line=None,
    printed=r"\frac{d\theta}{dt} = -\frac{\|v\|}{2\pi \|w\|} (\pi-\theta) \sin\theta",
    given=[Assumption(nu > 0), Assumption(w_2 > 0)],
    states=PlaneIdentity(
        -(w_1 * sp.diff(one, w_2) - w_2 * sp.diff(one, w_1)) / norm(w) ** 2,
        -nu / (2 * pi * norm(w)) * (pi - angle(w, v)) * sine(w, v),
    ),
)
note.claim(
    "one-neuron-angle-falls",
    line=None,
    printed=r"\frac{d\theta}{dt} \le 0 \quad (0 \le \theta < \pi)",
    given=polar,
    states=Enclosed(
        field[theta] <= 0,
        {theta: (0, pi)},
        touching=[0, pi],
        parts=[((pi - theta) * sp.sin(theta), nu / (2 * pi * r))],
    ),
    remark="so a start with an angle below pi keeps it there",
)
note.claim(
    "one-neuron-stays-alive",
    line=None,
    printed=r"\frac{d\|w\|}{dt} \ge -\frac{\|w\|}{2} \quad (0 \le \theta < \pi)",
    given=polar,
    states=Enclosed(field[r] >= -r / 2, {theta: (0, pi)}, touching=[pi], parts=[(h, nu / (2 * pi))]),
    remark="so the length stays positive",
)
note.claim(
    "one-neuron-gradient-dominates",
    line=None,
    printed=r"\|\nabla L\|^2 \ge \Big(1 - \frac{\theta}{\pi}\Big)^4 L(w)",
    given=polar,
    states=Enclosed(
        field[r] ** 2 + r**2 * field[theta] ** 2 >= rate * one_neuron,
        {theta: (0, pi)},
        touching=[0, pi],
        parts=parts_of_decay,
    ),
    remark="at every length of w and v: the inequality that gives the rate",
)

# several neurons (lines 193, 197 and 232) -----------------------------------------------------------------------------

steady = [Assumption(nu > 0), Assumption(eta > 0), Assumption(eta < 1)]
along_v, against_v = [Assumption(e > 0)], [Assumption(c > 0)]
symmetric = {"quantity": loss_on_the_line}

note.claim(
    "several-neurons-rate",
    line=193,
    printed=r"L(w(t)) = \Theta(T^{-3})",
    given=[*steady, *along_v],
    states=RecursionRate(e, (1 - eta) * e, -3, quantity=nu**2 * e**2 / 4),
    amended=Amended(
        printed=r"L(w(T)) = \Theta(T^{-3}) "
        r"\quad (n = 2,\ w_1(0), w_2(0) = \tfrac12 v \pm \lambda_2 v^\perp,\ \lambda_2 > 0)",
        given=on_the_line,
        states=RecursionRate(lambda_2, step, -3, **symmetric),
        remark="one family of starts off v, n = 2; small random ones, n <= 4, are simulated beyond the note",
    ),
    remark=(
        "on starts along v, e = |sum lambda_j - 1|, n = 2: the loss nu^2 e^2/4 and the factor 1 - eta of a step are "
        "those of the note's first example. The rate needs a start off v"
    ),
)
note.claim(
    "several-neurons-rate-simulated",
    line=None,
    printed=r"L(w(T)) = \Theta(T^{-3}) \quad (n = 2, 3, 4,\ \text{small normal starts},\ T \le 4096)",
    states=DescentExponent((2, 3, 4), -3, sp.Rational(1, 2)),
    remark="line 193 from small normal starts in three dimensions, step size 1/2, 256 to 4096 steps; no later T",
)
note.claim(
    "several-neurons-upper-bound",
    line=197,
    printed=r"L(w(t)) \leq \Theta(T^{-3})",
    given=[*steady, *against_v],
    states=RecursionRate(c, (1 - eta) * c, -3, sense="below", quantity=nu**2 * (c**2 + 1) / 4),
    amended=Amended(
        printed=r"L(w(T)) \le O(T^{-3}) "
        r"\quad (n = 2,\ w_1(0), w_2(0) = \tfrac12 v \pm \lambda_2 v^\perp,\ \lambda_2 > 0)",
        given=on_the_line,
        states=RecursionRate(lambda_2, step, -3, sense="below", **symmetric),
        remark="one family of starts off v; small random ones are simulated, see line 193",
    ),
    remark="on starts w_1 = w_2 = -c v/2, which descent takes to 0 and the loss to |v|^2/4; shown beyond the note",
)
note.claim(
    "several-neurons-lower-bound",
    line=232,
    printed=r"L(w(T)) \geq \mathcal{L}(T^{-3})",
    given=[*steady, *along_v],
    states=RecursionRate(e, (1 - eta) * e, -3, sense="above", quantity=nu**2 * e**2 / 4),
    amended=Amended(
        printed=r"L(w(T)) \ge \Omega(T^{-3}) "
        r"\quad (n = 2,\ w_1(0), w_2(0) = \tfrac12 v \pm \lambda_2 v^\perp,\ \lambda_2 > 0)",
        given=on_the_line,
        states=RecursionRate(lambda_2, step, -3, sense="above", **symmetric),
    ),
    remark="on starts along v the note's own first example is faster than every power",
)

against = {w_1: -c * nu / 2, w_2: sp.Integer(0), u_1: -c * nu / 2, u_2: sp.Integer(0)}
note.claim(
    "opposite-start-step",
    line=None,
    printed=r"w_1 = w_2 = -\tfrac{c}{2} v:\quad w_i - \eta \nabla_{w_i} L = -\tfrac{c}{2} (1 - \eta)\, v",
    given=[Assumption(nu > 0), *against_v],
    states=PlaneIdentity((against[w_1] - eta * sp.diff(two, w_1).xreplace(against)), -c * nu * (1 - eta) / 2),
    remark="the component along v; the one across it vanishes",
)
note.claim(
    "opposite-start-loss",
    line=None,
    printed=r"w_1 = w_2 = -\tfrac{c}{2} v:\quad L = \frac{1 + c^2}{4} \|v\|^2",
    given=[Assumption(nu > 0), *against_v],
    states=PlaneIdentity(two.xreplace(against), nu**2 * (c**2 + 1) / 4),
)

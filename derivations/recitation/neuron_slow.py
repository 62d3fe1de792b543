"""The slow coordinate of the mirrored pair (lines 281 to 291): its recursion near 0, its rate, the rate of the loss."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.script import run_topic
from checks.statements.enclosed import Enclosed
from checks.statements.order import To
from checks.statements.plane_identity import PlaneIdentity
from checks.statements.recursion_rate import RecursionRate
from checks.statements.solution import LimitIs
from derivations.recitation.document import note
from derivations.recitation.neuron_loss import half, nu, pi, two, w_2
from derivations.recitation.neuron_symmetric import (
    angle_to_v,
    eta,
    lambda_1,
    lambda_2,
    mirrored,
    moved,
    sine_of_twice,
    sizes,
    small_steps,
)

if __name__ == "__main__":
    run_topic(__file__)

# lambda_2 (lines 281 to 285) ----------------------------------------------------------------------------------------

at_half = {lambda_1: half}
step = lambda_2 - eta / pi * lambda_2 * sp.atan(2 * lambda_2)
printed_step = lambda_2 * (1 - 2 * eta / pi * lambda_2)
decrease = eta / (2 * pi) * (2 * angle_to_v + (lambda_1 - half) / lambda_1 * sine_of_twice) / lambda_2
# (**) in one variable: lambda_1 stays 1/2, and lambda_2(0) is not 0, without which nothing has the rates of the note
on_the_line = [Assumption(sp.Eq(lambda_1, half)), Assumption(lambda_2 > 0), *small_steps]

note.claim(
    "line-lambda-1-half-is-invariant",
    line=None,
    printed=r"\lambda_1 = \tfrac12 \implies \lambda_1(t+1) = \tfrac12,\quad "
    r"\lambda_2(t+1) = \lambda_2 \Big(1 - \frac{\eta}{\pi} \arctan 2\lambda_2\Big)",
    given=[Assumption(nu > 0), Assumption(lambda_2 > 0)],
    states=PlaneIdentity(moved(w_2).xreplace(at_half), step),
    remark="the second half; the first is the factor lambda_1 - 1/2 of the recursion",
)
note.claim(
    "small-lambda-2",
    line=283,
    printed=r"\lambda_2(t+1) \approx \lambda_2(t) \cdot \left(1 - \frac{2\eta}{\pi} \lambda_2(t)\right)",
    given=[Assumption(eta > 0)],
    states=LimitIs((lambda_2 - step) / lambda_2**2, 2 * eta / pi, To(lambda_2, 0)),
    remark="read of the decrease over lambda_2^2, without which the factor would say no more than 1; lambda_1 = 1/2",
)
note.claim(
    "small-lambda-2-beside-the-line",
    line=None,
    printed=r"\frac{\lambda_2(t) - \lambda_2(t+1)}{\lambda_2(t)^2} \to "
    r"\frac{\eta}{\pi}\Big(\frac{1}{\lambda_1} + \frac{\lambda_1 - \frac12}{\lambda_1^2}\Big) \quad (\lambda_2 \to 0)",
    given=[eta > 0, lambda_1 > 0],
    states=LimitIs(decrease, eta / pi * (1 / lambda_1 + (lambda_1 - half) / lambda_1**2), To(lambda_2, 0)),
    remark="2 eta/pi at lambda_1 = 1/2 and continuous there: what line 281 needs, and why it needs lambda_1 near 1/2",
)
note.claim(
    "small-lambda-2-remainder",
    line=None,
    printed=r"0 \le \lambda_2(t+1) - \lambda_2(t) \Big(1 - \frac{2\eta}{\pi} \lambda_2(t)\Big) "
    r"\le \frac{8\eta}{3\pi} \lambda_2(t)^4 \quad (\lambda_1 = \tfrac12,\ \lambda_2 \le 1)",
    given=[eta > 0, lambda_2 > 0, lambda_2 <= 1],
    states=Enclosed(
        step - printed_step <= 8 * eta * lambda_2**4 / (3 * pi),
        {lambda_2: (0, 1)},
        touching=[0],
        parts=[
            ((8 * lambda_2**4 / 3 - 2 * lambda_2**2 + lambda_2 * sp.atan(2 * lambda_2)) / pi, eta),
        ],
    ),
    remark="the upper half; the lower one is arctan z <= z",
)
note.claim(
    "rate-of-lambda-2",
    line=285,
    printed=r"\lambda_2(t) \sim t^{-1} \quad (\lambda_2(0) > 0)",
    given=[Assumption(lambda_2 > 0), *small_steps, Assumption(2 * eta * lambda_2 < pi)],
    states=RecursionRate(lambda_2, printed_step, -1),
    remark=(
        "the recursion as line 283 prints it, from 0 < lambda_2(0) < pi/(2 eta), which is ours: lambda_2(0) = 0 stays "
        "0. The sign is read as an order, the constant is pi/(2 eta)"
    ),
)
note.claim(
    "rate-of-lambda-2-exact",
    line=None,
    printed=r"\lambda_2(t) \sim \frac{\pi}{2\eta}\, t^{-1} \quad (\lambda_1(0) = \tfrac12)",
    given=on_the_line,
    states=RecursionRate(lambda_2, step, -1, sense="equal", constant=pi / (2 * eta)),
)

# the loss (lines 287 to 291) ----------------------------------------------------------------------------------------

mirrored_loss = two.xreplace(mirrored)
arc = sp.atan(2 * lambda_2)
loss_on_the_line = (arc / 2 + 2 * lambda_2**2 * arc - lambda_2) / (2 * pi)

note.claim(
    "loss-on-the-line",
    line=None,
    printed=r"L = \frac{\|v\|^2}{2\pi} \Big(\frac{\theta}{2} + 2\lambda_2^2\theta - \lambda_2\Big),\quad "
    r"\theta = \arctan 2\lambda_2 \quad (\lambda_1 = \tfrac12)",
    given=[Assumption(nu > 0), Assumption(lambda_2 >= 0)],
    states=PlaneIdentity(mirrored_loss.xreplace(at_half), nu**2 * loss_on_the_line),
)
note.claim(
    "loss-by-lambda-2",
    line=None,
    printed=r"L \sim \frac{4}{3\pi}\, \|v\|^2 \lambda_2^3 \quad (\lambda_1 = \tfrac12,\ \lambda_2 \to 0)",
    states=LimitIs(loss_on_the_line / lambda_2**3, 4 / (3 * pi), To(lambda_2, 0)),
)
note.claim(
    "rate-of-the-loss",
    line=287,
    printed=r"L(w(t)) \approx t^{-3} \quad (\lambda_1(0) = \tfrac12,\ \lambda_2(0) > 0)",
    given=on_the_line,
    states=RecursionRate(lambda_2, step, -3, quantity=loss_on_the_line),
    remark=(
        "read as an order, in units of |v|^2. Judged on the starts in brackets, which are ours: there (**) has one "
        "variable. Other lambda_1(0) are not judged, and lambda_2(0) = 0 has no such rate"
    ),
)
note.claim(
    "rate-of-the-loss-exact",
    line=None,
    printed=r"L(w(t)) \sim \frac{\pi^2}{6\eta^3} \|v\|^2\, t^{-3} \quad (\lambda_1(0) = \tfrac12)",
    given=on_the_line,
    states=RecursionRate(lambda_2, step, -3, sense="equal", constant=pi**2 / (6 * eta**3), quantity=loss_on_the_line),
)
note.claim(
    "closing-statement",
    line=289,
    printed=r"L(w(t)) \geq L(t^3)",
    given=on_the_line,
    states=RecursionRate(lambda_2, step, 3, sense="above", quantity=loss_on_the_line),
    amended=Amended(
        printed=r"L(w(t)) \ge \Omega(t^{-3}) \quad (\lambda_1(0) = \tfrac12,\ \lambda_2(0) > 0)",
        states=RecursionRate(lambda_2, step, -3, sense="above", quantity=loss_on_the_line),
        remark="on the starts in brackets; other lambda_1(0) are not judged, and lambda_2(0) = 0 has no such rate",
    ),
    remark="lambda_1(0) = 1/2; the second L was an Omega, and the exponent has lost its sign: the loss would grow",
)
note.not_checkable(
    "slow-direction",
    line=291,
    printed=r"\perp v",
    reason="a cause, not an assertion; what the loss does without the part across v is judged beyond the note",
)
note.claim(
    "slow-part-of-the-loss",
    line=None,
    printed=r"\lambda_2 = 0:\quad L = \|v\|^2 \big(\lambda_1 - \tfrac12\big)^2",
    given=sizes[:2],
    states=PlaneIdentity(mirrored_loss.xreplace({lambda_2: sp.Integer(0)}), nu**2 * (lambda_1 - half) ** 2),
    remark="to line 291: without the part across v the loss falls as lambda_1 goes to 1/2; the slow part is lambda_2",
)

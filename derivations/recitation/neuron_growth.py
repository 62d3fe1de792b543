"""Near the minimizers (lines 203 to 230): what a lower bound by a power of the angle says, and what it does not."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.gaussian import PlaneMean, squared_loss
from checks.quantities import GradientFlow
from checks.script import run_topic
from checks.statements.enclosed import Enclosed
from checks.statements.identity import Identity
from checks.statements.order import Approx, MuchGreater, To
from checks.statements.plane_identity import PlaneIdentity
from checks.statements.relation import Inequality
from checks.statements.solution import LimitIs, Solution
from derivations.recitation.document import note
from derivations.recitation.neuron_lemma import a_1, a_2, a_neuron, alone, h, on_the_circle, one_neuron
from derivations.recitation.neuron_loss import a_teacher, even, nu, pi, r, theta, u, u_1, u_2, v, w, w_1, w_2
from derivations.recitation.neuron_slow import arc, loss_on_the_line
from derivations.recitation.neuron_symmetric import lambda_2

if __name__ == "__main__":
    run_topic(__file__)

# shares of two neurons parallel to v
mu_1, mu_2 = note.reals("mu_1 mu_2")
# a positive coordinate (the angle of the note), its start, a coefficient, a rate, time
z, z_0, c_1, k_1, t = note.reals("z z_0 c_1 k_1 t")

cube, square = GradientFlow(c_1 * z**3, of=[z]), GradientFlow(c_1 * z**2, of=[z])
of_cube, of_square = z_0 / (1 + 3 * c_1 * z_0 * t), z_0 * sp.exp(-2 * c_1 * t)
forward = [Assumption(c_1 > 0), Assumption(z_0 > 0), Assumption(t >= 0)]
late = To(t, sp.oo)

# what follows near the minimizers (lines 203 to 213) ----------------------------------------------------------------

note.claim(
    "loss-is-a-cube",
    line=203,
    printed=r"L(w) = \sum \theta^3",
    given=[*a_neuron, *a_teacher, *on_the_circle],
    states=Identity(one_neuron, theta**3),
    amended=Amended(
        printed=r"L(w) \ge c\, \|w\|^2\, \theta^3,\quad c = \frac{1}{4\pi^3} \quad (n = 1)",
        states=Enclosed(
            one_neuron >= r**2 * theta**3 / (4 * pi**3),
            {theta: (0, pi)},
            touching=[0, pi],
            parts=[
                (sp.Rational(1, 4), (nu - h * r / pi) ** 2),
                (alone - theta**3 / (4 * pi**3), r**2),
            ],
        ),
        remark="the sign was an Omega: a lower bound. For every n by loss-on-the-wedge and best-constant-whole-range",
    ),
    remark="read with n = 1; lines 205 to 207 say in words that it is a lower bound by a cubic function",
)
note.claim(
    "sum-of-neurons-near-a-minimizer",
    line=209,
    printed=r"\sum_{i=1}^n w_i \approx v",
    given=[*a_teacher, Assumption(sp.Ne(w_2, 0)), Assumption(sp.Ne(u_2, 0))],
    states=Enclosed(
        (w_1 + u_1 - nu) ** 2 + (w_2 + u_2) ** 2 <= 8 * squared_loss([w, u], v), {}, parts=[(1, PlaneMean(even**2))]
    ),
    remark="read as |sum w_i - v|^2 <= 8 L; from the split into odd and even parts, for every n. Here n = 2",
)
note.claim(
    "some-angle-is-not-zero",
    line=211,
    printed=r"\exists i \in [n],\ \theta_i \neq 0",
    given=[
        *a_teacher,
        Assumption(mu_1 > 0),
        Assumption(mu_2 > 0),
        Assumption(mu_1 + mu_2 <= sp.Rational(101, 100)),
        Assumption(mu_1 + mu_2 >= sp.Rational(99, 100)),
    ],
    states=PlaneIdentity(squared_loss([(mu_1 * nu, sp.Integer(0)), (mu_2 * nu, sp.Integer(0))], v), sp.Integer(0)),
    amended=Amended(
        printed=r"\forall i,\ \theta_i = 0 \implies L(w) = \tfrac14 \Big\|\sum_i w_i - v\Big\|^2",
        states=PlaneIdentity(
            squared_loss([(mu_1 * nu, sp.Integer(0)), (mu_2 * nu, sp.Integer(0))], v),
            nu**2 * (mu_1 + mu_2 - 1) ** 2 / 4,
        ),
        remark="so all angles may be 0 at a positive loss, near a minimizer: w_1 = w_2 = (1 + e) v/2",
    ),
    remark=(
        "read by its converse: near a minimizer, neurons whose angles are all 0 have no loss left. n = 2, near: |sum "
        "lambda_j - 1| <= 1/100; a smaller neighbourhood makes no difference"
    ),
)
note.not_checkable(
    "cube-gives-upper-bound",
    line=213,
    printed=r"\text{optimizing } \sum \theta^3 \text{ around } \theta \approx 0",
    reason="a heuristic: a lower bound bounds no loss from above; the flow of a cube itself is judged beyond the note",
)

# the flow of a power (lines 213 to 230) ------------------------------------------------------------------------------

note.claim(
    "flow-of-a-cube",
    line=None,
    printed=r"\frac{d\theta}{dt} = -\frac{d}{d\theta}\, c\,\theta^3:\quad "
    r"\theta(t) = \frac{\theta_0}{1 + 3c\,\theta_0 t}",
    given=forward,
    states=Solution(cube, {z: of_cube}, t, {z: z_0}),
    remark="line 213: what optimizing a multiple of the cube does, read as gradient flow in one variable",
)
note.claim(
    "rate-of-a-cube",
    line=None,
    printed=r"c\,\theta(t)^3 \sim \frac{1}{27 c^2}\, t^{-3}",
    given=forward,
    states=Approx(c_1 * of_cube**3, 1 / (27 * c_1**2 * t**3), limit=late, depends=[c_1, z_0]),
    remark="line 213: a cube has the rate T^(-3); a lower bound by a cube alone gives no upper bound on the loss",
)
note.claim(
    "cube-below-a-square",
    line=None,
    printed=r"\theta^3 \le \theta^2 \quad (0 \le \theta \le 1)",
    given=[z >= 0, z <= 1],
    states=Inequality(z**3 <= z**2),
    remark="a square too is bounded below by a cube and decays exponentially: a lower bound implies no rate",
)
note.claim(
    "cube-is-convex",
    line=219,
    printed=r"|\theta|^3 \text{ is convex}",
    given=[Assumption(a_1 <= a_2)],
    states=Inequality(3 * a_1 * sp.Abs(a_1) <= 3 * a_2 * sp.Abs(a_2)),
    remark="its derivative 3 theta |theta| does not decrease",
)
note.claim(
    "cube-is-not-strongly-convex",
    line=219,
    printed=r"|\theta|^3 \text{ around } \theta = 0 \text{ is not strongly convex}",
    states=LimitIs(sp.Derivative(c_1 * z**3, z, z), sp.Integer(0), To(z, 0)),
    remark="the second derivative on the right of 0 exceeds no positive number near 0",
)
note.not_checkable(
    "convexity-gives-no-rate",
    line=222,
    printed=r"L(w(t)) = \exp(-\mathcal{L}(t))",
    reason="a guarantee that is said to be missing; that the flow of a cube has no such rate is judged beyond the note",
)
note.claim(
    "cube-without-exponential-rate",
    line=None,
    printed=r"c\,\theta(t)^3 \gg e^{-kt} \quad (k > 0)",
    given=[*forward, Assumption(k_1 > 0)],
    states=MuchGreater(c_1 * of_cube**3, sp.exp(-k_1 * t), limit=late, depends=[c_1, z_0, k_1]),
    remark="line 222: convexity alone guarantees no exponential rate, for the flow of the cube itself has none",
)
note.not_checkable(
    "quadratic-bound",
    line=226,
    printed=r"L(w) \geq \mathcal{L}(\theta^2)",
    reason="a hypothesis that the text goes on to reject, with a consequence (line 228) that maybe follows",
)
note.not_checkable(
    "strong-convexity-gives-a-rate",
    line=228,
    printed=r"L(w(t)) = \exp(-\mathcal{L}(t))",
    reason="what maybe follows from a rejected hypothesis; the flow of a square itself is judged beyond the note",
)
note.claim(
    "rate-of-a-square",
    line=None,
    printed=r"\frac{d\theta}{dt} = -\frac{d}{d\theta}\, c\,\theta^2:\quad \theta(t) = \theta_0 e^{-2ct},\ "
    r"c\,\theta(t)^2 = \exp(-\Omega(t))",
    given=forward,
    states=Solution(square, {z: of_square}, t, {z: z_0}),
    remark="line 228 for the square itself, which is strongly convex; a lower bound by a square alone would not do",
)
note.claim(
    "quadratic-bound-fails",
    line=230,
    printed=r"\neg \left(L(w) \geq \mathcal{L}(\theta^2)\right)",
    states=LimitIs(loss_on_the_line / arc**2, sp.Integer(0), To(lambda_2, 0)),
    remark="read as L/theta^2 -> 0 somewhere: on w_1, w_2 = v/2 +- lambda_2 v_perp, with the angle arctan 2 lambda_2",
)

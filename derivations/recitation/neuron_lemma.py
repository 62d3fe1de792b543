"""The lemma on line 201: the loss against the cube of an angle, where it holds and with which constants."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.gaussian import PlaneMean, Step, along, angle, neuron, squared_loss
from checks.script import run_topic
from checks.statements.enclosed import Enclosed
from checks.statements.identity import Identity
from checks.statements.order import To
from checks.statements.plane_identity import PlaneIdentity
from checks.statements.relation import Inequality
from checks.statements.solution import LimitIs
from derivations.recitation.document import note
from derivations.recitation.neuron_loss import a_teacher, nu, pi, r, theta, v, w, w_1, w_2

if __name__ == "__main__":
    run_topic(__file__)

# what one neuron and all the others say where the label is 0
a_1, a_2 = note.reals("a_1 a_2")

a_neuron = [Assumption(r > 0)]
on_the_circle = [Assumption(theta > 0), Assumption(theta <= pi)]
# r = |w|, theta its angle to v: the loss of one neuron, and r times what its projection on the best teacher is short of
h = sp.sin(theta) + (pi - theta) * sp.cos(theta)
one_neuron = (r**2 + nu**2) / 4 - r * nu * h / (2 * pi)
wedge = (theta - sp.sin(theta) * sp.cos(theta)) / (4 * pi)
alone = (1 - (h / pi) ** 2) / 4
printed_share = theta**3 / (30 * pi)
# where line 201 ceases to follow, and to hold for one neuron: 2.8624945686... and 2.8668371352...
last_by_wedge, last_alone = sp.Rational(28624945686, 10**10), sp.Rational(28668371352, 10**10)
after = sp.Rational(1, 10**10)
early = (sp.Integer(-1), sp.Rational(2822, 10000))

note.not_checkable(
    "angles", line=199, printed=r"\theta_i = \text{angle between } w_i \text{ and } v", reason="a definition"
)

# the lemma (line 201) -----------------------------------------------------------------------------------------------

note.claim(
    "cubic-lower-bound",
    line=201,
    printed=r"L(w) \geq \frac{1}{30\pi} \|w\|^2 \cdot \theta^3 \quad \forall i",
    given=[*a_neuron, *a_teacher, *on_the_circle],
    states=Inequality(one_neuron >= r**2 * printed_share),
    amended=Amended(
        printed=r"L(w) \ge \frac{1}{30\pi} \|w\|^2\, \theta^3 \quad (n = 1,\ \theta \le 2.86)",
        given=[Assumption(theta <= sp.Rational(286, 100))],
        states=Enclosed(
            one_neuron >= r**2 * printed_share,
            {theta: (0, sp.Rational(286, 100))},
            touching=[0],
            parts=[(sp.Rational(1, 4), (nu - h * r / pi) ** 2), (alone - printed_share, r**2)],
        ),
        remark=(
            "for every n and index: the wedge bounds L below (loss-on-the-wedge and wedge-mean), and "
            "wedge-argument-range bounds the wedge"
        ),
    ),
    remark="read with n = 1, where the lost index makes no difference; it fails for angles near pi and a short v",
)
note.claim(
    "cubic-lower-bound-norm-of-all",
    line=None,
    printed=r"L(w) \geq \frac{1}{30\pi} \|w\|^2 \cdot \theta_i^3 \quad (\|w\|^2 = \sum_j \|w_j\|^2)",
    given=[*a_neuron, *a_teacher, *on_the_circle],
    states=Enclosed(r**2 / 4 >= (r**2 + nu**2) * printed_share, {theta: (0, pi)}),
    remark="line 201 with |w| read so: n = 2 and w_2 = v, where the loss is |w_1|^2/4; a short w_1 breaks it",
)

# why it holds for every index: the wedge on which neuron i speaks and the teacher does not --------------------------

note.claim(
    "loss-on-the-wedge",
    line=None,
    printed=r"(a_1 + a_2 - 0)^2 \ge a_1^2 \quad (a_1 > 0,\ a_2 \ge 0)",
    given=[a_1 > 0, a_2 >= 0],
    states=Inequality((a_1 + a_2 - 0) ** 2 >= a_1**2),
    remark=(
        "(f - g)^2 where neuron i speaks and the teacher does not: a_1 = <w_i, x>, a_2 is the sum of the other "
        "neurons, none of which is negative, and the label is 0"
    ),
)
note.claim(
    "wedge-bound-for-one-neuron",
    line=None,
    printed=r"L(w) \ge \frac{1}{4\pi} \|w\|^2 (\theta - \sin\theta \cos\theta)",
    given=[*a_neuron, *a_teacher, *on_the_circle],
    states=Enclosed(
        one_neuron >= r**2 * wedge,
        {theta: (0, pi)},
        touching=[0, pi],
        parts=[(sp.Rational(1, 4), (nu - h * r / pi) ** 2), (alone - wedge, r**2)],
    ),
    remark="a check of the wedge on the exact loss; for n neurons it is the mean of the line before over the wedge",
)
note.claim(
    "wedge-argument-ends",
    line=None,
    printed=r"\frac{1}{4\pi} (\theta - \sin\theta\cos\theta) < \frac{\theta^3}{30\pi} "
    r"\quad (2.8624945687 \le \theta \le \pi)",
    given=[theta >= last_by_wedge + after, theta <= pi],
    states=Enclosed(wedge < printed_share, {theta: (last_by_wedge + after, pi)}),
)
note.claim(
    "wedge-argument-range",
    line=None,
    printed=r"\frac{1}{4\pi} (\theta - \sin\theta\cos\theta) \ge \frac{\theta^3}{30\pi} "
    r"\quad (0 < \theta \le 2.8624945686)",
    given=[theta > 0, theta <= last_by_wedge],
    states=Enclosed(wedge >= printed_share, {theta: (0, last_by_wedge)}, touching=[0]),
    remark="so the printed constant is right for every n up to this angle",
)

# the best constants -------------------------------------------------------------------------------------------------

note.claim(
    "best-constant-whole-range",
    line=None,
    printed=r"\frac{1}{4\pi} (\theta - \sin\theta\cos\theta) \ge \frac{\theta^3}{4\pi^3} \quad (0 \le \theta \le \pi)",
    given=[theta >= 0, theta <= pi],
    states=Enclosed(wedge >= theta**3 / (4 * pi**3), {theta: (0, pi)}, touching=[0, pi]),
    remark="the wedge times |w_i|^2 bounds L below for every n and index, by loss-on-the-wedge and wedge-mean",
)
note.claim(
    "best-constant-is-attained",
    line=None,
    printed=r"\theta = \pi,\ \|v\| \to 0:\quad \frac{L(w)}{\|w\|^2\theta^3} \to \frac{1}{4\pi^3}",
    given=a_neuron,
    states=LimitIs(one_neuron.xreplace({theta: pi}) / (r**2 * pi**3), 1 / (4 * pi**3), To(nu, 0)),
    remark="one neuron opposite to a short teacher: no larger constant holds on the whole range, for any n",
)
note.claim(
    "constant-of-the-wedge-at-small-angles",
    line=None,
    printed=r"\frac{1}{4\pi}(\theta - \sin\theta\cos\theta) \sim \frac{\theta^3}{6\pi} \quad (\theta \to 0)",
    states=LimitIs(wedge / theta**3, 1 / (6 * pi), To(theta, 0)),
    remark="five times the printed constant",
)

# one neuron: the exact range ----------------------------------------------------------------------------------------

note.claim(
    "least-loss-over-teachers",
    line=None,
    printed=r"L(w) = \frac14 \Big(\|v\| - \frac{h}{\pi}\|w\|\Big)^2 + \frac14 \Big(1 - \frac{h^2}{\pi^2}\Big) \|w\|^2, "
    r"\quad h = \sin\theta + (\pi-\theta)\cos\theta",
    states=Identity(one_neuron, (nu - h * r / pi) ** 2 / 4 + alone * r**2),
    remark="so for one neuron the bound holds at every norm exactly if it does for |v| = h |w|/pi",
)
note.claim(
    "cubic-bound-for-one-neuron",
    line=None,
    printed=r"\frac14 \Big(1 - \frac{h^2}{\pi^2}\Big) \ge \frac{\theta^3}{30\pi} \quad (0 < \theta \le 2.8668371352)",
    given=[theta > 0, theta <= last_alone],
    states=Enclosed(alone >= printed_share, {theta: (0, last_alone)}, touching=[0]),
)
note.claim(
    "cubic-bound-for-one-neuron-ends",
    line=None,
    printed=r"\frac14 \Big(1 - \frac{h^2}{\pi^2}\Big) < \frac{\theta^3}{30\pi} \quad (2.8668371353 \le \theta \le \pi)",
    given=[theta >= last_alone + after, theta <= pi],
    states=Enclosed(alone < printed_share, {theta: (last_alone + after, pi)}),
    remark="a second neuron lowers the last angle, see the next three claims",
)

# two neurons: a large w_2 close to a large v takes off whatever is linear where the teacher speaks --------------------

# E[relu(<w, x>) x] on the half-plane of the teacher: what is linear in x there is best met by twice this
best = tuple(((pi - angle(w, v)) * w[k] + (sp.Abs(w_2) if k == 0 else 0)) / (2 * pi) for k in range(2))
with_partner = sp.Rational(1, 4) - ((pi - theta) ** 2 + sp.sin(theta) ** 2 + (pi - theta) * sp.sin(2 * theta)) / (
    4 * pi**2
)
last_with_partner = sp.Rational(28662947325, 10**10)
note.claim(
    "loss-with-the-best-partner",
    line=None,
    printed=r"\mathbb{E}\big[\tfrac12 \big(\text{relu}(\langle w, x\rangle) - 2 \langle m, x\rangle "
    r"1_{\langle v, x\rangle > 0}\big)^2\big] = \tfrac14 \|w\|^2 - \|m\|^2,\quad "
    r"m = \mathbb{E}[\text{relu}(\langle w, x\rangle)\, x\, 1_{\langle v, x\rangle > 0}]",
    given=[*a_teacher, Assumption(w_2 > 0)],
    states=PlaneIdentity(
        PlaneMean((neuron(w) - 2 * along(best) * Step(along(v))) ** 2 / 2),
        (w_1**2 + w_2**2) / 4 - best[0] ** 2 - best[1] ** 2,
    ),
    remark="the limit of L for w_2 = v - 2 m as v becomes long; with |w| = 1 it depends on the angle alone",
)
note.claim(
    "cubic-bound-with-the-best-partner-ends",
    line=None,
    printed=r"\frac14 - \frac{(\pi-\theta)^2 + \sin^2\theta + (\pi-\theta)\sin 2\theta}{4\pi^2} "
    r"< \frac{\theta^3}{30\pi} \quad (2.8662947326 \le \theta \le \pi)",
    given=[theta >= last_with_partner + after, theta <= pi],
    states=Enclosed(with_partner < printed_share, {theta: (last_with_partner + after, pi)}),
    remark="so for n >= 2 the printed constant fails from here on; for any n it is right up to 2.8624945686",
)
note.claim(
    "cubic-bound-fails-earlier-for-two",
    line=None,
    printed=r"w_1 = (-1, 0.2822),\ w_2 = (9.9977, -0.0247),\ v = (10, 0):\quad "
    r"L(w) < \frac{1}{30\pi} \|w_1\|^2\, \theta_1^3",
    states=Enclosed(
        squared_loss([early, (sp.Rational(99977, 10000), sp.Rational(-247, 10000))], (10, 0))
        < (early[0] ** 2 + early[1] ** 2) * (pi - sp.atan(early[1])) ** 3 / (30 * pi),
        {},
    ),
    remark="the angle is 2.86654..., at which one neuron alone still satisfies the bound",
)

"""One neuron taught to n: the setting (lines 12 to 14 and 162 to 180), the loss and its gradient in closed form."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from checks.claim import Assumption
from checks.gaussian import PlaneMean, Step, Vector, along, angle, neuron, squared_loss
from checks.script import run_topic
from checks.statements.integrated import Integrated
from checks.statements.order import To
from checks.statements.plane_identity import PlaneIdentity
from checks.statements.solution import LimitIs
from derivations.recitation.document import note

if __name__ == "__main__":
    run_topic(__file__)

# a neuron w, a second one u, the length nu of the teacher, which points along the first axis of the plane
w_1, w_2, u_1, u_2, nu = note.reals("w_1 w_2 u_1 u_2 nu")
# an angle and its variable of integration, a radius and its end
theta, phi, r, R_0 = note.reals("theta phi r R_0")

w: Vector = (w_1, w_2)
u: Vector = (u_1, u_2)
v: Vector = (nu, sp.Integer(0))
half, pi = sp.Rational(1, 2), sp.pi

# the plane is the one that a neuron and the teacher span
a_teacher = [Assumption(nu > 0)]
# what the closed forms need: vectors that span an angle, that is none is 0 and no two are opposite
apart = [Assumption(sp.Ne(w_2, 0)), Assumption(sp.Ne(u_2, 0)), Assumption(sp.Ne(w_1 * u_2 - w_2 * u_1, 0))]


def norm(a: Vector) -> sp.Expr:
    return sp.sqrt(a[0] ** 2 + a[1] ** 2)


def sine(a: Vector, b: Vector) -> sp.Expr:
    """The sine of the angle between two vectors."""
    return sp.Abs(a[0] * b[1] - a[1] * b[0]) / (norm(a) * norm(b))


def cosine(a: Vector, b: Vector) -> sp.Expr:
    return (a[0] * b[0] + a[1] * b[1]) / (norm(a) * norm(b))


def kernel(a: Vector, b: Vector) -> sp.Expr:
    """E[relu(<a, x>) relu(<b, x>)], the arc-cosine kernel of degree 1."""
    return norm(a) * norm(b) / (2 * pi) * (sine(a, b) + (pi - angle(a, b)) * cosine(a, b))


def gradient(students: Sequence[Vector], teacher: Vector, i: int, k: int) -> sp.Expr:
    """Component k of the gradient of the loss in neuron i."""
    others = [b for j, b in enumerate(students) if j != i]
    own = students[i]
    linear = sp.Add(*(b[k] for b in students)) - teacher[k]
    pull = sp.Add(*(norm(b) * sine(own, b) for b in others)) - norm(teacher) * sine(own, teacher)
    turned = sp.Add(*(-angle(own, b) * b[k] for b in others)) + angle(own, teacher) * teacher[k]
    return linear / 2 + (pull * own[k] / norm(own) + turned) / (2 * pi)


# titles and setting (lines 12 to 14 and 162 to 180) -----------------------------------------------------------------

note.not_checkable(
    "final-convergence", line=12, printed=r"\text{[COLT '23]}", reason="a title and its source, again on lines 162-165"
)
note.not_checkable(
    "slows-down",
    line=14,
    printed=r"\text{over-parametrization, final convergence}",
    reason="an announcement that something may happen; its formal content is judged at lines 187 and 193",
)
note.not_checkable("teacher-neuron", line=167, printed=r"v \in \mathbb{R}^d", reason="a definition")
note.not_checkable(
    "student-neurons",
    line=169,
    printed=r"f(x; w) = \sum_{i=1}^n \text{Relu}(\langle w_i, x \rangle)",
    reason="a definition",
)
note.not_checkable(
    "neuron-label",
    line=176,
    printed=r"x \mapsto \text{relu}(\langle v, x \rangle)",
    reason="a definition: the teacher neuron",
)
note.not_checkable(
    "neuron-population-loss",
    line=178,
    printed=r"L(w) = \mathbb{E}_{x \sim N(0, I)} \left[\frac{1}{2} (f(x; w) - g(x))^2 \right]",
    reason="a definition; its closed form and its gradient are derived beyond the note",
)
note.not_checkable(
    "neuron-algorithm", line=180, printed=r"\text{GD on population loss}", reason="a definition: w <- w - eta grad L(w)"
)

# the kernel: polar coordinates split the mean into a radial and an angular integral ---------------------------------

bell = sp.exp(-(r**2) / 2)
radial = 2 - (R_0**2 + 2) * sp.exp(-(R_0**2) / 2)
note.claim(
    "radial-moment",
    line=None,
    printed=r"\int_0^{R} r^3 e^{-r^2/2}\, dr = 2 - (R^2 + 2) e^{-R^2/2}",
    given=[R_0 > 0],
    states=Integrated(r**3 * bell, r, sp.Integer(0), R_0, radial, primitive=-(r**2 + 2) * bell),
)
note.claim(
    "radial-moment-in-the-limit",
    line=None,
    printed=r"\int_0^{\infty} r^3 e^{-r^2/2}\, dr = 2",
    states=LimitIs(radial, sp.Integer(2), To(R_0, sp.oo)),
    remark="a quadratic form on a cone has the mean of 1/pi times its integral over the directions of the cone",
)
note.claim(
    "angular-moment",
    line=None,
    printed=r"\int_{\theta-\pi/2}^{\pi/2} \cos\varphi \cos(\varphi-\theta)\, d\varphi "
    r"= \tfrac12 (\sin\theta + (\pi-\theta)\cos\theta)",
    given=[theta >= 0, theta <= pi],
    states=Integrated(
        sp.cos(phi) * sp.cos(phi - theta),
        phi,
        theta - pi / 2,
        pi / 2,
        (sp.sin(theta) + (pi - theta) * sp.cos(theta)) / 2,
        primitive=sp.sin(2 * phi - theta) / 4 + phi * sp.cos(theta) / 2,
    ),
    remark="both factors are positive exactly for the directions in this range",
)
note.claim(
    "arc-cosine-kernel",
    line=None,
    printed=r"\mathbb{E}[\text{relu}(\langle w, x\rangle)\, \text{relu}(\langle u, x\rangle)] "
    r"= \frac{\|w\| \|u\|}{2\pi} (\sin\theta + (\pi-\theta)\cos\theta)",
    given=apart[2:],
    states=PlaneIdentity(PlaneMean(neuron(w) * neuron(u)), kernel(w, u)),
    remark="theta is the angle between w and u; in any dimension, for both lie in one plane",
)
note.claim(
    "wedge-mean",
    line=None,
    printed=r"\mathbb{E}[\tfrac12 \langle w, x\rangle^2\, 1_{\langle w, x\rangle > 0 > \langle v, x\rangle}] "
    r"= \frac{\|w\|^2}{4\pi} (\theta - \sin\theta\cos\theta)",
    given=[*a_teacher, *apart[:1]],
    states=PlaneIdentity(
        PlaneMean(half * along(w) ** 2 * Step(along(w)) * (1 - Step(along(v)))),
        norm(w) ** 2 / (4 * pi) * (angle(w, v) - sine(w, v) * cosine(w, v)),
    ),
    remark="what the loss keeps where the teacher is silent and a neuron is not",
)

# the loss and its gradient ------------------------------------------------------------------------------------------

one, two = squared_loss([w], v), squared_loss([w, u], v)

note.claim(
    "loss-of-one-neuron",
    line=None,
    printed=r"L(w) = \frac{\|w\|^2 + \|v\|^2}{4} - \frac{\|w\| \|v\|}{2\pi} (\sin\theta + (\pi-\theta)\cos\theta)",
    given=[*a_teacher, *apart[:1]],
    states=PlaneIdentity(one, (norm(w) ** 2 + nu**2) / 4 - kernel(w, v)),
)
note.claim(
    "loss-of-two-neurons",
    line=None,
    printed=r"L(w) = \tfrac14(\|w_1\|^2 + \|w_2\|^2 + \|v\|^2) + K(w_1, w_2) - K(w_1, v) - K(w_2, v)",
    given=[*a_teacher, *apart],
    states=PlaneIdentity(two, (norm(w) ** 2 + norm(u) ** 2 + nu**2) / 4 + kernel(w, u) - kernel(w, v) - kernel(u, v)),
    remark="K is the kernel; for n neurons the same sum over pairs",
)
for k, which in enumerate(("along", "across")):
    note.claim(
        f"gradient-of-one-neuron-{which}",
        line=None,
        printed=r"\nabla L(w) = \tfrac12 (w - v) + \frac{1}{2\pi}\left(-\|v\| \sin\theta\, \frac{w}{\|w\|} "
        r"+ \theta v\right)",
        given=[*a_teacher, *apart[:1]],
        states=PlaneIdentity(sp.diff(one, w[k]), gradient([w], v, 0, k)),
        remark=f"the component {which} the teacher",
    )
    note.claim(
        f"gradient-of-two-neurons-{which}",
        line=None,
        printed=r"\nabla_{w_i} L = \tfrac12 \Big(\sum_j w_j - v\Big) + \frac{1}{2\pi}\Big[\Big(\sum_{j \ne i} \|w_j\| "
        r"\sin\theta_{ij} - \|v\| \sin\theta_i\Big) \frac{w_i}{\|w_i\|} - \sum_{j \ne i} \theta_{ij} w_j "
        r"+ \theta_i v\Big]",
        given=[*a_teacher, *apart],
        states=PlaneIdentity(sp.diff(two, w[k]), gradient([w, u], v, 0, k)),
        remark=f"n = 2, the component {which} the teacher; each further neuron adds its own terms",
    )

# what the loss says of the sum of the neurons (line 209 uses it)
even = sp.Add(*(2 * neuron(a) - along(a) for a in (w, u))) - (2 * neuron(v) - along(v))
note.claim(
    "loss-split-into-odd-and-even",
    line=None,
    printed=r"L(w) = \tfrac18 \Big\|\sum_i w_i - v\Big\|^2 "
    r"+ \tfrac18 \mathbb{E}\Big[\Big(\sum_i |\langle w_i, x\rangle| - |\langle v, x\rangle|\Big)^2\Big]",
    given=[*a_teacher, *apart],
    states=PlaneIdentity(two - PlaneMean(even**2) / 8, ((w_1 + u_1 - nu) ** 2 + (w_2 + u_2) ** 2) / 8),
    remark="|z| = 2 relu(z) - z, and odd times even has mean 0; n = 2, and the same for every n",
)

"""Wrong variants of the claims about one neuron taught to n, and true rewrites.

Sine for cosine, a lost 2 or pi, a wrong sign, an exponent off by one. The weights have two coordinates of different
size, the step is not 1, and no neuron is as long as the teacher. As elsewhere, `EITHER` marks what an assumption saves.
"""

from __future__ import annotations

import pytest
import sympy as sp

from checks.gaussian import PlaneMean, angle, neuron, squared_loss
from checks.statements.enclosed import Enclosed
from checks.statements.exponential_decay import ExponentialDecay, Shares, Trap
from checks.statements.integrated import Integrated
from checks.statements.plane_identity import PlaneIdentity
from checks.statements.recursion_rate import RecursionRate
from checks.verdict import Standing

REFUTED = [Standing.REFUTED]
EITHER = (Standing.REFUTED, Standing.CONDITIONAL)
HOLDS = (Standing.PROVED, Standing.ENCLOSED)

w_1, w_2, u_1, u_2, nu, theta, phi, r, eta, x, y, t = sp.symbols("w_1 w_2 u_1 u_2 nu theta phi r eta x y t", real=True)
pi, half = sp.pi, sp.Rational(1, 2)
w, u, v = (w_1, w_2), (u_1, u_2), (nu, sp.Integer(0))
one, two = squared_loss([w], v), squared_loss([w, u], v)
apart, teacher = [sp.Ne(w_1 * u_2 - w_2 * u_1, 0)], [nu > 0, w_2 > 0]
size, other = sp.sqrt(w_1**2 + w_2**2), sp.sqrt(u_1**2 + u_2**2)
cross, inner, between = sp.Abs(w_1 * u_2 - w_2 * u_1), w_1 * u_1 + w_2 * u_2, angle(w, u)
to_v = angle(w, v)
pair = PlaneMean(neuron(w) * neuron(u))

h = sp.sin(theta) + (pi - theta) * sp.cos(theta)
wedge, cube = (theta - sp.sin(theta) * sp.cos(theta)) / (4 * pi), theta**3 / (30 * pi)
on_circle = [theta > 0, theta <= pi]
circle = {theta: (sp.Integer(0), pi)}

mirrored = {w_1: x * nu, w_2: y * nu, u_1: x * nu, u_2: -y * nu}
mirror_given = [nu > 0, x > 0, y > 0]
acute, twice = sp.atan(y / x), 2 * x * y / (x**2 + y**2)
along = (mirrored[w_1] - eta * sp.diff(two, w_1).xreplace(mirrored)) / nu
across = (mirrored[w_2] - eta * sp.diff(two, w_2).xreplace(mirrored)) / nu

step = y - eta / pi * y * sp.atan(2 * y)
arc = sp.atan(2 * y)
loss = (arc / 2 + 2 * y**2 * arc - y) / (2 * pi)
slow = [y > 0, eta > 0, eta <= 1]
field = {r: nu * h / (2 * pi) - r / 2, theta: -nu * (pi - theta) * sp.sin(theta) / (2 * pi * r)}
polar_loss = (r**2 + nu**2) / 4 - r * nu * h / (2 * pi)
polar = [r > 0, nu > 0, theta >= 0, theta < pi]
downhill = {z: -sp.diff(one, z) for z in w}
dead = Trap({w_2: 0}, [w_1 < 0], nu**2 / 4)


def turned(factor: sp.Expr) -> PlaneIdentity:
    return PlaneIdentity(across, y * (1 - factor))


WRONG = [
    ("kernel: without the 2 pi", PlaneIdentity(pair, (cross + (pi - between) * inner) / pi), apart, REFUTED),
    ("kernel: angle for its supplement", PlaneIdentity(pair, (cross + between * inner) / (2 * pi)), apart, REFUTED),
    ("kernel: cosine for sine", PlaneIdentity(pair, (inner + (pi - between) * cross) / (2 * pi)), apart, REFUTED),
    ("kernel: sign of the sine", PlaneIdentity(pair, ((pi - between) * inner - cross) / (2 * pi)), apart, REFUTED),
    ("kernel: degree 0", PlaneIdentity(pair, size * other * (pi - between) / (2 * pi)), apart, REFUTED),
    ("loss: half missing", PlaneIdentity(one, (size**2 + nu**2) / 2 - nu * (w_2 + (pi - to_v) * w_1) / pi), teacher,
     REFUTED),
    ("loss: teacher's square lost", PlaneIdentity(one, size**2 / 4 - nu * (w_2 + (pi - to_v) * w_1) / (2 * pi)),
     teacher, REFUTED),
    ("gradient: sign of the angle", PlaneIdentity(
        sp.diff(one, w_1), (w_1 - nu) / 2 - (nu * w_2 * w_1 / size**2 + to_v * nu) / (2 * pi)), teacher, REFUTED),
    ("gradient: without the linear half", PlaneIdentity(
        sp.diff(one, w_2), w_2 - nu * w_2**2 / (2 * pi * size**2)), teacher, REFUTED),
    ("gradient: pi for 2 pi", PlaneIdentity(sp.diff(one, w_2), w_2 / 2 - nu * w_2**2 / (pi * size**2)), teacher,
     REFUTED),
    ("angular moment: cosine for sine",
     Integrated(sp.cos(phi) * sp.cos(phi - theta), phi, theta - pi / 2, pi / 2,
                (sp.cos(theta) + (pi - theta) * sp.sin(theta)) / 2, primitive=phi), [theta >= 0, theta < pi], REFUTED),
    ("lemma: 10 for 30", Enclosed(wedge >= 3 * cube, circle, touching=[0]), on_circle, REFUTED),
    ("lemma: the whole circle", Enclosed(wedge >= cube, circle, touching=[0]), on_circle, REFUTED),
    ("lemma: the square of the angle", Enclosed(wedge >= theta**2 / (30 * pi), circle, touching=[0]), on_circle,
     REFUTED),
    ("best constant: a little larger", Enclosed(wedge >= theta**3 * 101 / (400 * pi**3), circle, touching=[0]),
     on_circle, REFUTED),
    ("mirrored: printed denominator",
     PlaneIdentity(along - half, (x - half) * (1 - eta * (1 - acute / pi + twice / x))), mirror_given, REFUTED),
    ("mirrored: pi for 2 pi", PlaneIdentity(along - half, (x - half) * (1 - eta * (1 - acute / pi + twice / pi))),
     mirror_given, REFUTED),
    ("mirrored: sign of the angle",
     PlaneIdentity(along - half, (x - half) * (1 - eta * (1 + acute / pi + twice / (2 * pi)))), mirror_given, REFUTED),
    ("mirrored: fixed point at 1", PlaneIdentity(along - 1, (x - 1) * (1 - eta * (1 - acute / pi + twice / (2 * pi)))),
     mirror_given, REFUTED),
    ("across: theta for 2 theta", turned(eta / (2 * pi) * (acute + (x - half) / x * twice)), mirror_given, REFUTED),
    ("across: 1 for 1/2", turned(eta / (2 * pi) * (2 * acute + (x - 1) / x * twice)), mirror_given, REFUTED),
    ("across: pi lost", turned(eta / 2 * (2 * acute + (x - half) / x * twice)), mirror_given, REFUTED),
    ("across: sine of theta", turned(eta / (2 * pi) * (2 * acute + (x - half) / x * y / sp.sqrt(x**2 + y**2))),
     mirror_given, REFUTED),
    ("aligned: n times", PlaneIdentity(sp.diff(two, w_1).xreplace(dict(zip(u, w, strict=True))), 2 * sp.diff(one, w_1)),
     teacher, REFUTED),
    ("rate: square", RecursionRate(y, step, -2), slow, REFUTED),
    ("rate: twice the constant", RecursionRate(y, step, -1, sense="equal", constant=pi / eta), slow, REFUTED),
    ("rate: step size upside down", RecursionRate(y, step, -1, sense="equal", constant=pi * eta / 2), slow, REFUTED),
    ("loss rate: fourth power", RecursionRate(y, step, -4, quantity=loss), slow, REFUTED),
    ("loss rate: sign lost", RecursionRate(y, step, 3, sense="above", quantity=loss), slow, REFUTED),
    ("loss rate: faster", RecursionRate(y, step, -4, sense="below", quantity=loss), slow, REFUTED),
    ("loss rate: a constant without the square",
     RecursionRate(y, step, -3, sense="equal", constant=pi / (6 * eta**3), quantity=loss), slow, REFUTED),
    ("geometric, not cubic", RecursionRate(y, y * (1 - eta / 2), -3, quantity=y**2), slow, REFUTED),
    ("decay from every start", ExponentialDecay(downhill, one, None, traps=[dead]), [nu > 0], REFUTED),
    ("decay: twice the true rate",
     ExponentialDecay(field, polar_loss, sp.Integer(2), shares=Shares(circle)), [*polar, theta <= 1], REFUTED),
]  # fmt: skip

REWRITTEN = [
    ("kernel, from the supplement", PlaneIdentity(pair, (cross + pi * inner - between * inner) / (2 * pi)), apart),
    ("loss, as a sum over pairs", PlaneIdentity(one, PlaneMean(neuron(w) ** 2) / 2 - PlaneMean(neuron(w) * neuron(v))
                                                + nu**2 / 4), teacher),
    ("aligned, at the doubled weight",
     PlaneIdentity(sp.diff(two, w_1).xreplace(dict(zip(u, w, strict=True))),
                   sp.diff(one, w_1).xreplace({w_1: 2 * w_1, w_2: 2 * w_2})), teacher),
    ("across, expanded", turned(eta * (acute + (x - half) * y / (x**2 + y**2)) / pi), mirror_given),
    ("lemma, cleared", Enclosed(15 * (theta - sp.sin(theta) * sp.cos(theta)) >= 2 * theta**3, {theta: (0, 2)},
                                touching=[0]), [theta > 0, theta <= 2]),
    ("wedge, by the double angle",
     Enclosed((2 * theta - sp.sin(2 * theta)) / (8 * pi) >= theta**3 / (4 * pi**3), circle, touching=[0, pi]),
     on_circle),
    ("rate, of the inverse's form", RecursionRate(y, y / (1 + 2 * eta * y / pi), -1, sense="equal",
                                                  constant=pi / (2 * eta)), slow),
    ("loss rate, weaker", RecursionRate(y, step, -2, sense="below", quantity=loss), slow),
    ("geometric, below every power", RecursionRate(y, y * (1 - eta / 2), -7, sense="below"), slow),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_variant_is_refuted(refuted, states, given, expected):
    refuted(states, given, expected)


@pytest.mark.parametrize(("states", "given"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_a_true_rewrite_holds(judged, states, given):
    verdict = judged(states, given)
    assert verdict.standing in HOLDS, verdict.because
    assert verdict.counterexample is None

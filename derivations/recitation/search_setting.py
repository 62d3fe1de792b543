"""Lines 7 to 68: the setting of a single-index model, recovery, and online gradient descent on the sphere."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.means import SphereMean
from checks.quantities import At
from checks.script import run_topic
from checks.statements.identity import Identity
from checks.statements.order import To
from checks.statements.relation import Inequality
from checks.statements.solution import LimitIs
from derivations.recitation.document import note

if __name__ == "__main__":
    run_topic(__file__)

# the dimension N, the overlap m = <x, theta>, the step size delta, a level eta of the overlap
(N,) = note.integers("N")
m, delta, eta = note.reals("m delta eta")
# points y of the space, a gradient g, a test vector h; a probability q; sides a, b of a tangent vector
y, g, h = note.reals("y_1 y_2 y_3"), note.reals("g_1 g_2 g_3"), note.reals("h_1 h_2 h_3")
q, a, b = note.reals("q a b")

note.convention(N >= 2)
note.convention(delta > 0)

Vector = tuple[sp.Expr, ...]


def dot(v: Vector, w: Vector) -> sp.Expr:
    return sp.Add(*(one * other for one, other in zip(v, w, strict=True)))


# two unit vectors and a gradient span three dimensions at most: in coordinates with theta first, nothing is left out
theta: Vector = (sp.Integer(1), sp.Integer(0), sp.Integer(0))
x: Vector = (m, sp.sqrt(1 - m**2), sp.Integer(0))
on_the_sphere = [Assumption(m >= -1), Assumption(m <= 1)]


def spherical_gradient(f: sp.Expr, along: Vector) -> sp.Expr:
    """The derivative of y -> f(y/|y|) at the unit vector x in the direction `along`; f is an expression in y."""
    norm = sp.sqrt(dot(y, y))
    on_rays = f.xreplace({c: c / norm for c in y})
    slopes = tuple(sp.Derivative(on_rays, c, evaluate=False) for c in y)
    return At.made(dot(along, slopes), dict(zip(y, x, strict=True)))


# setting and recovery (lines 7 to 54) --------------------------------------------------------------------------------

note.not_checkable("search-and-descent", line=7, printed=r"\text{[JMLR '21]}", reason="a title and its source")
note.not_checkable(
    "target-and-data",
    line=22,
    printed=r"\theta_N \in S^{N-1}, \quad M = \alpha_N \cdot N, \quad L_N: S^{N-1} \times \mathbb{R}^D \to \mathbb{R}",
    reason="definitions: the target, the samples and their number (lines 22 to 28)",
)
note.not_checkable(
    "population-loss",
    line=32,
    printed=r"\Phi_N(x) \triangleq \mathbb{E}_{Y \sim P_N}[L_N(x; Y)] = \phi(m_N(x))",
    reason="a definition, and the assumption that makes the model single-index",
)
note.claim(
    "correlation-lies-in-the-domain",
    line=37,
    printed=r"\phi: [-1, 1] \to \mathbb{R}, \quad m_N(x) = \langle x, \theta_N \rangle",
    states=Inequality((h[0] * g[0] + h[1] * g[1]) ** 2 <= (h[0] ** 2 + h[1] ** 2) * (g[0] ** 2 + g[1] ** 2)),
    remark="so the population loss is defined at every x: in the plane of two vectors, the right side 1 for unit ones",
)
note.not_checkable(
    "weak-recovery",
    line=46,
    printed=r"\lim_{N\to\infty} P(m_N(\hat\theta_N) \ge \eta) = 1",
    reason="a definition; it can be met for eta up to 1 only",
)
note.claim(
    "overlap-of-a-random-direction",
    line=48,
    printed=r"\langle \hat\theta_N, \theta_N \rangle \simeq N^{-1/2}",
    states=Identity(sp.sqrt(SphereMean(m**2, m, N)), N ** sp.Rational(-1, 2)),
    remark="the typical size, read as the root of the mean square: exact in every dimension; line 136 uses it again",
)
note.claim(
    "overlap-has-mean-zero",
    line=None,
    printed=r"\mathbb{E}\langle \hat\theta_N, \theta_N \rangle = 0",
    states=Identity(SphereMean(m, m, N), sp.Integer(0)),
    remark="so half of all directions start with a negative overlap, which the lines from 88 on leave aside",
)
note.claim(
    "overlap-fourth-moment",
    line=None,
    printed=r"\mathbb{E}\langle \hat\theta_N, \theta_N \rangle^4 = \frac{3}{N(N+2)}",
    states=Identity(SphereMean(m**4, m, N), 3 / (N * (N + 2))),
)
note.claim(
    "overlap-is-not-smaller",
    line=None,
    printed=r"\frac{\left(\mathbb{E} m^2\right)^2}{\mathbb{E} m^4} \ge \frac13",
    states=Inequality(SphereMean(m**2, m, N) ** 2 / SphereMean(m**4, m, N) >= sp.Rational(1, 3)),
    remark=(
        "by the Paley-Zygmund inequality P(m^2 >= 1/(4N)) >= 3/16 in every dimension, and by Markov's "
        "P(m^2 >= r/N) <= 1/r: the size is N^(-1/2) in probability, not only in the mean"
    ),
)
note.claim(
    "overlap-fourth-moment-in-the-limit",
    line=None,
    printed=r"N^2\, \mathbb{E}\langle \hat\theta_N, \theta_N \rangle^4 \to 3",
    states=LimitIs(N**2 * 3 / (N * (N + 2)), sp.Integer(3), To(N, sp.oo)),
    remark=(
        "from the value above: the fourth moment of a standard Gaussian, for an overlap in units of N^(-1/2); one "
        "moment, not the law"
    ),
)
note.not_checkable(
    "strong-recovery",
    line=54,
    printed=r"\forall \eta > 0, \quad \lim_{N\to\infty} P(m_N(\hat\theta_N) < 1 - \eta) = 0",
    reason="a definition",
)
note.claim(
    "strong-recovery-implies-weak",
    line=None,
    printed=(
        r"P\left(m_N < 1 - \tfrac12\right) \to 0 \implies "
        r"P\left(m_N \ge \tfrac12\right) = 1 - P\left(m_N < 1 - \tfrac12\right) \to 1"
    ),
    states=LimitIs(1 - q, sp.Integer(1), To(q, 0)),
    remark="why the names are apt; q is the probability on the left, for one eta of the strong definition",
)

# online descent on the sphere (lines 56 to 68) -----------------------------------------------------------------------

note.not_checkable(
    "start-of-the-descent",
    line=58,
    printed=r"x_0 = x_0",
    reason="says nothing: the start that was meant is lost; line 136 names its overlap",
)
note.not_checkable(
    "descent-step",
    line=60,
    printed=r"\tilde x_t = x_{t-1} - \frac{\delta}{N} \nabla L_N(x_{t-1}; Y^t)",
    reason="a definition: each step uses one new sample",
)
note.not_checkable(
    "normalization",
    line=62,
    printed=r"x_t = \frac{\tilde x_t}{\|\tilde x_t\|}",
    reason="a definition; that the norm is never zero is judged below, and line 130 leaves the normalization out",
)
tangent = (-x[1] * a, m * a, b)
note.claim(
    "norm-before-the-normalization",
    line=None,
    printed=r"\|\tilde x_t\|^2 = 1 + \left(\frac{\delta}{N}\right)^2 \|\nabla L_N\|^2",
    given=on_the_sphere,
    states=Identity(
        dot(*[tuple(c - delta / N * v for c, v in zip(x, tangent, strict=True))] * 2),
        1 + (delta / N) ** 2 * (a**2 + b**2),
    ),
    remark="for a tangent gradient with sides a and b: at least 1, so that line 62 never divides by zero",
)
linear = dot(g, y)
projected = tuple(c - dot(g, x) * e for c, e in zip(g, x, strict=True))
note.claim(
    "spherical-gradient",
    line=66,
    printed=r"\nabla L_N = \underbrace{P_x L_N}_{\text{on } \mathbb{R}^N} - \langle \nabla_x L_N, x \rangle x",
    given=on_the_sphere,
    states=Identity(spherical_gradient(linear, h), dot(h, projected) - dot(g, x) * dot(h, x)),
    remark=(
        "P_x is never defined. Read as a projection applied to the gradient, as judged here, the radial part is taken "
        "away and then once more. Read, with the brace, as the gradient on R^N, the sign of the next term, it is the "
        "amended form and the slip is one of writing. Any direction h, any gradient g of the loss in R^N, theta the "
        "first unit vector"
    ),
    amended=Amended(
        printed=r"\nabla L_N = \nabla_x L_N - \langle \nabla_x L_N, x \rangle x",
        states=Identity(spherical_gradient(linear, h), dot(h, g) - dot(g, x) * dot(h, x)),
        remark="the gradient of L_N(y/|y|) at y = x, in every direction h",
    ),
)
note.claim(
    "spherical-gradient-is-tangent",
    line=None,
    printed=r"\left\langle \nabla_x L_N - \langle \nabla_x L_N, x \rangle x, x \right\rangle = 0",
    given=on_the_sphere,
    states=Identity(dot(projected, x), sp.Integer(0)),
)
note.not_checkable(
    "one-sample-for-each-step",
    line=68,
    printed=r"M \text{ samples} \leftrightarrow M \text{ steps}",
    reason="a way of counting: a step of online descent uses up one sample",
)

"""Lines 130 to 134: gradient descent on the population loss, and its recursion for the overlap."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended
from checks.quantities import At
from checks.script import run_topic
from checks.statements.identity import Identity
from checks.statements.order import Approx, To
from checks.statements.relation import Inequality
from derivations.recitation.document import note
from derivations.recitation.search_exponent import C, k, rate
from derivations.recitation.search_setting import Vector, dot, m, on_the_sphere, theta, x, y

if __name__ == "__main__":
    run_topic(__file__)

# the slope phi'(m); the coefficient B of the next order of phi'; the square z that the normalization brings in
slope, B, z = note.reals("phi_1 B z")


def gradient_of_the_overlap() -> Vector:
    """The spherical gradient of y -> <y, theta> at x: derivatives of <y, theta>/|y|."""
    along_rays = dot(y, theta) / sp.sqrt(dot(y, y))
    here = dict(zip(y, x, strict=True))
    return tuple(At.made(sp.Derivative(along_rays, c, evaluate=False), here) for c in y)


overlap_gradient = gradient_of_the_overlap()
moved = tuple(c - rate * slope * v for c, v in zip(x, overlap_gradient, strict=True))
plain_step = m - rate * slope * (1 - m**2)
length = sp.sqrt(1 + (rate * slope) ** 2 * (1 - m**2))

# the recursion (lines 130 to 134) --------------------------------------------------------------------------------

note.claim(
    "overlap-gradient-squared",
    line=None,
    printed=r"\|\nabla m\|^2 = 1 - m^2",
    given=on_the_sphere,
    states=Identity(dot(overlap_gradient, overlap_gradient), 1 - m**2),
    remark="what turns line 132 into a recursion for m alone",
)
note.claim(
    "overlap-after-a-step",
    line=130,
    printed=r"m_t = m_{t-1} - \frac{\delta}{N} \langle \phi'(m_{t-1}) \nabla m_{t-1}, \nabla m_{t-1} \rangle",
    given=on_the_sphere,
    states=Identity(dot(moved, theta) / sp.sqrt(dot(moved, moved)), plain_step),
    remark="with the normalization of line 62, which the line leaves out; phi_1 is the derivative of phi at m",
    amended=Amended(
        printed=(
            r"m_t = \frac{m_{t-1} - \frac{\delta}{N} \phi'(m_{t-1}) (1 - m_{t-1}^2)}"
            r"{\sqrt{1 + (\delta/N)^2 \phi'(m_{t-1})^2 (1 - m_{t-1}^2)}}"
        ),
        states=Identity(dot(moved, theta) / sp.sqrt(dot(moved, moved)), plain_step / length),
    ),
)
note.claim(
    "overlap-before-the-normalization",
    line=None,
    printed=r"\langle \tilde x_t, \theta \rangle = m_{t-1} - \frac{\delta}{N} \phi'(m_{t-1}) \|\nabla m_{t-1}\|^2",
    given=on_the_sphere,
    states=Identity(dot(moved, theta), m - rate * slope * dot(overlap_gradient, overlap_gradient)),
    remark="lines 130 and 132 are exact for the vector of line 60",
)
note.claim(
    "inner-product-is-a-square",
    line=132,
    printed=r"\langle \phi'(m) \nabla m, \nabla m \rangle = \phi'(m) \|\nabla m\|^2",
    given=on_the_sphere,
    states=Identity(
        dot(tuple(slope * v for v in overlap_gradient), overlap_gradient),
        slope * dot(overlap_gradient, overlap_gradient),
    ),
)
taylor_slope = -C * m ** (k - 1) + B * m**k
note.claim(
    "small-overlap-reduction",
    line=134,
    printed=r"-\frac{\delta}{N} \phi'(m) \|\nabla m\|^2 \approx \frac{\delta}{N} C m^{k-1}",
    given=[k >= 1, C > 0],
    states=Approx(-rate * taylor_slope * (1 - m**2), rate * C * m ** (k - 1), limit=To(m, 0), depends=[B, C]),
    remark=(
        "phi' = -C m^(k-1) + B m^k near 0: the constant of line 128 is C = -phi^(k)(0)/(k-1)!. Every k is covered, so "
        "lines 140, 146 and 152, which repeat it, are too"
    ),
)
note.claim(
    "normalization-is-of-second-order",
    line=None,
    printed=r"\frac{1}{\sqrt{1 + z}} \ge 1 - \frac z2, \quad z = \left(\frac{\delta}{N}\right)^2 \phi'(m)^2 (1 - m^2)",
    given=[z >= 0],
    states=Inequality(1 / sp.sqrt(1 + z) >= 1 - z / 2),
    remark=(
        "so line 62 takes at most the share (delta C m^(k-1)/N)^2/2 from a small overlap, which is smaller than the "
        "increment (delta/N) C m^(k-1) by the factor delta C m^k/(2N): the times below do not change to first order"
    ),
)

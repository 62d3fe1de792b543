"""Line 14: starts with noise, integrated beside the sigmoids."""

from __future__ import annotations

import sympy as sp

from checks.script import run_topic
from checks.statements.side_by_side import SideBySide
from derivations.learned_modes.document import note

if __name__ == "__main__":
    run_topic(__file__)

# two modes of the strengths 2 and 1, tau = 1; W is compared with W32 W21 in their basis
w_11, w_12, w_21, w_22 = note.reals("w_11 w_12 w_21 w_22")
W = sp.Matrix([[w_11, w_12], [w_21, w_22]])
strengths = sp.diag(2, 1)
loss = sum((x**2 for x in W - strengths), sp.S.Zero) / 2
sigmoids = sp.diag(2 * w_11 * (2 - w_11), 2 * w_22 * (1 - w_22))

noise = sp.Matrix([[1, -1], [1, 2]]), sp.Matrix([[2, -1], [1, 1]])
times = [sp.Rational(1, 2), sp.Integer(1), sp.Integer(2)]
DISTANCE = r"\max_{\alpha, \beta} \left|(W^{32} W^{21} - \operatorname{diag}(u_f))_{\alpha\beta}(t)\right|"
AT = r"\quad (t = \tfrac12, 1, 2)"


def beside(start: list[sp.Matrix], **bound: sp.Rational) -> SideBySide:
    """The two layers from `start` beside diag(u_f): u_0 is the diagonal of their product, off it W is 0 throughout."""
    product = start[1] * start[0]
    return SideBySide(loss, W, sigmoids, start, times, begin=sp.diag(*product.diagonal()), **bound)


def decoupled_up_to(size: sp.Rational) -> list[sp.Matrix]:
    """a = b = 3/10 along a direction of its own for each mode, and `size` times the noise."""
    return [3 * sp.eye(2) / 10 + size * x for x in noise]


note.claim(
    "noisy-start-follows-the-sigmoids",
    line=14,
    printed=DISTANCE + r" < \tfrac{1}{100}" + AT,
    states=beside(decoupled_up_to(sp.Rational(1, 100)), below=sp.Rational(1, 100)),
    remark=(
        "strengths 2 and 1, tau = 1; each mode along a direction of its own with a = b = 3/10, and noise of entries up "
        "to 1/50; u_0 = a.b. How much noise is limited is not said, nor how close the curves are"
    ),
)
note.claim(
    "less-noise-is-closer-to-the-sigmoids",
    line=None,
    printed=DISTANCE + r" < \tfrac{1}{1000}" + AT,
    states=beside(decoupled_up_to(sp.Rational(1, 1000)), below=sp.Rational(1, 1000)),
    remark="the same with a tenth of the noise, entries up to 1/500",
)
note.claim(
    "noise-alone-leaves-the-sigmoids",
    line=None,
    printed=DISTANCE + r" > \tfrac{1}{20}" + AT,
    states=beside([x / 10 for x in noise], above=sp.Rational(1, 20)),
    remark=(
        "the same noise, of entries up to 1/5, without the decoupled part: it is small, a.b = 1/100 for both modes, "
        "and the strengths are away from the sigmoids at these times"
    ),
)

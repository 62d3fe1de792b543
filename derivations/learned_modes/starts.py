"""Line 14: starts with noise, integrated beside the sigmoids."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended
from checks.script import run_topic
from checks.statements.side_by_side import SideBySide
from derivations.learned_modes.document import note

if __name__ == "__main__":
    run_topic(__file__)

# two modes of the strengths 2 and 1, tau = 1; W is W32 W21 in their basis, and starts as the product of the layers
w_11, w_12, w_21, w_22 = note.reals("w_11 w_12 w_21 w_22")
W = sp.Matrix([[w_11, w_12], [w_21, w_22]])
strengths = sp.diag(2, 1)
loss = sum((x**2 for x in W - strengths), sp.S.Zero) / 2
sigmoids = sp.diag(2 * w_11 * (2 - w_11), 2 * w_22 * (1 - w_22))

noise = sp.Matrix([[1, -1], [1, 2]]), sp.Matrix([[2, -1], [1, 1]])
times = [sp.Rational(1, 2), sp.Integer(1), sp.Integer(2)]
DISTANCE = r"\max_{\alpha, \beta} \left|(W^{32} W^{21} - \operatorname{diag}(u_f))_{\alpha\beta}(t)\right|"


def beside(start: list[sp.Matrix], **bound: sp.Rational) -> SideBySide:
    """The two layers from `start` beside a sigmoid for each mode from the same product."""
    return SideBySide(loss, W, sigmoids, start, times, **bound)


note.claim(
    "noisy-start-follows-the-sigmoids",
    line=14,
    printed=DISTANCE + r" < \tfrac{1}{10}",
    states=beside([x / 10 for x in noise], below=sp.Rational(1, 10)),
    remark=(
        "a small start that is noise alone, of entries up to 1/5, with a.b = 1/100 for both modes: strengths 2 and 1, "
        "tau = 1, the sigmoids from the same product"
    ),
    amended=Amended(
        printed=DISTANCE + r" < \tfrac{1}{1000}",
        states=beside([3 * sp.eye(2) / 10 + x / 1000 for x in noise], below=sp.Rational(1, 1000)),
        remark="each mode along a direction of its own with a = b = 3/10, and noise of at most 1/500",
    ),
)

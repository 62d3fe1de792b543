"""Two neurons in mirror image (lines 259 to 291): the recursion (**), its reductions, and the rate of the loss."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.script import run_topic
from checks.statements.enclosed import Enclosed
from checks.statements.order import To
from checks.statements.plane_identity import PlaneIdentity
from checks.statements.solution import LimitIs
from derivations.recitation.document import note
from derivations.recitation.neuron_loss import half, nu, pi, theta, two, u_1, u_2, w_1, w_2

if __name__ == "__main__":
    run_topic(__file__)

# the coordinates of the first neuron along v and across it, in units of |v| = |v_perp|; the step size; lambda_1 - 1/2
lambda_1, lambda_2, eta, e = note.reals("lambda_1 lambda_2 eta e")

mirrored = {w_1: lambda_1 * nu, w_2: lambda_2 * nu, u_1: lambda_1 * nu, u_2: -lambda_2 * nu}
# the scale of the teacher drops out; the angle to it is acute, which the note does not say
sizes = [Assumption(nu > 0), Assumption(lambda_1 > 0), Assumption(lambda_2 >= 0)]
# what the symmetry needs: a pair that is a pair, on either side of v_perp
apart = [Assumption(nu > 0), Assumption(lambda_2 > 0)]
small_steps = [Assumption(eta > 0), Assumption(eta <= 1)]
acute = [Assumption(theta > 0), Assumption(theta < pi / 2)]

angle_to_v = sp.atan(lambda_2 / lambda_1)
sine_of_twice = sp.expand_trig(sp.sin(2 * angle_to_v))
# the same for lambda_1 < 0; the sine of twice an angle is one formula for both
obtuse = pi - sp.atan(lambda_2 / -lambda_1)
# the angle to v once more, for either sign; the angle between the neurons is met as `obtuse`, the one to v as this
by_half_angle = 2 * sp.atan(lambda_2 / (lambda_1 + sp.sqrt(lambda_1**2 + lambda_2**2)))


def moved(x: sp.Symbol) -> sp.Expr:
    """What one step of descent makes of a coordinate, in units of |v|."""
    return (mirrored[x] - eta * sp.diff(two, x).xreplace(mirrored)) / nu


note.not_checkable(
    "symmetric-case", line=261, printed=r"n=2", reason="a setting, with line 265; v_perp is read to be as long as v"
)

# the symmetry (lines 267 and 269) -----------------------------------------------------------------------------------

note.claim(
    "symmetry-along",
    line=269,
    printed=r"w_1(t) = \lambda_1(t)v + \lambda_2(t)v^\perp,\ w_2(t) = \lambda_1(t)v - \lambda_2(t)v^\perp",
    given=apart,
    states=PlaneIdentity(moved(w_1) - moved(u_1), sp.Integer(0)),
    remark="one step keeps the components along v equal, so all steps do; the assertion of line 267",
)
note.claim(
    "symmetry-across",
    line=269,
    printed=r"w_1(t) = \lambda_1(t)v + \lambda_2(t)v^\perp,\ w_2(t) = \lambda_1(t)v - \lambda_2(t)v^\perp",
    given=apart,
    states=PlaneIdentity(moved(w_2) + moved(u_2), sp.Integer(0)),
    remark="one step keeps the components across v opposite",
)

# the recursion (**) (line 273) --------------------------------------------------------------------------------------

note.claim(
    "recursion-along",
    line=273,
    printed=r"\lambda_1(t+1) - \frac{1}{2} = \left(\lambda_1(t) - \frac{1}{2}\right) \left(1 - \eta \left(1 - "
    r"\frac{\theta(t)}{\pi} + \frac{\sin 2\theta(t)}{\lambda_1(t)}\right)\right)",
    given=sizes,
    states=PlaneIdentity(
        moved(w_1) - half,
        (lambda_1 - half) * (1 - eta * (1 - angle_to_v / pi + sine_of_twice / lambda_1)),
    ),
    amended=Amended(
        printed=r"\lambda_1(t+1) - \frac{1}{2} = \left(\lambda_1(t) - \frac{1}{2}\right) \left(1 - \eta \left(1 - "
        r"\frac{\theta(t)}{\pi} + \frac{\sin 2\theta(t)}{2\pi}\right)\right) \quad (\lambda_1(t) > 0)",
        states=PlaneIdentity(
            moved(w_1) - half,
            (lambda_1 - half) * (1 - eta * (1 - angle_to_v / pi + sine_of_twice / (2 * pi))),
        ),
        remark="the last denominator is 2 pi, the other terms are as printed; beyond a right angle another form holds",
    ),
    remark="from the gradient of the loss at the mirrored pair, theta the angle between w_1 and v",
)
note.claim(
    "recursion-across",
    line=273,
    printed=r"\lambda_2(t+1) = \lambda_2(t) \cdot \left(1 - \frac{\eta}{2\pi} \left(2\theta + "
    r"\frac{\lambda_1 - \frac{1}{2}}{\lambda_1} \sin 2\theta\right)\right)",
    given=sizes,
    states=PlaneIdentity(
        moved(w_2),
        lambda_2 * (1 - eta / (2 * pi) * (2 * angle_to_v + (lambda_1 - half) / lambda_1 * sine_of_twice)),
    ),
)

beyond_right = [Assumption(nu > 0), Assumption(lambda_1 < 0), Assumption(lambda_2 > 0)]
note.claim(
    "recursion-along-obtuse-angle",
    line=None,
    printed=r"\lambda_1(t+1) = \lambda_1(t) + \frac{\eta}{2} - \eta \left(\lambda_1(t) + \frac{1}{2}\right) "
    r"\left(\frac{\theta}{\pi} - \frac{\sin 2\theta}{2\pi}\right) \quad (\lambda_1 < 0)",
    given=beyond_right,
    states=PlaneIdentity(
        moved(w_1),
        lambda_1
        + eta / 2
        - eta * (lambda_1 * obtuse + half * by_half_angle - (lambda_1 + half) * sine_of_twice / 2) / pi,
    ),
    remark="what takes the place of the amended first half of line 273; theta is written in two ways, see the source",
)
note.claim(
    "recursion-across-obtuse-angle",
    line=None,
    printed=r"\lambda_2(t+1) = \lambda_2(t) \cdot \left(1 - \frac{\eta}{2\pi} \left(2\pi - 2\theta - "
    r"\frac{\lambda_1 + \frac{1}{2}}{\lambda_1} \sin 2\theta\right)\right) \quad (\lambda_1 < 0)",
    given=beyond_right,
    states=PlaneIdentity(
        moved(w_2),
        lambda_2 * (1 - eta / (2 * pi) * (2 * pi - 2 * obtuse - (lambda_1 + half) / lambda_1 * sine_of_twice)),
    ),
    remark=(
        "what takes the place of the second half of line 273, which does not say that it needs lambda_1 > 0: beyond a "
        "right angle the cone between the neurons turns over"
    ),
)

# lambda_1 (lines 275 to 279) ----------------------------------------------------------------------------------------

shrink = 1 - eta * (1 - theta / pi + sp.sin(2 * theta) / (2 * pi))
note.claim(
    "small-angle-along",
    line=277,
    printed=r"\lambda_1(t+1) - \frac{1}{2} \approx \left(\lambda_1(t) - \frac{1}{2}\right) \cdot (1 - \eta)",
    given=[Assumption(eta > 0)],
    states=LimitIs(shrink, 1 - eta, To(theta, 0)),
    remark="the factor of the amended line 273 as theta goes to 0 (line 275); as printed it has the same limit",
)
note.claim(
    "small-angle-along-remainder",
    line=None,
    printed=r"0 \le \frac{\lambda_1(t+1) - \frac12}{\lambda_1(t) - \frac12} - (1 - \eta) "
    r"\le \frac{2\eta}{3\pi}\, \theta^3 \quad (\theta < \tfrac{\pi}{2})",
    given=[eta > 0, *acute],
    states=Enclosed(
        shrink - (1 - eta) <= 2 * eta * theta**3 / (3 * pi),
        {theta: (0, pi / 2)},
        touching=[0],
        parts=[(2 * theta**3 / (3 * pi) - theta / pi + sp.sin(2 * theta) / (2 * pi), eta)],
    ),
    remark="the upper half; the lower one is sin 2 theta <= 2 theta",
)
note.claim(
    "lambda-1-converges",
    line=279,
    printed=r"\lambda_1 \to \frac{1}{2} \text{ exponentially}",
    given=[*small_steps, *acute],
    states=Enclosed(
        shrink <= 1 - eta / 2,
        {theta: (0, pi / 2)},
        touching=[pi / 2],
        parts=[(half - theta / pi + sp.sin(2 * theta) / (2 * pi), eta)],
    ),
    remark=(
        "read as |lambda_1(t+1) - 1/2| <= (1 - eta/2) |lambda_1(t) - 1/2|, at every acute angle and step size up to 1; "
        "the claim that lambda_1 keeps its side says that the factor is not negative"
    ),
)
note.claim(
    "lambda-1-keeps-its-side",
    line=None,
    printed=r"1 - \eta\Big(1 - \frac{\theta}{\pi} + \frac{\sin 2\theta}{2\pi}\Big) \ge 1 - \eta",
    given=[*small_steps, *acute],
    states=Enclosed(
        shrink >= 1 - eta,
        {theta: (0, pi / 2)},
        touching=[0],
        parts=[(theta / pi - sp.sin(2 * theta) / (2 * pi), eta)],
    ),
    remark="so lambda_1 stays positive and on its side of 1/2, and the angle stays acute",
)

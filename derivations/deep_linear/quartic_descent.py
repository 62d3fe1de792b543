"""The regression problem with quartic loss under plain gradient descent (lines 47, 50 and 52 to 56)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.quantities import At
from checks.script import run_topic
from checks.statements.identity import Identity
from checks.statements.order import MuchGreater, To
from checks.statements.recursion import EveryStep
from checks.statements.relation import Equivalence, Inequality
from derivations.deep_linear.document import T, eta, note

if __name__ == "__main__":
    run_topic(__file__)

# two coordinates of the end-to-end vector and their targets; M bounds a curvature, e is an error and e_0 its start
w_1, w_2, y_1, y_2 = note.reals("w_1 w_2 y_1 y_2")
M, e, e_0, r = note.reals("M e e_0 r")

targets = [Assumption(y_1 > 0), Assumption(y_2 > 0)]
sum_of_fourth_powers = (w_1 - y_1) ** 4 + (w_2 - y_2) ** 4
quartic_loss = sum_of_fourth_powers / 4


# the problem (line 47) and its updates (lines 53 and 54) -----------------------------------------------------------

curvatures = [sp.Derivative(quartic_loss, (w, 2)) for w in (w_1, w_2)]
first, second = (At.made(c, {w_1: sp.Integer(0), w_2: sp.Integer(0)}) for c in curvatures)
condition_number = first / second

note.claim(
    "ill-conditioned-at-the-start",
    line=47,
    printed=r"\kappa\left(\nabla^2 \mathcal{L}(0)\right) \gg 1 \quad (y_1 \gg y_2)",
    given=targets,
    states=MuchGreater(condition_number, sp.Integer(1), limit=To(r, sp.oo, {y_1: r * y_2})),
    remark="ill-conditioned, read as: the curvatures at the small start, w near 0, differ by a large factor",
)
note.claim(
    "condition-number-at-the-start",
    line=None,
    printed=r"\kappa\left(\nabla^2 \mathcal{L}(0)\right) = \left(\frac{y_1}{y_2}\right)^2",
    given=targets,
    states=Identity(condition_number, (y_1 / y_2) ** 2),
)
note.claim(
    "quartic-updates-are-decoupled",
    line=53,
    printed=r"\frac{\partial^2 \mathcal{L}}{\partial w_1 \partial w_2} = 0",
    states=Identity(sp.Derivative(quartic_loss, w_1, w_2), sp.Integer(0)),
    remark="decoupled: no coordinate enters the update of the other. The loss is not printed: it is read off line 54",
)
note.claim(
    "quartic-descent-step",
    line=54,
    printed=r"w_i^{(t+1)} \leftarrow w_i^{(t)} - \eta (w_i^{(t)} - y_i)^3",
    states=Identity(w_1 - eta * sp.Derivative(quartic_loss, w_1), w_1 - eta * (w_1 - y_1) ** 3),
    remark="for a quarter of the sum of fourth powers, a factor that is not stated; repeated on lines 55 and 56",
)
note.claim(
    "step-without-the-quarter",
    line=None,
    printed=r"w_1 - \frac{\eta}{4} \frac{\partial}{\partial w_1} \sum_i (w_i - y_i)^4 = w_1 - \eta (w_1 - y_1)^3",
    states=Identity(w_1 - eta / 4 * sp.Derivative(sum_of_fourth_powers, w_1), w_1 - eta * (w_1 - y_1) ** 3),
    remark="with the plain sum of fourth powers the printed update is gradient descent at a quarter of the rate",
)

# the Lipschitz constant of line 50, for this loss --------------------------------------------------------------------

note.claim(
    "no-lipschitz-constant",
    line=None,
    printed=r"\frac{\partial^2 \mathcal{L}}{\partial w_1^2}\left(y_1 + \sqrt{M}\right) > M \quad (M > 0)",
    given=[M > 0],
    states=Inequality(At.made(curvatures[0], {w_1: y_1 + sp.sqrt(M)}) > M),
    remark="the curvature has no maximum, so no L exists for this loss and lines 50 to 52 give no rate and no bound",
)
note.claim(
    "no-rate-is-stable-everywhere",
    line=None,
    printed=(
        r"\mathcal{L}(w - \eta \nabla\mathcal{L}(w)) > \mathcal{L}(w) "
        r"\text{ at } w = (y_1 + 2/\sqrt{\eta},\, y_2)"
    ),
    states=Inequality((2 / sp.sqrt(eta) - eta * (2 / sp.sqrt(eta)) ** 3) ** 4 / 4 > (2 / sp.sqrt(eta)) ** 4 / 4),
    remark="from there the loss grows by the factor 81, whatever the rate",
)

# what holds instead, for the error e of one coordinate ---------------------------------------------------------------

next_e = e - eta * e**3
note.claim(
    "stable-range-of-a-coordinate",
    line=None,
    printed=r"|e - \eta e^3| < |e| \iff \eta e^2 < 2 \quad (e \ne 0)",
    given=[sp.Ne(e, 0)],
    states=Equivalence(next_e**2 < e**2, eta * e**2 < 2),
    remark="the exact range of rates; 2/L with L the curvature 3 e^2 of the sublevel set is a third of it",
)
note.claim(
    "stable-from-the-start-is-stable",
    line=None,
    printed=r"\eta e_0^2 \le 2 \implies \eta e_T^2 \le 2",
    given=[eta * e_0**2 <= 2],
    states=EveryStep({e: next_e}, {e: e_0}, eta * e**2 <= 2, counter=T),
    remark="so from w = 0, at any rate below 2/max y_i^2, every step makes every error smaller",
)
note.claim(
    "quartic-error-bound",
    line=None,
    printed=r"e_T^2 \le \frac{e_0^2}{1 + 2\eta T e_0^2} \quad (2 \eta e_0^2 \le 3)",
    given=[2 * eta * e_0**2 <= 3],
    states=EveryStep(
        {e: next_e},
        {e: e_0},
        e**2 <= e_0**2 / (1 + 2 * eta * T * e_0**2),
        counter=T,
        invariant=sp.And(e**2 * (1 + 2 * eta * T * e_0**2) <= e_0**2, e**2 <= e_0**2),
    ),
    remark="every T; so the loss is of order 1/T^2: doubling T quarters it in the end, where line 52 halves a bound",
)
slack = 1 + 2 * eta * e_0**2
note.claim(
    "quartic-error-lower-bound",
    line=None,
    printed=r"e_T^2 \ge \frac{e_0^2}{1 + 2\eta (1 + 2\eta e_0^2)\, T e_0^2} \quad (8 \eta e_0^2 \le 1)",
    given=[8 * eta * e_0**2 <= 1],
    states=EveryStep(
        {e: next_e},
        {e: e_0},
        e**2 >= e_0**2 / (1 + 2 * eta * slack * T * e_0**2),
        counter=T,
        invariant=sp.And(e**2 * (1 + 2 * eta * slack * T * e_0**2) >= e_0**2, e**2 <= e_0**2),
    ),
    remark=(
        "at a rate below 2/y_1^2 the coordinate with target y_2 needs a number of steps of order (y_1/y_2)^2: to bring "
        "its error from e_0 to e takes at least (1/e^2 - 1/e_0^2)/(2 eta (1 + 2 eta e_0^2)) of them"
    ),
)

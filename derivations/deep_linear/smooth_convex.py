"""Gradient descent on a convex function with an L-Lipschitz gradient (lines 48 to 52), and the bounds on quadratics."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.script import run_topic
from checks.statements.descent_rate import DescentRate
from checks.statements.descent_step import DescentStep
from checks.statements.identity import Identity
from checks.statements.relation import Equivalence, Implication, Inequality
from checks.statements.smooth_convex import distance, gap, next_gap, next_slope, slope, start
from derivations.deep_linear.document import T, eta, note

if __name__ == "__main__":
    run_topic(__file__)

# L is the Lipschitz constant of the gradient, lam a curvature, x and z a rate times a curvature
L, lam, w_0, x, z = note.reals("L lam w_0 x z")
u, p_0, D, S_0 = note.reals("u p_0 D S_0")

lipschitz = Assumption(L > 0, 48)
stable = Assumption(eta < 2 / L, 50)
step = {"rate": eta, "smoothness": L}
many = {**step, "steps": T}

# the learning rate (lines 49 and 50) -----------------------------------------------------------------------------

descent_lemma = note.claim(
    "descent-lemma-along-a-segment",
    line=None,
    printed=r"\frac{d}{du}\left(u\,\phi'(0) + \tfrac{L}{2} \|d\|^2 u^2\right) = \phi'(0) + L \|d\|^2 u",
    states=Identity(sp.Derivative(u * p_0 + L * D * u**2 / 2, u), p_0 + L * D * u),
    remark=(
        "phi(u) = f(x + u d), D = |d|^2: the right side bounds phi'(u), for the gradient is L-Lipschitz, so that "
        "phi(1) - phi(0) is at most the bracket at u = 1. All else used of f is on record with the kind of statement"
    ),
)
note.claim(
    "loss-decreases-at-every-step",
    line=49,
    printed=r"\eta < \frac{2}{L} \implies L(w_{t+1}) < L(w_t)",
    given=[lipschitz, stable],
    states=DescentStep(next_gap < gap, **step),
    amended=Amended(
        printed=r"0 < \eta < \frac{2}{L},\ \nabla L(w_t) \ne 0 \implies L(w_{t+1}) < L(w_t)",
        states=DescentStep(next_gap < gap, **step, where=[slope > 0]),
        remark="by the descent lemma the loss falls by at least eta (1 - eta L/2) |grad L(w_t)|^2",
    ),
    remark="every convex function, every dimension; the loss keeps its value at a minimizer. Line 50 states the range",
)
note.claim(
    "stable-range-cannot-be-larger",
    line=None,
    printed=r"f(w) = \tfrac{L}{2} w^2,\ w \ne 0:\quad f(w - \eta L w) < f(w) \iff \eta < \frac{2}{L}",
    given=[lipschitz, sp.Ne(w_0, 0)],
    states=Equivalence(L * (w_0 - eta * L * w_0) ** 2 / 2 < L * w_0**2 / 2, eta < 2 / L),
    remark="at eta = 2/L this loss keeps its value for ever, beyond it grows",
)
note.not_checkable(
    "definition-of-lipschitz-constant",
    line=50,
    printed=r"L = \max \|\nabla^2 L(w)\|",
    reason=(
        "names L, where the Hessian exists and its norm has a maximum; the loss of line 54 has none, see "
        "no-lipschitz-constant"
    ),
)

# the rate of convergence (lines 51 and 52) -----------------------------------------------------------------------

decrease = eta * (1 - eta * L / 2)
note.claim(
    "error-is-of-order-one-over-t",
    line=51,
    printed=r"0 < \eta < \frac{2}{L} \implies L(w_T) - L(w^*) = O(1/T)",
    given=[lipschitz, stable],
    states=DescentRate(
        gap <= start / (decrease * T),
        **many,
        invariant=sp.And(decrease * T * gap <= start, distance <= start),
    ),
    remark=(
        "shown with the constant |w_0 - w*|^2 / (eta (1 - eta L/2)), for every T, every such function and every rate "
        "in the range; it grows without bound as eta tends to 2/L"
    ),
)
note.claim(
    "convergence-bound",
    line=52,
    printed=r"L(w_T) - L(w^*) \le \frac{\|w_0 - w^*\|^2}{2\eta T}",
    given=[lipschitz, stable],
    states=DescentRate(gap <= start / (2 * eta * T), **many),
    amended=Amended(
        printed=r"0 < \eta \le \frac{1}{L} \implies L(w_T) - L(w^*) \le \frac{\|w_0 - w^*\|^2}{2\eta T}",
        states=DescentRate(gap <= start / (2 * eta * T), **many, invariant=2 * eta * T * gap + distance <= start),
        given=[Assumption(eta <= 1 / L)],
        remark="every T, every such function; tight-convergence-bound-beyond carries it on to sqrt(2)/L",
    ),
    remark="under the condition of line 50, as line 51 says; near eta = 2/L one step on a quadratic breaks it",
)

bound = S_0 / (2 * eta * T)
note.claim(
    "doubling-the-steps-halves-the-bound",
    line=52,
    printed=r"\frac{\|w_0 - w^*\|^2}{2\eta \cdot 2T} = \frac12 \cdot \frac{\|w_0 - w^*\|^2}{2\eta T}",
    states=Identity(bound.xreplace({T: 2 * T}), bound / 2),
    remark="S_0 is the squared distance; the error itself may fall faster than its bound, as for the loss of line 54",
)

# beyond the note: the best constant for rates up to sqrt(2)/L -----------------------------------------------------

R, h = note.reals("R h")
best = DescentRate(
    gap <= L * start / (4 * eta * L * T + 2),
    **many,
    invariant=2 * eta * T * gap + (eta**2 * T**2 + eta * T / L) * slope + distance <= start,
)
note.claim(
    "tight-convergence-bound",
    line=None,
    printed=r"0 < \eta \le \frac{1}{L} \implies L(w_T) - L(w^*) \le \frac{L \|w_0 - w^*\|^2}{4\eta L T + 2}",
    given=[lipschitz, eta <= 1 / L],
    states=best,
    remark="less than half of the printed bound; the invariant carries the gradient along",
)
over = eta * L - 1
note.claim(
    "tight-convergence-bound-beyond",
    line=None,
    printed=(
        r"\frac{1}{L} \le \eta \le \frac{\sqrt2}{L} \implies "
        r"L(w_T) - L(w^*) \le \frac{L \|w_0 - w^*\|^2}{4\eta L T + 2}"
    ),
    given=[lipschitz, eta * L >= 1, eta**2 * L**2 <= 2],
    states=DescentRate(
        best.states,
        **many,
        invariant=best.invariant,
        lemmas=[
            2 * L * (1 - over) * (next_gap - gap)
            <= -(1 - over) * (slope + next_slope) - 2 * over * (next_slope - over * slope)
        ],
    ),
    remark="so the printed bound itself holds up to sqrt(2)/L; whether it does up to 1.7329/L is open here",
)
note.claim(
    "tight-bound-is-attained",
    line=None,
    printed=(
        r"h = \frac{R}{2\eta L T + 1},\ w_T = R - \eta L h T:\quad "
        r"L h w_T - \frac{L h^2}{2} = \frac{L R^2}{4\eta L T + 2}"
    ),
    given=[lipschitz, R > 0, sp.Eq(h, R / (2 * eta * L * T + 1))],
    states=Identity(L * h * (R - eta * L * h * T) - L * h**2 / 2, L * R**2 / (4 * eta * L * T + 2)),
    remark="Huber's function, L w^2/2 up to |w| = h and of slope L h beyond, from w_0 = R: its w_T is still beyond h",
)

# beyond the note: quadratics at every rate of the stable range, x = eta L ------------------------------------------

error = lam * (1 - eta * lam) ** (2 * T) / 2
worst = (2 * T / (2 * T + 1)) ** (2 * T) / (2 * eta * (2 * T + 1))

note.claim(
    "quadratic-error-derivative",
    line=None,
    printed=(
        r"\frac{d}{d\lambda}\, \frac{\lambda}{2} (1 - \eta\lambda)^{2T} "
        r"= \tfrac12 (1 - \eta\lambda)^{2T-1} (1 - (2T+1)\eta\lambda) \quad (0 < \eta\lambda < 1)"
    ),
    given=[lam > 0, eta * lam < 1],
    states=Identity(sp.Derivative(error, lam), (1 - eta * lam) ** (2 * T - 1) * (1 - (2 * T + 1) * eta * lam) / 2),
    remark="the error after T steps on lam w^2/2 from w = 1 rises to lam = 1/(eta (2T+1)), then falls to 0 at 1/eta",
)
note.claim(
    "quadratic-error-at-the-interior-maximum",
    line=None,
    printed=(
        r"\lambda = \frac{1}{\eta(2T+1)}:\quad "
        r"\frac{\lambda}{2} (1 - \eta\lambda)^{2T} = \frac{1}{2\eta(2T+1)} \left(\frac{2T}{2T+1}\right)^{2T}"
    ),
    states=Identity(error.xreplace({lam: 1 / (eta * (2 * T + 1))}), worst),
    remark="the extremal quadratic where eta L >= 1/(2T+1) and lam = L does no worse; for smaller eta L it is lam = L",
)
note.claim(
    "quadratic-error-below-one-over-eta",
    line=None,
    printed=(
        r"\log\big((2T+1) z\big) + 2T \log\left(\tfrac{2T+1}{2T} (1-z)\right) \le 0 \quad (0 < z = \eta\lambda < 1)"
    ),
    given=[z > 0, z < 1],
    states=Inequality(sp.log((2 * T + 1) * z) + 2 * T * sp.log((2 * T + 1) * (1 - z) / (2 * T)) <= 0),
    remark="the logarithm of the error over its value at the interior maximum, which by log a <= a - 1 none exceeds",
)
note.claim(
    "quadratic-error-above-one-over-eta",
    line=None,
    printed=r"z (z-1)^{2T} \le x (x-1)^{2T} \quad (1 < z \le x = \eta L)",
    given=[z > 1, z <= x],
    states=Inequality(z * (z - 1) ** (2 * T) <= x * (x - 1) ** (2 * T)),
    remark=(
        "above 1/eta the largest curvature is worst, so the error after T steps on quadratics is at most |w_0 - w*|^2 "
        "times the larger of the value at the interior maximum and L (1 - eta L)^(2T)/2, and both are attained"
    ),
)
note.claim(
    "bound-on-quadratics-second-step",
    line=None,
    printed=r"2 x (x-1)^4 \le 1 \implies x (x-1)^2 \le 1 \quad (1 < x = \eta L < 2)",
    given=[x > 1, x < 2],
    states=Implication(2 * x * (x - 1) ** 4 <= 1, x * (x - 1) ** 2 <= 1),
    remark="the bound of line 52 on L w^2/2 reads T x (1-x)^(2T) <= 1; where it holds at T = 2 it holds at T = 1",
)
note.claim(
    "bound-on-quadratics-later-steps",
    line=None,
    printed=r"2 x (x-1)^4 \le 1 \implies (T+1) (x-1)^2 \le T \quad (1 < x < 2,\ T \ge 2)",
    given=[x > 1, x < 2, Assumption(T >= 2)],
    states=Implication(2 * x * (x - 1) ** 4 <= 1, (T + 1) * (x - 1) ** 2 <= T),
    remark=(
        "times x (x-1)^(2T): from T = 2 on, T x (x-1)^(2T) falls. So on quadratics the printed bound holds for all T "
        "up to eta L = 1.7329..., the root of 2 x (x-1)^4 = 1, and beyond it T = 2 breaks it"
    ),
)

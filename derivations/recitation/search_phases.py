"""Lines 9 and 104 to 122: how the samples divide between the search and the descent."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.script import run_topic
from checks.statements.order import MuchGreater, Theta, To
from checks.statements.relation import Implication, Inequality
from checks.statements.simulated import OnlineDescent, ScalingLaw
from checks.statements.solution import LimitIs
from derivations.recitation.document import note
from derivations.recitation.search_exponent import C, c, from_start, logarithm
from derivations.recitation.search_setting import N, delta, dot, eta, m, on_the_sphere, theta

if __name__ == "__main__":
    run_topic(__file__)

# omega is any factor that tends to infinity with N; P bounds |phi'|; r is the length of the descent
omega, P, r = note.reals("omega P r")
# the steps of the descent, and those of the search
D, T = note.integers("D T")

half, low, high = sp.Rational(1, 2), sp.Rational(2, 5), sp.Rational(3, 5)
quadratic = OnlineDescent(2, N, sp.Rational(1, 20), 80 * N, (64, 96, 128, 192, 256, 384, 512), runs=120)
cubic = OnlineDescent(3, N, 1 / (10 * sp.sqrt(N)), 12 * N**2, (20, 28, 40, 56, 80), runs=180)
SIMULATED = "simulated for the loss of mean -m^k from the overlap N^(-1/2), judged by the medians of"

note.claim(
    "almost-all-data-in-the-search",
    line=9,
    printed=r"\frac{\tau_{1-\eta}^+ - \tau_\eta^+}{\tau_\eta^+} \to 0 \quad (k = 3)",
    given=from_start,
    states=ScalingLaw(cubic, "descent over search", tends_to=0, low=low, high=high),
    remark=f"{SIMULATED} {cubic}; eta = 2/5. For k = 2, where only a logarithm divides the two times, nothing is shown",
)
for name, line, printed in (
    ("end-of-the-search", 106, r"\tau_\eta^+ = \inf\{t \mid m_N(x_t) > \eta\}"),
    ("end-of-the-descent", 108, r"\tau_{1-\eta}^+ = \inf\{t \mid m_N(x_t) > 1 - \eta\}"),
):
    note.not_checkable(name, line=line, printed=printed, reason="a definition; infinite where the level is not reached")
note.claim(
    "every-level-is-exceeded",
    line=112,
    printed=r"\forall \eta > 0: \quad \max_x m_N(x) = \langle \theta_N, \theta_N \rangle > \eta",
    given=[eta > 0],
    states=Inequality(dot(theta, theta) > eta),
    remark=(
        "what two times that are finite ask for: some overlap lies beyond the level, and the largest one, at the "
        "target, is 1. From eta = 1 on no overlap exceeds eta and the time of line 106 is infinite"
    ),
    amended=Amended(
        printed=r"\forall \eta \in (0, 1): \quad m = \frac{1 + \eta}{2} \implies \eta < m < 1",
        states=Implication(sp.Eq(m, (1 + eta) / 2, evaluate=False), sp.And(m > eta, m < 1)),
        given=[Assumption(eta < 1)],
    ),
)
note.claim(
    "descent-ends-after-the-search",
    line=None,
    printed=r"m > 1 - \eta \implies m > \eta \quad (0 < \eta \le \tfrac12)",
    given=[*on_the_sphere, eta > 0, eta <= half],
    states=Implication(m > 1 - eta, m > eta),
    remark=(
        "what the names of the two times ask for; line 112 admits a larger eta, for which an overlap beyond 1 - eta "
        "need not be beyond eta"
    ),
)

# the two bounds (lines 110 to 118), for one k after the other --------------------------------------------------------

for exponent, descent, alpha in ((2, quadratic, logarithm), (3, cubic, N)):
    note.claim(
        f"search-takes-more-than-alpha-{exponent}",
        line=114,
        printed=rf"\tau_\eta^+ \gg \alpha_C(N, k) \quad (k = {exponent})",
        given=from_start,
        states=ScalingLaw(descent, "search", over=alpha, tends_to=sp.oo, low=low),
        remark=(
            f"{SIMULATED} {descent}; eta = 2/5. True by a whole factor N: times count steps, alpha counts steps over "
            "N, and a search of c N alpha_C steps or more must be meant, the order that lines 94 to 96 name"
        ),
    )
note.claim(
    "descent-takes-order-n",
    line=116,
    printed=r"|\tau_{1-\eta}^+ - \tau_\eta^+| \le C \cdot N \quad (k = 2)",
    given=from_start,
    states=ScalingLaw(quadratic, "descent", over=N, power=0, low=low, high=high),
    remark=f"{SIMULATED} {quadratic}; eta = 2/5: a step size that does not shrink with N",
)
note.claim(
    "descent-takes-order-n-3",
    line=116,
    printed=r"|\tau_{1-\eta}^+ - \tau_\eta^+| \le C \cdot N \quad (k = 3,\; \delta = N^{-1/2},\; \text{line 132})",
    given=[Assumption(r > 0), Assumption(P > 0)],
    states=LimitIs(r * N / (delta * P) / (N * logarithm), sp.Integer(0), To(N, sp.oo, {delta: N**-half})),
    remark=(
        "at the step size with which the search takes N alpha_C steps. Judged is a consequence: a descent of C N "
        "steps, over N log N, tends to 0. A step of line 132 moves m by (delta/N) P at most, P the largest |phi'|, so "
        "that the descent takes r N/(delta P) steps or more, r = 1 - 2 eta; even that bound grows faster, so no C will "
        "do. For k > 3 the step size, N^(-(k-2)/2), is smaller still. Online descent is simulated below"
    ),
    amended=Amended(
        printed=(
            r"\frac{\delta}{N}\, c\, (|\tau_{1-\eta}^+ - \tau_\eta^+| - 1) \le 1 - 2\eta \implies "
            r"|\tau_{1-\eta}^+ - \tau_\eta^+| \le \frac{C N}{\delta}, \quad C = \frac{1 - 2\eta}{c} + 1"
        ),
        states=Implication(delta / N * c * (D - 1) <= r, D <= (r / c + 1) * N / delta),
        given=[Assumption(c > 0), Assumption(delta <= N)],
        remark=(
            "D steps that each gain (delta/N) c or more, where all but the last stay between the two levels, which are "
            "r = 1 - 2 eta apart; c is the least gain that line 132 leaves there, so that the constant is one of phi"
        ),
    ),
)
note.claim(
    "descent-at-the-step-size-of-the-search",
    line=None,
    printed=r"\tau_{1-\eta}^+ - \tau_\eta^+ \asymp \frac N\delta \quad (k = 3,\; \delta \asymp N^{-1/2})",
    given=from_start,
    states=ScalingLaw(cubic, "descent", over=N ** sp.Rational(3, 2), power=0, low=low, high=high),
    remark=f"{SIMULATED} {cubic}; eta = 2/5: the order of the amended line 116",
)
note.claim(
    "descent-is-longer-for-small-steps",
    line=None,
    printed=r"\frac{r N}{\delta P} \gg C N \quad (\delta \to 0,\; r = 1 - 2\eta > 0)",
    given=[r > 0, C > 0, P > 0],
    states=MuchGreater(r * N / (delta * P), C * N, limit=To(delta, 0), depends=[r, C, P]),
    remark="a step of line 132 moves m by at most (delta/N) P, P the largest |phi'|; r is the way from eta to 1 - eta",
)

# the ratio (lines 120 to 122): the descent takes C N steps, the search omega times its lower bound --------------------

slowly = To(N, sp.oo, {omega: logarithm})
AS_PRINTED = "from line 116 over line 114 as printed: the search takes omega alpha_C steps, omega to infinity"
positive = [Assumption(C > 0), Assumption(omega > 0)]
for exponent, alpha in ((2, logarithm), (3, N), (4, N**2)):
    shown = {2: r"\log N", 3: "N", 4: "N^2"}[exponent]
    vanishes = To(N, sp.oo)
    corrected = Amended(
        printed=rf"\tau_\eta^+ \ge c N \alpha_C \implies \frac{{C N}}{{c N \cdot {shown}}} \to 0",
        states=LimitIs(C * N / (c * N * alpha), sp.Integer(0), vanishes),
        given=[Assumption(c > 0)],
        remark="with c N alpha_C in line 114, the order that the simulated searches have",
    )
    if exponent == 2:
        note.claim(
            "ratio-vanishes-2",
            line=122,
            printed=rf"\frac{{1}}{{\alpha_C(N, k)}} \text{{ vanishes}} \quad (k = {exponent})",
            given=positive,
            states=LimitIs(C * N / (omega * alpha), sp.Integer(0), slowly),
            remark=f"{AS_PRINTED}; the times (log N)^2 and N satisfy both bounds, and their ratio grows",
            amended=corrected,
        )
    else:
        note.claim(
            f"ratio-vanishes-{exponent}",
            line=122,
            printed=rf"\frac{{1}}{{\alpha_C(N, k)}} \text{{ vanishes}} \quad (k = {exponent})",
            given=positive,
            states=LimitIs(C * N / (omega * alpha), sp.Integer(0), To(omega, sp.oo)),
            remark=f"{AS_PRINTED}, however slowly",
        )
    note.claim(
        f"ratio-is-one-over-alpha-{exponent}",
        line=122,
        printed=rf"\frac{{\#\ldots}}{{\#\ldots}} = \frac{{1}}{{\alpha_C(N, k)}} \quad (k = {exponent})",
        given=positive,
        states=Theta(C * N / (omega * alpha), 1 / alpha, limit=slowly, depends=[C]),
        remark=(
            f"{AS_PRINTED}; equality read up to constants, the bounds as attained, for omega = log N. Line 114 bounds "
            "the search from below only, so the quotient of the lines is an upper bound at best"
        ),
        amended=Amended(
            printed=rf"D \le C N, \; T \ge c N \alpha_C \implies \frac{{D}}{{T}} \le \frac{{C}}{{c}} \cdot "
            rf"\frac{{1}}{{{shown}}}",
            states=Inequality(D / T <= C / (c * alpha)),
            given=[Assumption(c > 0), Assumption(D >= 0), Assumption(D <= C * N, 116), Assumption(T >= c * N * alpha)],
            remark="D samples in the descent by line 116, T in the search by the amended line 114",
        ),
    )

"""Lines 9 and 104 to 122: how the samples divide between the search and the descent."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.script import run_topic
from checks.statements.order import MuchGreater, Theta, To
from checks.statements.relation import Implication
from checks.statements.simulated import OnlineDescent, ScalingLaw
from checks.statements.solution import LimitIs
from derivations.recitation.document import note
from derivations.recitation.search_exponent import C, logarithm
from derivations.recitation.search_setting import N, delta, eta, m

if __name__ == "__main__":
    run_topic(__file__)

# omega is any factor that tends to infinity with N; P bounds |phi'|; r is the length of the descent
omega, P, r = note.reals("omega P r")

half, low, high = sp.Rational(1, 2), sp.Rational(2, 5), sp.Rational(3, 5)
quadratic = OnlineDescent(2, N, sp.Rational(1, 20), 80 * N, (64, 96, 128, 192, 256, 384, 512), runs=120)
cubic = OnlineDescent(3, N, 1 / (10 * sp.sqrt(N)), 12 * N**2, (20, 28, 40, 56, 80), runs=180)
SIMULATED = "simulated for the loss of mean -m^k from the overlap N^(-1/2)"

note.claim(
    "almost-all-data-in-the-search",
    line=9,
    printed=r"\frac{\tau_{1-\eta}^+ - \tau_\eta^+}{\tau_\eta^+} \to 0",
    states=ScalingLaw(cubic, "descent over search", tends_to=0, low=low, high=high),
    remark=f"{SIMULATED}, k = 3, eta = 2/5, step size 1/(10 sqrt N); line 122 says by how much",
)
for name, line, printed in (
    ("end-of-the-search", 106, r"\tau_\eta^+ = \inf\{t \mid m_N(x_t) > \eta\}"),
    ("end-of-the-descent", 108, r"\tau_{1-\eta}^+ = \inf\{t \mid m_N(x_t) > 1 - \eta\}"),
):
    note.not_checkable(name, line=line, printed=printed, reason="a definition; infinite where the level is not reached")
note.claim(
    "descent-ends-after-the-search",
    line=112,
    printed=r"\forall \eta > 0",
    given=[eta > 0],
    states=Implication(m > 1 - eta, m > eta),
    remark=(
        "what the names of the two times ask for: an overlap beyond 1 - eta is beyond eta. For a larger eta the "
        "descent of line 108 ends before it begins"
    ),
    amended=Amended(
        printed=r"m > 1 - \eta \implies m > \eta \quad (0 < \eta \le \tfrac12)",
        states=Implication(m > 1 - eta, m > eta),
        given=[eta <= half],
    ),
)

# the two bounds (lines 110 to 118), for one k after the other --------------------------------------------------------

for exponent, descent, alpha in ((2, quadratic, logarithm), (3, cubic, N)):
    note.claim(
        f"search-takes-more-than-alpha-{exponent}",
        line=114,
        printed=rf"\tau_\eta^+ \gg \alpha_C(N, k) \quad (k = {exponent})",
        states=ScalingLaw(descent, "search", over=alpha, tends_to=sp.oo, low=low),
        remark=(
            f"{SIMULATED}, eta = 2/5, step size {descent.step}. True by a whole factor N: times count steps, alpha "
            "counts steps over N, and N alpha_C must be meant; lines 94 to 96 give the times this order from below"
        ),
    )
note.claim(
    "descent-takes-order-n",
    line=116,
    printed=r"|\tau_{1-\eta}^+ - \tau_\eta^+| \le C \cdot N",
    states=ScalingLaw(quadratic, "descent", over=N, power=0, low=low, high=high),
    remark=f"{SIMULATED}, k = 2, eta = 2/5, step size 1/20: a step size that does not shrink with N",
)
note.claim(
    "descent-at-the-step-size-of-the-search",
    line=None,
    printed=r"\tau_{1-\eta}^+ - \tau_\eta^+ \asymp N^{3/2} \quad \left(k = 3,\; \delta \asymp N^{-1/2}\right)",
    states=ScalingLaw(cubic, "descent", over=N ** sp.Rational(3, 2), power=0, low=low, high=high),
    remark=(
        f"{SIMULATED}, eta = 2/5, step size 1/(10 sqrt N), at which the search takes N alpha_C: line 116 needs a "
        "larger step size than that in the descent"
    ),
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
        printed=rf"\tau_\eta^+ \gg N \alpha_C \implies \frac{{C N}}{{\omega N \cdot {shown}}} \to 0",
        states=LimitIs(C * N / (omega * N * alpha), sp.Integer(0), vanishes),
        remark="with N alpha_C in line 114; omega does not even have to grow",
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
            printed=rf"\frac{{C N}}{{N \alpha_C}} = \Theta\left(\frac{{1}}{{{shown}}}\right)",
            states=Theta(C * N / (N * alpha), 1 / alpha, limit=vanishes, depends=[C]),
            remark="an upper bound for the ratio, from a search of N alpha_C steps or more",
        ),
    )

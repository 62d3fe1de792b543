"""Lines 70 to 102: the information exponent, and how many samples recovery takes."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.means import GaussianMean
from checks.quantities import At
from checks.script import run_topic
from checks.statements.identity import Identity
from checks.statements.order import MuchGreater, To
from checks.statements.relation import Inequality
from checks.statements.simulated import OnlineDescent, RecoveredShare, ScalingLaw
from derivations.recitation.document import note
from derivations.recitation.search_setting import N, delta, m, on_the_sphere

if __name__ == "__main__":
    run_topic(__file__)

# the constants c and C of the definition, the coefficient C_1 of the next order, an exponent k; two weights, a power
c, C, C_1, c_1, c_2, p = note.reals("c C C_1 c_1 c_2 p")
(k,) = note.integers("k")
# the data seen along x, and along what is left of theta when the share of x is taken away
u, w = note.reals("u w")
# one sample seen along theta, and the squared length of its tangent part; a derivative A and a remainder R
v, square, A, R = note.reals("v varrho A R")
# the start m_0 of line 136; phi(1), and by how much phi falls from 0 to 1
m_0, end, drop = note.reals("m_0 phi_end d_phi")

logarithm = sp.log(N)
rate = delta / N
start = N ** sp.Rational(-1, 2)
from_start = [Assumption(sp.Eq(m_0, start))]


def hermite(degree: int, of: sp.Expr) -> sp.Expr:
    """The Hermite polynomial of a degree up to 3, orthonormal for the standard Gaussian."""
    return {1: of, 2: (of**2 - 1) / sp.sqrt(2), 3: (of**3 - 3 * of) / sp.sqrt(6)}[degree]


def seen_along_theta() -> sp.Expr:
    return m * u + sp.sqrt(1 - m**2) * w


def derivative_at_zero(f: sp.Expr, order: int) -> sp.Expr:
    return At.made(sp.Derivative(f, (m, order), evaluate=False), {m: sp.Integer(0)})


# definitions (lines 70 to 84) ---------------------------------------------------------------------------------------

note.not_checkable(
    "assumption-a",
    line=72,
    printed=r"\phi'(m) < 0 \quad (0 < m < 1)",
    reason="an assumption; nothing is said of negative m, where an even exponent turns the sign round",
)
note.not_checkable(
    "information-exponent",
    line=80,
    printed=(
        r"\frac{d^l\phi}{dm^l}(0) = 0 \; (|l| < k), \quad \frac{d^k\phi}{dm^k}(0) \le -c < 0, \quad "
        r"\left\|\frac{d^{k+1}\phi}{dm^{k+1}}\right\|_\infty \le C"
    ),
    reason=(
        "a definition; for one function that is k+1 times continuously differentiable the constants c and C exist as "
        "soon as the k-th derivative at 0 is negative. What it says of l = 0 is judged below"
    ),
)
cubic_loss = GaussianMean((hermite(3, u) - hermite(3, seen_along_theta())) ** 2 / 2, [u, w])
note.claim(
    "information-exponent-index-range",
    line=80,
    printed=r"\frac{d^l\phi}{dm^l}(0) = 0, \quad |l| < k",
    given=[Assumption(end >= 0), Assumption(drop > 0, 72)],
    states=Identity(end + drop, sp.Integer(0)),
    remark=(
        "for a loss that is nowhere negative, which line 28 does not ask for: |l| < k includes l = 0 and asks for "
        "phi(0) = 0. By line 72 phi falls by some d_phi > 0 from 0 to 1, so that phi(0) = phi(1) + d_phi > 0 and no "
        "such loss would have an exponent, the squared loss of a Hermite polynomial included. No step of the descent "
        "sees a constant in the loss"
    ),
    amended=Amended(
        printed=r"\frac{d^l\phi}{dm^l}(0) = 0, \quad 1 \le l < k",
        states=Identity(
            c_1 * derivative_at_zero(cubic_loss, 1) + c_2 * derivative_at_zero(cubic_loss, 2), sp.Integer(0)
        ),
        remark="for the squared loss of the third Hermite polynomial, 1 - m^3: both derivatives, with any weights",
    ),
)
note.claim(
    "exponent-of-the-cubic-loss",
    line=None,
    printed=r"\frac{d^3}{dm^3}(1 - m^3)(0) = -6",
    states=Identity(derivative_at_zero(cubic_loss, 3), sp.Integer(-6)),
    remark="so the same loss has information exponent 3 in the amended sense",
)
for degree in (1, 2, 3):
    note.claim(
        f"population-loss-of-hermite-{degree}",
        line=None,
        printed=rf"-\mathbb{{E}}\left[h_k(\langle a, x \rangle) h_k(\langle a, \theta \rangle)\right] = -m^k "
        rf"\quad (k = {degree})",
        given=on_the_sphere,
        states=Identity(GaussianMean(-hermite(degree, u) * hermite(degree, seen_along_theta()), [u, w]), -(m**degree)),
        remark="the loss of the simulations: a has independent standard Gaussian coordinates, h is orthonormal",
    )
taylor = -c * m**2 / 2 + C_1 * m**3 / 6
inside = [Assumption(m > 0), Assumption(m < 1), Assumption(c > 0)]
taylor_terms = [Assumption(condition) for condition in (k >= 1, C > 0, A <= -c, R <= C * m**k / k)]
note.claim(
    "exponent-implies-assumption-a",
    line=80,
    printed=r"\frac{d^k\phi}{dm^k}(0) \le -c < 0 \longrightarrow \phi' < 0 \text{ on } (0, 1)",
    given=inside,
    states=Inequality(sp.Derivative(taylor, m, evaluate=False) < 0),
    remark="the arrow read as an implication, on phi = -c m^2/2 + C_1 m^3/6, which has information exponent 2",
    amended=Amended(
        printed=r"(k-1)!\, \phi'(m) = A m^{k-1} + R < 0 \quad (0 < m < \min(1, kc/C))",
        states=Inequality(A * m ** (k - 1) + R < 0),
        given=[*taylor_terms, Assumption(m < k * c / C)],
        remark="Taylor's formula for phi': A the k-th derivative at 0, R the remainder, at most C m^k/k by line 80",
    ),
)
note.claim(
    "slope-bound-from-the-exponent",
    line=None,
    printed=r"(k-1)!\, \phi'(m) = A m^{k-1} + R \le -c\, m^{k-1} + \frac{C m^k}{k} \quad (0 < m < 1)",
    given=[*inside, *taylor_terms],
    states=Inequality(A * m ** (k - 1) + R <= -c * m ** (k - 1) + C * m**k / k),
    remark="how steep phi is near 0, by the constants of line 80",
)
note.not_checkable(
    "samples-over-dimension",
    line=82,
    printed=r"M = d_N \cdot N",
    reason="a recall of line 26, where the same quotient is called alpha_N",
)
note.not_checkable(
    "critical-sample-complexity",
    line=84,
    printed=r"\alpha_c(N, k) = 1 \; (k = 1), \; \log N \; (k = 2), \; N^{k-2} \; (k \ge 3)",
    reason="a definition",
)

# recovery (lines 86 to 102) -------------------------------------------------------------------------------------------

CITED = "cited in the notes, without the step size; here the loss of mean -m^k, from the overlap N^(-1/2): "
for exponent, samples, step, dimensions, condition in (
    (1, logarithm**2, 1 / logarithm, (64, 128, 256, 512), r"\alpha_N = \frac{M}{N} \gg \alpha_c(N, 1)"),
    (2, logarithm**3, 1 / (4 * logarithm), (24, 48, 96, 192), r"\alpha_N \gg \alpha_c(N, 2) \cdot \log N"),
    (
        3,
        N * logarithm**3,
        1 / (10 * sp.sqrt(N) * logarithm),
        (12, 16, 24, 32),
        r"\alpha_N \gg \alpha_c(N, k) \cdot (\log N)^2",
    ),
):
    descent = OnlineDescent(exponent, N, step, N * samples, dimensions, runs=150)
    note.claim(
        f"strong-recovery-exponent-{exponent}",
        line=88,
        printed=rf"{condition} \quad (k = {exponent},\; \eta = \tfrac15,\; {dimensions[0]} \le N \le {dimensions[-1]})",
        given=from_start,
        states=RecoveredShare(descent, sp.Rational(4, 5)),
        remark=f"{CITED}the share of {descent}, {N * samples} steps. A start with a negative overlap is not covered",
    )
pull = hermite(2, v) * sp.diff(hermite(2, u), u)
next_overlap = (m + rate * pull * (v - u * m)) / sp.sqrt(1 + (rate * pull) ** 2 * square)
note.claim(
    "even-exponents-need-a-positive-start",
    line=None,
    printed=r"m_t(-x_{t-1}) = -m_t(x_{t-1}) \quad (k = 2)",
    given=[square >= 0],
    states=Identity(next_overlap.xreplace({m: -m, u: -u}), -next_overlap),
    remark=(
        "a step on the sample loss -h_2(u) h_2(v), u = <a, x>, v = <a, theta>, varrho = |a - u x|^2: turning x round "
        "turns every later x round. From a uniform start the overlap is negative as often as positive, so that no "
        "number of samples recovers the target with a probability above 1/2: line 88 needs the start of line 136"
    ),
)
note.claim(
    "samples-are-polynomial",
    line=90,
    printed=r"N^{k-1} \gg N^{k-2} (\log N)^2 \quad (k \ge 3)",
    given=[Assumption(k >= 3, 88)],
    states=MuchGreater(N ** (k - 1), N ** (k - 2) * logarithm**2, limit=To(N, sp.oo)),
    remark="follows from line 88: M = N^k samples satisfy its condition, and for k = 1 and 2 M = N^2 do",
)
for exponent, most, sizes in (
    (1, N ** sp.Rational(3, 4), (64, 128, 256, 512, 1024, 2048)),
    (2, N * sp.sqrt(logarithm), (64, 128, 256, 512, 1024, 2048)),
    (3, N ** sp.Rational(5, 4), (64, 128, 256, 512, 1024, 2048)),
):
    descent = OnlineDescent(exponent, N, sp.Rational(1, 5), most, sizes)
    note.claim(
        f"no-weak-recovery-exponent-{exponent}",
        line=96,
        printed=rf"d_N \ll \alpha_c(N, k) \implies \sup_{{t \to M}} |m_N(x_t)| \to 0 \quad (k = {exponent})",
        given=from_start,
        states=ScalingLaw(descent, "largest overlap", tends_to=0),
        remark=f"cited; the supremum read as over t <= M, d_N as M/N, M = {most}; judged by the medians of {descent}",
    )
note.claim(
    "convergence-in-every-mean",
    line=96,
    printed=r"|m|^p \le |m| \quad (p \ge 1)",
    given=[Assumption(m > 0), Assumption(m <= 1), p >= 1],
    states=Inequality(m ** (p - 1) <= 1),
    remark=(
        "the second half of line 96 follows from the first: an overlap is at most 1, so E|m|^p <= E|m|, which is at "
        "most r + P(|m| > r) for every r > 0"
    ),
)
LOGARITHMS = "the threshold of line 88 over that of line 94; both are cited, with room for a factor that grows slowly"
note.claim(
    "optimal-up-to-logarithms-1",
    line=102,
    printed=r"O((\log N)^2) \quad (k = 1)",
    states=MuchGreater(logarithm**2, sp.Integer(1), limit=To(N, sp.oo)),
    remark=LOGARITHMS,
)
note.claim(
    "optimal-up-to-logarithms-2",
    line=102,
    printed=r"O((\log N)^2) \quad (k = 2)",
    states=MuchGreater(logarithm**2, logarithm * logarithm / logarithm, limit=To(N, sp.oo)),
    remark=LOGARITHMS,
)
note.claim(
    "optimal-up-to-logarithms-3",
    line=102,
    printed=r"O((\log N)^2) \quad (k \ge 3)",
    given=[k >= 3],
    states=Inequality(N ** (k - 2) * logarithm**2 / N ** (k - 2) <= logarithm**2),
    remark=LOGARITHMS,
)

"""Lines 39 to 45: the fractional powers for N = 3 by singular value decompositions of the layers.

The frames between line 39 and line 44 are lost. What the route needs is judged step by step, each under the conditions
under which it holds; singular values may be zero or repeated throughout.
"""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.matrices.entries import Unit, entry
from checks.matrices.letters import Letter
from checks.matrices.networks import Network
from checks.matrices.operators import Equation
from checks.matrices.traces import Trace
from checks.script import run_topic
from checks.statements.matrix_identity import MatrixIdentity
from derivations.deep_linear.document import N, balanced, j, k, note
from derivations.deep_linear.preconditioner import i, n

if __name__ == "__main__":
    run_topic(__file__)

n_0, n_1, n_2, n_3 = sizes = sp.symbols("n_0:4", integer=True, positive=True)


def turn(name: str, index: int, size: sp.Expr) -> Letter:
    """An orthogonal matrix U_index or V_index."""
    return Letter(f"{name}_{index}", size, size, "orthogonal")


# decompositions of any three layers, of rectangular shapes: W_j = U_j S_j V_j^T
U1, U2, U3 = (turn("U", index, sizes[index]) for index in (1, 2, 3))
V1, V2, V3 = (turn("V", index, sizes[index - 1]) for index in (1, 2, 3))
S1, S2, S3 = (Letter(f"Sigma_{index}", sizes[index], sizes[index - 1], "diagonal") for index in (1, 2, 3))
W1, W2 = U1 * S1 * V1.T, U2 * S2 * V2.T

note.not_checkable(
    "decompositions-of-the-layers",
    line=39,
    printed=r"W_j = U_j \Sigma_j V_j^T",
    reason=(
        "a definition; that every matrix has such a decomposition is cited, and that it has several is what the next "
        "steps turn on. Repeated on lines 40 and 41"
    ),
)

# what balancedness says about them ---------------------------------------------------------------------------------

note.claim(
    "gram-matrix-of-a-layer",
    line=42,
    printed=r"W_j W_j^T = U_j \Sigma_j \Sigma_j^T U_j^T",
    states=MatrixIdentity(W1 * W1.T, U1 * S1 * S1.T * U1.T),
    remark="a relationship that the lost frames must have had; any shape and rank",
)
note.claim(
    "gram-matrix-of-the-next-layer",
    line=42,
    printed=r"W_{j+1}^T W_{j+1} = V_{j+1} \Sigma_{j+1}^T \Sigma_{j+1} V_{j+1}^T",
    states=MatrixIdentity(W2.T * W2, V2 * S2.T * S2 * V2.T),
)
net = Network(N)
note.claim(
    "gram-matrices-have-the-same-power-sums",
    line=42,
    printed=r"\operatorname{Tr}\left((W_{j+1}^T W_{j+1})^k\right) = \operatorname{Tr}\left((W_j W_j^T)^k\right)",
    given=[balanced(net), Assumption(j >= 1), Assumption(j <= N - 1), Assumption(k >= 1)],
    states=MatrixIdentity(
        Trace((net.layer(j + 1).T * net.layer(j + 1)) ** k), Trace((net.layer(j) * net.layer(j).T) ** k)
    ),
    remark="power sums determine a multiset of numbers: neighbouring layers have the same nonzero singular values",
)
note.claim(
    "power-sums-of-singular-values",
    line=42,
    printed=r"\operatorname{Tr}\left((W_j W_j^T)^k\right) = \operatorname{Tr}\left((\Sigma_j \Sigma_j^T)^k\right)",
    given=[Assumption(k >= 1)],
    states=MatrixIdentity(Trace((W1 * W1.T) ** k), Trace((S1 * S1.T) ** k)),
    remark="so Sigma_{j+1}^T Sigma_{j+1} = Sigma_j Sigma_j^T, once both are sorted",
)
meet = Assumption(Equation(W2.T * W2, W1 * W1.T), 10)
forced = note.claim(
    "singular-vectors-of-neighbours-agree",
    line=42,
    printed=r"U_j = V_{j+1}",
    given=[meet],
    states=MatrixIdentity(U1, V2),
    amended=Amended(
        printed=r"V_{j+1}^T U_j \cdot \Sigma_j \Sigma_j^T = \Sigma_{j+1}^T \Sigma_{j+1} \cdot V_{j+1}^T U_j",
        states=MatrixIdentity(V2.T * U1 * S1 * S1.T, S2.T * S2 * V2.T * U1),
        remark="all that balancedness says: V_{j+1}^T U_j mixes singular vectors of equal singular values only",
    ),
    remark=(
        "what line 44 needs; balancedness does not force it. Signs are free, and so is every rotation among equal or "
        "zero singular values; the decompositions can be chosen so that it holds, see chosen-decompositions-exist"
    ),
)
assert forced.amended is not None


@forced.amended.derivation
def _(chain):
    chain.start(V2.T * (W1 * W1.T) * U1, "U_1 is orthogonal")
    chain.line(V2.T * (W2.T * W2) * U1, "balancedness")


note.not_checkable(
    "chosen-decompositions-exist",
    line=42,
    printed=r"V_{j+1} := U_j",
    reason=(
        "an existence statement, cited: any orthonormal eigenvectors of W^T W serve as right singular vectors, so one "
        "decomposes W_1, then each next layer with V_{j+1} = U_j"
    ),
)
chosen_balanced = note.claim(
    "chosen-decompositions-are-balanced",
    line=42,
    printed=r"V_{j+1} = U_j,\ \Sigma_{j+1}^T \Sigma_{j+1} = \Sigma_j \Sigma_j^T \implies W_{j+1}^T W_{j+1} = W_j W_j^T",
    given=[Assumption(Equation(S2.T * S2, S1 * S1.T))],
    states=MatrixIdentity((U2 * S2 * U1.T).T * (U2 * S2 * U1.T), W1 * W1.T),
    remark="the converse: such layers are all the balanced ones",
)


@chosen_balanced.derivation
def _(chain):
    chain.start(U1 * (S2.T * S2) * U1.T, "U_2 is orthogonal")
    chain.line(U1 * (S1 * S1.T) * U1.T, "the squares of the singular values agree")


# the end-to-end matrix: decompositions chosen with V_{j+1} = U_j ---------------------------------------------------

chosen = [U1 * S1 * V1.T, U2 * S2 * U1.T, U3 * S3 * U2.T]
note.claim(
    "end-to-end-matrix-of-rectangular-layers",
    line=42,
    printed=r"W_3 W_2 W_1 = U_3 \Sigma_3 \Sigma_2 \Sigma_1 V_1^T",
    states=MatrixIdentity(chosen[2] * chosen[1] * chosen[0], U3 * S3 * S2 * S1 * V1.T),
    remark="with V_2 = U_1 and V_3 = U_2; for different widths there is no Sigma^3, which is a product of square ones",
)
# square layers with one Sigma
T1, T2, T3, Q1 = (Letter(name, n, n, "orthogonal") for name in ("U_1", "U_2", "U_3", "V_1"))
S = Letter("Sigma", n, n, "diagonal")
L1, L2, L3 = T1 * S * Q1.T, T2 * S * T1.T, T3 * S * T2.T
We = L3 * L2 * L1
note.claim(
    "end-to-end-matrix-of-square-layers",
    line=44,
    printed=r"W_e = U_3 \Sigma^3 V_1^T",
    states=MatrixIdentity(We, T3 * S**3 * Q1.T),
    remark=(
        "square layers with one Sigma, and decompositions chosen with V_2 = U_1, V_3 = U_2; without the choice a sign "
        "is enough to break it"
    ),
)
inside = [Assumption(n >= 1), Assumption(i >= 1), Assumption(i <= n)]
note.claim(
    "sigma-cubed-is-a-singular-value-matrix",
    line=43,
    printed=r"\Sigma^3 e_i = \sigma_i^3 e_i, \quad \sigma_i^3 \ge 0",
    given=inside,
    states=MatrixIdentity(S**3 * Unit(n, i), entry(S, i) ** 3 * Unit(n, i)),
    remark="diagonal with entries >= 0 between orthogonal matrices: a decomposition of W_e, once line 44 holds",
)

# what is identified ------------------------------------------------------------------------------------------------

Ue, Ve = Letter("U_e", n, n, "orthogonal"), Letter("V_e", n, n, "orthogonal")
Se = Letter("Sigma_e", n, n, "diagonal")
note.not_checkable(
    "identified-components",
    line=45,
    printed=r"U_e = U_3, \quad \Sigma_e = \Sigma^3, \quad V_e = V_1",
    reason="a choice of one decomposition of W_e, which line 44 allows; for the others see any-decomposition-of-w-e",
)
any_other = note.claim(
    "any-decomposition-of-w-e",
    line=None,
    printed=r"U_e \Sigma_e V_e^T = U_3 \Sigma^3 V_1^T \implies "
    r"U_e \Sigma_e^2 U_e^T = U_3 \Sigma^6 U_3^T",
    given=[Assumption(Equation(Ue * Se * Ve.T, T3 * S**3 * Q1.T))],
    states=MatrixIdentity(Ue * Se**2 * Ue.T, T3 * S**6 * T3.T),
    remark="what every decomposition of W_e shares; U_e = -U_3 with V_e = -V_1 is another one",
)


@any_other.derivation
def _(chain):
    w, v = Ue * Se * Ve.T, T3 * S**3 * Q1.T
    chain.start(w * w.T, "V_e is orthogonal")
    chain.line(v * v.T, "the same matrix")


third = sp.Rational(1, 3)
left, right = We * We.T, We.T * We
for name, printed, layers, turned, gram, power in (
    ("last-layer-term", (r"W_3 W_3^T", r"U_e \Sigma_e^{2/3} U_e^T", r"(W_e W_e^T)^{1/3}"), L3 * L3.T, T3, left, third),
    (
        "last-two-layers-term",
        (r"W_3 W_2 W_2^T W_3^T", r"U_e \Sigma_e^{4/3} U_e^T", r"(W_e W_e^T)^{2/3}"),
        L3 * L2 * L2.T * L3.T,
        T3,
        left,
        2 * third,
    ),
    (
        "first-layer-term",
        (r"W_1^T W_1", r"V_e \Sigma_e^{2/3} V_e^T", r"(W_e^T W_e)^{1/3}"),
        L1.T * L1,
        Q1,
        right,
        third,
    ),
    (
        "first-two-layers-term",
        (r"W_1^T W_2^T W_2 W_1", r"V_e \Sigma_e^{4/3} V_e^T", r"(W_e^T W_e)^{2/3}"),
        L1.T * L2.T * L2 * L1,
        Q1,
        right,
        2 * third,
    ),
):
    shown = turned * (S**3) ** (2 * power) * turned.T
    note.claim(
        f"{name}-by-components",
        line=45,
        printed=f"{printed[0]} = {printed[1]}",
        states=MatrixIdentity(layers, shown),
        remark="Sigma_e = Sigma^3, and the decompositions of line 44",
    )
    note.claim(
        f"{name}-as-a-power", line=45, printed=f"{printed[1]} = {printed[2]}", states=MatrixIdentity(shown, gram**power)
    )

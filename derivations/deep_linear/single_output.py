"""Lines 25 to 33: a network with one output, for every depth and input width; and beyond, without balancedness."""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.matrices.algebra import Matrix
from checks.matrices.letters import Letter
from checks.matrices.networks import Network
from checks.matrices.sums import IndexedSum
from checks.matrices.traces import Trace, norm_squared
from checks.script import run_topic
from checks.statements.matrix_identity import MatrixIdentity
from derivations.deep_linear.document import N, balanced, eta, j, note

if __name__ == "__main__":
    run_topic(__file__)

W = Network(N, outputs=1)
We, G = W.end_to_end, W.gradient
moving = Assumption(sp.Gt(norm_squared(We), 0, evaluate=False))
CLAIM = (
    r"\dot{W}_e = -\eta \|W_e\|^{2 - \frac{2}{N}} \left( \nabla\mathcal{L}(W_e) + "
    r"(N-1)\Pr_{W_e}(\nabla\mathcal{L}(W_e)) \right)"
)


def projection(v: Matrix, onto: Matrix) -> Matrix:
    """The orthogonal projection of a row onto the direction of another row, which must not be zero."""
    return Trace(v * onto.T) / norm_squared(onto) * onto


def single_output_flow(w: Matrix, gradient: Matrix) -> Matrix:
    """The right side of line 27 for N layers."""
    return -eta * norm_squared(w) ** (1 - 1 / N) * (gradient + (N - 1) * projection(gradient, w))


note.not_checkable(
    "single-output-is-more-intuitive",
    line=25,
    printed=r"k = 1",
    reason="a judgement of taste; k, the index of the sum on line 13, is here the number of outputs",
)

claim = note.claim(
    "single-output-flow",
    line=27,
    printed=CLAIM,
    given=[balanced(W), moving],
    states=MatrixIdentity(W.rate(We, eta), single_output_flow(We, G)),
    remark="from the layers, without the theorem; W_e = 0 has no direction to project on. Repeated on lines 30 and 33",
)


@claim.derivation
def _(chain):
    above, below = W.product(N, j + 1), W.product(j - 1, 1)
    chain.start(
        -eta * IndexedSum.over(above * above.T * G * below.T * below, j, 1, N), "product rule, the flow of each layer"
    )
    chain.line(
        -eta * norm_squared(W.product(N, 2)) * G
        - eta * IndexedSum.over(norm_squared(above) * (G * below.T * below), j, 2, N),
        "W_N ... W_{j+1} is a row, so its Gram matrix is a number; j = 1 has no layers behind the gradient",
    )
    chain.line(
        -eta * norm_squared(We) ** ((N - 1) / N) * G
        - eta
        * IndexedSum.over(
            norm_squared(We) ** ((N - j) / N) * norm_squared(We) ** ((j - 1) / N - 1) * (G * We.T * We), j, 2, N
        ),
        "|W_N ... W_{j+1}|^2 = |W_e|^{2(N-j)/N}; W_e^T W_e has rank one, so its root is a multiple of it",
    )
    chain.line(
        -eta * norm_squared(We) ** (1 - 1 / N) * (G + (N - 1) / norm_squared(We) * (G * We.T * We)),
        "the N - 1 terms with j >= 2 are equal",
    )


w = Letter("W", 1, sp.Symbol("n", integer=True))
g = Letter("G", 1, sp.Symbol("n", integer=True))
nonzero = Assumption(sp.Gt(norm_squared(w), 0, evaluate=False))
from_theorem = note.claim(
    "single-output-flow-from-the-theorem",
    line=27,
    printed=r"\sum_{j=1}^{N} [W W^T]^{\frac{N-j}{N}} G [W^T W]^{\frac{j-1}{N}} = "
    r"\|W\|^{2-\frac{2}{N}} \left(G + (N-1) \Pr_W(G)\right)",
    given=[nonzero],
    states=MatrixIdentity(
        IndexedSum.over((w * w.T) ** ((N - j) / N) * g * (w.T * w) ** ((j - 1) / N), j, 1, N),
        norm_squared(w) ** (1 - 1 / N) * (g + (N - 1) * projection(g, w)),
    ),
    remark="the second route: the right side of line 11 for a single row W",
)


@from_theorem.derivation
def _(chain):
    chain.start(
        norm_squared(w) ** ((N - 1) / N) * g
        + IndexedSum.over(norm_squared(w) ** ((N - j) / N) * g * (w.T * w) ** ((j - 1) / N), j, 2, N),
        "W W^T is the number |W|^2; the zeroth power of W^T W is I",
    )
    chain.line(
        norm_squared(w) ** ((N - 1) / N) * g
        + IndexedSum.over(
            norm_squared(w) ** ((N - j) / N) * norm_squared(w) ** ((j - 1) / N - 1) * (g * w.T * w), j, 2, N
        ),
        "(W^T W)^q = |W|^{2q-2} W^T W for q > 0",
    )


note.not_checkable(
    "names-of-the-two-factors",
    line=27,
    printed=r"\text{Adaptive LR},\; \text{Momentum-like term}",
    reason="names; that the second term depends on the present gradient only is visible in the formula",
)

for name, left, right, printed, remark in (
    (
        "projection-is-idempotent",
        projection(projection(g, w), w),
        projection(g, w),
        r"\Pr_W(\Pr_W(V)) = \Pr_W(V)",
        "",
    ),
    (
        "projection-is-orthogonal",
        Trace((g - projection(g, w)) * w.T),
        0 * norm_squared(w),
        r"\langle V - \Pr_W(V), W \rangle = 0",
        "what is left of V is orthogonal to the direction of W",
    ),
):
    note.claim(
        name,
        line=27,
        printed=printed,
        given=[nonzero],
        states=MatrixIdentity(left, right),
        remark=remark or "the projection as the slides define it, <V, W> W / |W|^2",
    )

# without balancedness, two layers with one unit between them ---------------------------------------------------------

U = Network(2, outputs=1, hidden=1)
Ue, slope = U.end_to_end, U.gradient
delta = norm_squared(U.layer(2)) - norm_squared(U.layer(1))
share = (delta + sp.sqrt(delta**2 + 4 * norm_squared(Ue))) / 2
note.claim(
    "imbalance-is-conserved",
    line=None,
    printed=r"\delta = |W_2|^2 - \|W_1\|^2:\quad \dot{\delta} = 0",
    states=MatrixIdentity(
        U.rate(U.layer(2) * U.layer(2).T - U.layer(1) * U.layer(1).T, eta), 0 * (U.layer(2) * U.layer(2).T)
    ),
    remark="two layers with a single unit between them",
)
unbalanced = note.claim(
    "single-output-flow-without-balancedness",
    line=None,
    printed=r"\dot{W}_e = -\eta\left(q\, G + \frac{\|W_e\|^2}{q} \Pr_{W_e}(G)\right),\quad "
    r"q = \frac{\delta + \sqrt{\delta^2 + 4 \|W_e\|^2}}{2}",
    given=[Assumption(sp.Gt(norm_squared(Ue), 0, evaluate=False))],
    states=MatrixIdentity(U.rate(Ue, eta), -eta * (share * slope + norm_squared(Ue) / share * projection(slope, Ue))),
    remark="delta keeps its value, so this is a closed flow for every start; delta = 0 gives line 27 with N = 2",
)


@unbalanced.derivation
def _(chain):
    w1, w2 = U.layer(1), U.layer(2)
    chain.start(-eta * (norm_squared(w2) * slope + slope * w1.T * w1), "product rule, the flow of each layer")
    chain.line(
        -eta * (norm_squared(w2) * slope + norm_squared(Ue) / norm_squared(w2) * projection(slope, Ue)),
        "W_1 = W_e / W_2",
    )

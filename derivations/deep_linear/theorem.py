"""Lines 1 to 11: the layer flows, balancedness along them, and the flow of the end-to-end matrix for every depth."""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.matrices.algebra import Matrix
from checks.matrices.letters import Letter, Zero
from checks.matrices.networks import Network
from checks.matrices.sums import IndexedSum
from checks.matrices.traces import Trace
from checks.quantities import At, GradientFlow
from checks.script import run_topic
from checks.statements.matrix_identity import MatrixIdentity
from checks.statements.relation import Inequality
from derivations.deep_linear.document import N, balanced, eta, j, note

if __name__ == "__main__":
    run_topic(__file__)

W = Network(N)
We, G = W.end_to_end, W.gradient
first, last = W.layer(1), W.layer(N)
some_layer = [Assumption(j >= 1), Assumption(j <= N)]
THEOREM = (
    r"\dot{W}_e = -\eta \sum_{j=1}^{N} \left[W_e W_e^T\right]^{\frac{N-j}{N}} \cdot \nabla\mathcal{L}(W_e) \cdot "
    r"\left[W_e^T W_e\right]^{\frac{j-1}{N}}"
)


def end_to_end_flow(network: Network) -> Matrix:
    """The right side of the theorem, term j with the powers (N-j)/N before and (j-1)/N behind the gradient."""
    n, we = network.depth, network.end_to_end
    return -eta * IndexedSum.over(
        (we * we.T) ** ((n - j) / n) * network.gradient * (we.T * we) ** ((j - 1) / n), j, 1, n
    )


note.not_checkable(
    "gradient-flow-on-a-loss-surface",
    line=1,
    printed=r"\mathcal{L}(\mathbf{W})",
    reason="a definition whose display is missing from the slides; every flow here is minus eta times the gradient",
)
note.not_checkable(
    "question-of-the-lecture",
    line=3,
    printed=r"\text{rate of convergence}",
    reason="a question; the slides answer it from line 6 on",
)
note.not_checkable(
    "conventional-wisdom", line=4, printed=r"\text{depth: expressiveness against optimization}", reason="rhetoric"
)
note.not_checkable(
    "depth-as-momentum-and-adaptive-rate",
    line=7,
    printed=r"\text{preconditioner, momentum, adaptive learning rate}",
    reason="an interpretation; what is exact about it is judged where it is written as a formula (lines 13 and 27)",
)
note.not_checkable(
    "figure-lp-losses", line=8, printed=r"\ell_p \text{ regression}", reason="a figure; its data are not in the slides"
)
note.not_checkable(
    "definition-of-the-end-to-end-matrix",
    line=9,
    printed=r"W_e = W_N W_{N-1} \cdots W_1",
    reason="a definition; layer j has n_j rows and n_{j-1} columns, so the product exists for all widths",
)

note.claim(
    "flow-in-terms-of-the-end-to-end-matrix",
    line=9,
    printed=r"\dot{W}_e = F(W_e)",
    states=MatrixIdentity(W.rate(We, eta), end_to_end_flow(W)),
    remark=(
        "as line 9 says it, before balancedness is assumed in line 10; F is the right side of line 11. Without the "
        "assumption no other F would do: see same-product-different-speed"
    ),
)

# what the layers do ------------------------------------------------------------------------------------------------

V = Letter("V", W.width(j), W.width(j - 1))
note.claim(
    "differential-of-the-loss",
    line=None,
    printed=r"\operatorname{Tr}(G^T W_N \cdots W_{j+1} V W_{j-1} \cdots W_1) = "
    r"\operatorname{Tr}\left((W_{j+1}^T \cdots W_N^T\, G\, W_1^T \cdots W_{j-1}^T)^T V\right)",
    given=some_layer,
    states=MatrixIdentity(
        Trace(G.T * W.product(N, j + 1) * V * W.product(j - 1, 1)),
        Trace((W.product(N, j + 1).T * G * W.product(j - 1, 1).T).T * V),
    ),
    remark="G is the gradient at W_e; the left side is the change of the loss when W_j moves in the direction V",
)
layer_gradient = note.claim(
    "gradient-of-a-layer",
    line=None,
    printed=r"\frac{\partial\mathcal{L}}{\partial W_j} = "
    r"W_{j+1}^T \cdots W_N^T \, \nabla\mathcal{L}(W_e) \, W_1^T \cdots W_{j-1}^T",
    given=some_layer,
    states=MatrixIdentity(W.layer_gradient(j), W.product(N, j + 1).T * G * W.product(j - 1, 1).T),
)


@layer_gradient.derivation
def _(chain):
    chain.start(
        (W.product(j - 1, 1) * G.T * W.product(N, j + 1)).T,
        "the change Tr(G^T W_N...V...W_1) is Tr(X V) with X = W_{j-1}...W_1 G^T W_N...W_{j+1}, so the gradient is X^T",
    )


note.claim(
    "flow-of-a-layer",
    line=None,
    printed=r"\dot{W}_j = -\eta\, W_{j+1}^T \cdots W_N^T \, \nabla\mathcal{L}(W_e) \, W_1^T \cdots W_{j-1}^T",
    given=some_layer,
    states=MatrixIdentity(W.rate(W.layer(j), eta), -eta * W.product(N, j + 1).T * G * W.product(j - 1, 1).T),
)

above, below = W.layer(j + 1), W.layer(j)
conserved = note.claim(
    "balancedness-is-conserved",
    line=None,
    printed=r"\frac{d}{dt}\left(W_{j+1}^T W_{j+1} - W_j W_j^T\right) = 0",
    given=[Assumption(j >= 1), Assumption(j < N)],
    states=MatrixIdentity(W.rate(above.T * above - below * below.T, eta), Zero(W.width(j), W.width(j))),
    remark="line 10 assumes balancedness at t_0 only, line 11 uses it at every t; this needs no assumption at all",
)


@conserved.derivation
def _(chain):
    up, down = W.product(N, j + 1), W.product(j - 1, 1)
    chain.start(
        W.rate(above, eta).T * above
        + above.T * W.rate(above, eta)
        - W.rate(below, eta) * below.T
        - below * W.rate(below, eta).T,
        "product rule",
    )
    chain.line(
        -eta * (W.product(j, 1) * G.T * up + up.T * G * W.product(j, 1).T)
        + eta * (up.T * G * down.T * below.T + below * down * G.T * up),
        "the flow of each layer: both differences are the same matrix and its transpose",
    )


# the theorem -------------------------------------------------------------------------------------------------------

theorem = note.claim(
    "end-to-end-flow",
    line=11,
    printed=THEOREM,
    given=[balanced(W)],
    states=MatrixIdentity(W.rate(We, eta), end_to_end_flow(W)),
    remark="for every number of layers, all compatible shapes and every rank; the zeroth power of any matrix is I",
)


@theorem.derivation
def _(chain):
    chain.start(
        IndexedSum.over(W.product(N, j + 1) * W.rate(W.layer(j), eta) * W.product(j - 1, 1), j, 1, N), "product rule"
    )
    chain.line(
        -eta
        * IndexedSum.over(
            W.product(N, j + 1) * W.product(N, j + 1).T * G * W.product(j - 1, 1).T * W.product(j - 1, 1), j, 1, N
        ),
        "the flow of each layer",
    )
    chain.line(
        -eta * IndexedSum.over((last * last.T) ** (N - j) * G * (first.T * first) ** (j - 1), j, 1, N),
        "the Gram matrix of a product of balanced layers is a power of that of its outer layer",
    )
    chain.line(
        end_to_end_flow(W),
        "W_e W_e^T = (W_N W_N^T)^N, so W_N W_N^T is its one positive semidefinite N-th root; the same on the right",
    )


note.not_checkable(
    "pre-and-post-multiplied",
    line=11,
    printed=r"[W_e W_e^T]^{\cdot} \, \nabla\mathcal{L}(W_e) \, [W_e^T W_e]^{\cdot}",
    reason="a description of the display above it; which exponent stands where is judged at line 46",
)

for name, left, right, printed in (
    (
        "gram-matrix-before-the-gradient",
        W.product(N, j + 1) * W.product(N, j + 1).T,
        (We * We.T) ** ((N - j) / N),
        r"W_N \cdots W_{j+1} W_{j+1}^T \cdots W_N^T = \left[W_e W_e^T\right]^{\frac{N-j}{N}}",
    ),
    (
        "gram-matrix-behind-the-gradient",
        W.product(j - 1, 1).T * W.product(j - 1, 1),
        (We.T * We) ** ((j - 1) / N),
        r"W_1^T \cdots W_{j-1}^T W_{j-1} \cdots W_1 = \left[W_e^T W_e\right]^{\frac{j-1}{N}}",
    ),
    ("root-on-the-left", last * last.T, (We * We.T) ** (1 / N), r"W_N W_N^T = \left[W_e W_e^T\right]^{1/N}"),
    ("root-on-the-right", first.T * first, (We.T * We) ** (1 / N), r"W_1^T W_1 = \left[W_e^T W_e\right]^{1/N}"),
):
    note.claim(
        name,
        line=None,
        printed=printed,
        given=[balanced(W), *(some_layer if j in left.free_symbols else [])],
        states=MatrixIdentity(left, right),
        remark="term by term what the theorem needs; no shape, rank or multiplicity is assumed",
    )

# two and three layers, written out ---------------------------------------------------------------------------------

three = Network(3)
written_out = note.claim(
    "end-to-end-flow-three-layers",
    line=None,
    printed=r"N = 3:\quad \dot{W}_e = -\eta\left([W_e W_e^T]^{2/3} G + [W_e W_e^T]^{1/3} G [W_e^T W_e]^{1/3} + "
    r"G [W_e^T W_e]^{2/3}\right)",
    given=[balanced(three)],
    states=MatrixIdentity(
        three.rate(three.end_to_end, eta),
        end_to_end_flow(three),
    ),
)


@written_out.derivation
def _(chain):
    w1, w2, w3 = (three.layer(i) for i in (1, 2, 3))
    g = three.gradient
    rate1, rate2, rate3 = (three.rate(w, eta) for w in (w1, w2, w3))
    chain.start(rate3 * w2 * w1 + w3 * rate2 * w1 + w3 * w2 * rate1, "product rule")
    chain.line(
        -eta * (g * w1.T * w2.T * w2 * w1 + w3 * w3.T * g * w1.T * w1 + w3 * w2 * w2.T * w3.T * g),
        "the flow of each layer",
    )
    chain.line(
        -eta * (g * w1.T * (w1 * w1.T) * w1 + w3 * w3.T * g * w1.T * w1 + w3 * (w3.T * w3) * w3.T * g),
        "W_2^T W_2 = W_1 W_1^T and W_2 W_2^T = W_3^T W_3",
    )
    chain.line(
        -eta * (g * (w1.T * w1) ** 2 + (w3 * w3.T) * g * (w1.T * w1) + (w3 * w3.T) ** 2 * g),
        "squares of the outer Gram matrices",
    )


# what the assumption is for ----------------------------------------------------------------------------------------

a, c, y, w1, w2 = note.reals("a c y w1 w2")
scalars = GradientFlow((w1 * w2 - y) ** 2 / 2, of=[w1, w2])
moving = scalars.rate(w1 * w2)
note.claim(
    "same-product-different-speed",
    line=None,
    printed=r"w_2 w_1 = a^2:\quad \frac{\dot{W}_e(ac, a/c)}{\dot{W}_e(a, a)} = \frac{c^2 + c^{-2}}{2} > 1",
    given=[Assumption(a > 0), Assumption(c > 1), Assumption(sp.Ne(y, a**2))],
    states=Inequality(At.made(moving, {w1: a * c, w2: a / c}) / At.made(moving, {w1: a, w2: a}) > 1),
    remark="so no formula in W_e alone is right for all layers: these two networks have the same end-to-end matrix",
)

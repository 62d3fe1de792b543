"""Line 46: which exponent stands before the gradient and which behind it, term by term."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended
from checks.matrices.algebra import Matrix
from checks.matrices.networks import Network
from checks.matrices.sums import IndexedSum
from checks.script import run_topic
from checks.statements.matrix_identity import MatrixIdentity
from derivations.deep_linear.document import N, balanced, eta, j, note
from derivations.deep_linear.theorem import some_layer

if __name__ == "__main__":
    run_topic(__file__)

net = Network(N)
w_e, G = net.end_to_end, net.gradient
layer_term = net.product(N, j + 1) * net.rate(net.layer(j), eta) * net.product(j - 1, 1)


def powers(before: sp.Expr, behind: sp.Expr) -> Matrix:
    """The gradient between powers of the two Gram matrices of W_e."""
    return -eta * (w_e * w_e.T) ** before * G * (w_e.T * w_e) ** behind


note.not_checkable(
    "origin-of-the-fractional-powers",
    line=46,
    printed=r"[\cdot]^{\frac{N-j}{N}}, [\cdot]^{\frac{j-1}{N}}",
    reason="a description of the derivation, whose steps are judged on lines 42 to 45 and, for every N, on line 11",
)
note.claim(
    "exponents-of-each-term",
    line=46,
    printed=r"W_N \cdots W_{j+1} \dot{W}_j W_{j-1} \cdots W_1 = "
    r"-\eta\, [W_e W_e^T]^{\frac{j-1}{N}} \nabla\mathcal{L}(W_e) [W_e^T W_e]^{\frac{N-j}{N}}",
    given=[balanced(net), *some_layer],
    states=MatrixIdentity(layer_term, powers((j - 1) / N, (N - j) / N)),
    amended=Amended(
        printed=r"W_N \cdots W_{j+1} \dot{W}_j W_{j-1} \cdots W_1 = "
        r"-\eta\, [W_e W_e^T]^{\frac{N-j}{N}} \nabla\mathcal{L}(W_e) [W_e^T W_e]^{\frac{j-1}{N}}",
        states=MatrixIdentity(layer_term, powers((N - j) / N, (j - 1) / N)),
        remark="(N-j)/N for pre-multiplication and (j-1)/N for post-multiplication, as in lines 11 and 13",
    ),
    remark=(
        "the words pre and post are exchanged. Summed over j nobody sees it, by exponents-exchanged-in-the-sum; the "
        "term that layer j contributes shows it"
    ),
)
note.claim(
    "exponents-exchanged-in-the-sum",
    line=46,
    printed=r"\sum_{j=1}^{N} [W_e W_e^T]^{\frac{j-1}{N}} G [W_e^T W_e]^{\frac{N-j}{N}} = "
    r"\sum_{j=1}^{N} [W_e W_e^T]^{\frac{N-j}{N}} G [W_e^T W_e]^{\frac{j-1}{N}}",
    states=MatrixIdentity(
        IndexedSum.over(powers((j - 1) / N, (N - j) / N), j, 1, N),
        IndexedSum.over(powers((N - j) / N, (j - 1) / N), j, 1, N),
    ),
    remark="counted backwards",
)

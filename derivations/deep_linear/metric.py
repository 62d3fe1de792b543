"""Lines 16 to 24: the metric g^N, and the flow of the end-to-end matrix as its gradient flow."""

from __future__ import annotations

from checks.claim import Assumption
from checks.matrices.algebra import Matrix
from checks.matrices.assumptions import FullRank
from checks.matrices.letters import Letter
from checks.matrices.traces import Trace, inner
from checks.script import run_topic
from checks.statements.definite import PositiveDefinite
from checks.statements.matrix_identity import MatrixIdentity
from derivations.deep_linear.document import balanced, eta, note
from derivations.deep_linear.preconditioner import A_W, Z1, Z2, A, G, W, We, Z, a, b, m, n, net, preconditioner, squares

if __name__ == "__main__":
    run_topic(__file__)

full_rank = Assumption(FullRank(W), 18)


def g(z1: Matrix, z2: Matrix) -> Trace:
    """g^N(W)(Z_1, Z_2)."""
    return inner(z1, A_W.inverse(z2))


note.not_checkable(
    "definition-of-the-metric",
    line=18,
    printed=r"g^N(W_e)(Z_1, Z_2) := \operatorname{Tr}\left(Z_1^T (A_{N,W_e})^{-1} Z_2\right)",
    reason="a definition, wherever A is invertible; repeated on line 23",
)
note.claim(
    "metric-is-bilinear",
    line=17,
    printed=r"g(Z_1, a Z_2 + b Z) = a\, g(Z_1, Z_2) + b\, g(Z_1, Z)",
    given=[full_rank],
    states=MatrixIdentity(g(Z1, a * Z2 + b * Z), a * g(Z1, Z2) + b * g(Z1, Z)),
    remark="linear in the second matrix, and by symmetry in the first",
)
note.claim(
    "metric-is-symmetric",
    line=17,
    printed=r"g(Z_1, Z_2) = g(Z_2, Z_1)",
    given=[full_rank],
    states=MatrixIdentity(g(Z1, Z2), g(Z2, Z1)),
    remark="with Z = A(Y), as every Z is at full rank, it is that A is self-adjoint. Repeated on line 22",
)
definite = note.claim(
    "metric-is-positive-definite",
    line=17,
    printed=r"Z \ne 0 \implies g(Z, Z) > 0",
    given=[full_rank],
    states=PositiveDefinite(g(Z, Z), Z),
    remark=(
        "an inner product at every W of full rank, of every shape. Only there is it defined if N >= 2, see "
        "kernel-of-the-preconditioner; for N = 1 it is Tr(Z_1^T Z_2) at every W"
    ),
)


@definite.derivation
def _(chain):
    chain.start(g(Z, Z), "the definition")
    chain.line(squares(W, A_W.inverse(Z)), "Z = A(Y), and Tr(A(Y)^T Y) is a sum of squares")


note.not_checkable(
    "tangent-space-and-smoothness",
    line=17,
    printed=r"T_{W_e}",
    reason=(
        "that g^N is Riemannian also needs that it is smooth in W, which is cited, not checked: matrices of full rank "
        "are an open set, so every Z is tangent; powers of an invertible Gram matrix are smooth, and those of the "
        "other one by power-of-the-singular-gram-matrix"
    ),
)
x = Letter("X", m, n)
note.claim(
    "power-of-the-singular-gram-matrix",
    line=None,
    printed=r"(W^T W)^{q+1} = W^T (W W^T)^q W",
    given=[Assumption(a >= 0)],
    states=MatrixIdentity((W.T * W) ** (a + 1), W.T * (W * W.T) ** a * W),
    remark="q = a; where W W^T is invertible both sides extend to every q > -1, and the right one is smooth in W",
)

# the gradient flow -------------------------------------------------------------------------------------------------

note.not_checkable(
    "display-of-the-gradient-flow",
    line=24,
    printed=r"\dot{W}_e = \ldots",
    reason="the display after line 24 is missing from the slides; what its sentence needs is judged next",
)
flow = note.claim(
    "riemannian-gradient-flow",
    line=24,
    printed=r"g^N(W_e)(\dot{W}_e, Z) = -\eta \operatorname{Tr}\left(E'(W_e)^T Z\right) \quad \text{for every } Z",
    given=[balanced(net), Assumption(FullRank(We), 18)],
    states=MatrixIdentity(
        inner(net.rate(We, eta), A.inverse(Letter("Z", We.rows, We.columns))),
        -eta * inner(G, Letter("Z", We.rows, We.columns)),
    ),
    remark=(
        "the rate is -eta times the gradient of E under g^N, which is defined by g(grad E, Z) = dE(Z) = Tr(E'^T Z); "
        "the left side is from the layers. With eta as in line 11; line 13 has lost it"
    ),
)


@flow.derivation
def _(chain):
    z = Letter("Z", We.rows, We.columns)
    chain.start(-eta * inner(A(G), A.inverse(z)), "the theorem")
    chain.line(-eta * inner(G, A(A.inverse(z))), "A is self-adjoint")


note.claim(
    "gradient-under-the-metric",
    line=None,
    printed=r"g^N(W)(A(E'), Z) = \operatorname{Tr}(E'^T Z) \quad \text{for every } Z",
    given=[full_rank],
    states=MatrixIdentity(g(preconditioner(W)(x), Z), inner(x, Z)),
    remark="X = E'(W): so grad E = A(E') under g^N, for every loss and with no reference to a network",
)

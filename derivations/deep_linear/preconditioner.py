"""Lines 12 to 15: the preconditioning operator A_{N,W}, and where it is invertible (line 18)."""

from __future__ import annotations

import sympy as sp

from checks.claim import Amended, Assumption
from checks.matrices.algebra import Matrix
from checks.matrices.assumptions import FullRank
from checks.matrices.entries import Unit
from checks.matrices.letters import Identity, Letter
from checks.matrices.networks import Network
from checks.matrices.operators import Operator
from checks.matrices.sums import IndexedSum
from checks.matrices.support import SupportPower
from checks.matrices.traces import Trace, inner
from checks.script import run_topic
from checks.statements.definite import Invertible
from checks.statements.matrix_identity import MatrixIdentity
from derivations.deep_linear.document import N, balanced, eta, k, note
from derivations.deep_linear.theorem import end_to_end_flow

if __name__ == "__main__":
    run_topic(__file__)

a, b = note.reals("a b")
i, m, n = note.integers("i m n")


def preconditioner(w: Matrix, depth: sp.Expr = N) -> Operator:
    """A_{N,W}, which takes matrices of the shape of W to such matrices."""
    return Operator.of(
        "A",
        w.rows,
        w.columns,
        lambda z: IndexedSum.over((w * w.T) ** ((depth - k) / depth) * z * (w.T * w) ** ((k - 1) / depth), k, 1, depth),
    )


def squares(w: Matrix, z: Matrix) -> Trace:
    """The sum over k of the squared norms of (W W^T)^{(N-k)/2N} Z (W^T W)^{(k-1)/2N}."""
    term = (w * w.T) ** ((N - k) / (2 * N)) * z * (w.T * w) ** ((k - 1) / (2 * N))
    return Trace(IndexedSum.over(term * term.T, k, 1, N))


net = Network(N)
We, G = net.end_to_end, net.gradient
A = preconditioner(We)

W, Z, Z1, Z2 = (Letter(name, m, n) for name in ("W", "Z", "Z_1", "Z_2"))
A_W = preconditioner(W)
DEFINITION = r"A_{N,W_e}(Z) = \sum_{k=1}^{N} (W_e W_e^T)^{\frac{N-k}{N}} Z (W_e^T W_e)^{\frac{k-1}{N}}"

note.not_checkable(
    "update-rule-seems-arbitrary",
    line=12,
    printed=r"\text{complex, arbitrary, geometric meaning}",
    reason="rhetoric; repeated on lines 14 and 19",
)
note.claim(
    "preconditioner-from-the-theorem",
    line=13,
    printed=DEFINITION,
    states=MatrixIdentity(-eta * A(G), end_to_end_flow(net)),
    remark="at Z = grad L(W_e) the sum over k is that of line 11 over j. Repeated on lines 15 and 20",
)
note.claim(
    "preconditioner-is-linear",
    line=13,
    printed=r"A(a Z_1 + b Z_2) = a A(Z_1) + b A(Z_2)",
    states=MatrixIdentity(A_W(a * Z1 + b * Z2), a * A_W(Z1) + b * A_W(Z2)),
    remark="every W of every shape",
)
note.not_checkable(
    "definition-of-the-euclidean-gradient",
    line=13,
    printed=r"E'(W_e) = \nabla\mathcal{L}(W_e)",
    reason="a definition",
)
dynamics = note.claim(
    "dynamics-by-the-preconditioner",
    line=13,
    printed=r"\dot{W}_e = -A_{N,W_e}(E'(W_e))",
    given=[balanced(net)],
    states=MatrixIdentity(net.rate(We, eta), -A(G)),
    amended=Amended(
        printed=r"\dot{W}_e = -\eta A_{N,W_e}(E'(W_e))",
        states=MatrixIdentity(net.rate(We, eta), -eta * A(G)),
        remark="every depth, shape and rank",
    ),
    remark="the learning rate of line 11 is lost; right only for eta = 1. Repeated on lines 15 and 20",
)
assert dynamics.amended is not None


@dynamics.amended.derivation
def _(chain):
    chain.start(end_to_end_flow(net), "the theorem")


# what kind of operator it is ---------------------------------------------------------------------------------------

note.claim(
    "preconditioner-is-self-adjoint",
    line=None,
    printed=r"\operatorname{Tr}(A(Z_1)^T Z_2) = \operatorname{Tr}(Z_1^T A(Z_2))",
    states=MatrixIdentity(inner(A_W(Z1), Z2), inner(Z1, A_W(Z2))),
)
note.claim(
    "preconditioner-as-a-sum-of-squares",
    line=None,
    printed=r"\operatorname{Tr}(Z^T A(Z)) = \sum_{k=1}^{N} "
    r"\left\|(W W^T)^{\frac{N-k}{2N}} Z (W^T W)^{\frac{k-1}{2N}}\right\|^2",
    states=MatrixIdentity(inner(Z, A_W(Z)), squares(W, Z)),
    remark="so A is positive semidefinite for every W, singular ones included",
)

# where it is invertible --------------------------------------------------------------------------------------------

invertible = note.claim(
    "preconditioner-is-invertible-at-full-rank",
    line=18,
    printed=r"\operatorname{rank} W_e \text{ full} \implies A_{N,W_e} \text{ is invertible}",
    given=[FullRank(W)],
    states=Invertible(A_W),
    remark=(
        "every depth and every rectangular shape: W W^T or W^T W is invertible, and then the first or the last square "
        "vanishes only at Z = 0; for N = 1 they are the same. It needs that the zeroth power of a singular matrix is "
        "I. Repeated on line 23"
    ),
)


@invertible.derivation
def _(chain):
    chain.start(inner(Z, A_W(Z)), "Tr(Z^T A(Z)), which is 0 where A(Z) is")
    chain.line(squares(W, Z), "each power is the square of its half")


note.claim(
    "preconditioner-of-one-layer",
    line=None,
    printed=r"A_{1,W}(Z) = Z",
    states=MatrixIdentity(preconditioner(W, sp.Integer(1))(Z), Z),
    remark="invertible at every W; for N >= 2 only at full rank, see kernel-of-the-preconditioner",
)

# what the zeroth power means ---------------------------------------------------------------------------------------

e = Unit(n, i)
note.claim(
    "preconditioner-at-a-unit-row",
    line=None,
    printed=r"W = e^T,\ \|e\| = 1:\quad A_{N,W}(Z) = Z + (N-1)\, Z e e^T",
    given=[Assumption(n >= 1), Assumption(i >= 1), Assumption(i <= n)],
    states=MatrixIdentity(
        preconditioner(e.T)(Letter("Z", 1, n)), Letter("Z", 1, n) * (Identity(n) + (N - 1) * e * e.T)
    ),
    remark=(
        "a row of full rank whose W^T W = e e^T is singular. The first term is Z only because (W^T W)^0 = I; were it "
        "the projection e e^T, A would be N Z e e^T, which is not invertible"
    ),
)


def projected_flow(network: Network) -> Matrix:
    """The right side of line 11 with zeroth powers that are projections onto the range."""
    n_, w = network.depth, network.end_to_end
    before, behind = SupportPower.of(w * w.T, (n_ - k) / n_), SupportPower.of(w.T * w, (k - 1) / n_)
    return -eta * IndexedSum.over(before * network.gradient * behind, k, 1, n_)


note.claim(
    "zeroth-power-as-a-projection",
    line=None,
    printed=r"\dot{W}_e = -\eta \sum_{j=1}^{N} [W_e W_e^T]_+^{\frac{N-j}{N}} \nabla\mathcal{L}(W_e) "
    r"[W_e^T W_e]_+^{\frac{j-1}{N}}, \quad B_+^0 = \text{the projection onto the range of } B",
    given=[balanced(net), Assumption(N >= 2)],
    states=MatrixIdentity(net.rate(We, eta), projected_flow(net)),
    amended=Amended(
        printed=r"B^0 = I \text{ for every } B",
        states=MatrixIdentity(net.rate(We, eta), end_to_end_flow(net)),
        remark="the theorem again: the reading of the zeroth power under which lines 11, 13 and 18 are right",
    ),
    remark="the other convention for singular matrices; it differs at rectangular W_e already, whatever their rank",
)

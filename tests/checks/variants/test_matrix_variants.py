"""Wrong variants of the matrix statements of the deep linear networks, and true rewrites of them.

No variant is judged where it could hold by accident: an exchange that 1 x 1 layers, N = 2 or a sum over the layers
would hide must still be refuted, so the search itself has to leave those instances.
"""

from __future__ import annotations

import pytest
import sympy as sp

from checks.matrices.algebra import Matrix
from checks.matrices.assumptions import Balanced, FullRank
from checks.matrices.entries import Unit, entry
from checks.matrices.letters import Letter
from checks.matrices.networks import Network
from checks.matrices.operators import Equation, Operator
from checks.matrices.sums import IndexedSum
from checks.matrices.support import SupportPower
from checks.matrices.traces import Trace, inner, norm_squared
from checks.statements.definite import Invertible, PositiveDefinite
from checks.statements.matrix_identity import MatrixIdentity
from checks.verdict import Standing

REFUTED, CONDITIONAL = [Standing.REFUTED], [Standing.CONDITIONAL]

N, j, k, i, o, m, n = sp.symbols("N j k i o m n", integer=True)
eta = sp.Symbol("eta", real=True)
half, third = sp.Rational(1, 2), sp.Rational(1, 3)

net, three, row = Network(N), Network(3), Network(N, outputs=1)
square = Network(N, inputs=n, outputs=n, hidden=n)
deep = [Balanced(net), N >= 1]
a_layer = [*deep, j >= 1, j <= N]
W1, W2, W3 = (three.layer(x) for x in (1, 2, 3))


def flow(before: sp.Expr, behind: sp.Expr, low: object = 1, high: object = N, of: Network = net) -> Matrix:
    w = of.end_to_end
    return -eta * IndexedSum.over((w * w.T) ** before * of.gradient * (w.T * w) ** behind, j, low, high)


def rate(of: Network = net) -> Matrix:
    return of.rate(of.end_to_end, eta)


def term(of: Network = net) -> Matrix:
    """What layer j contributes to the rate of the end-to-end matrix."""
    return of.product(of.depth, j + 1) * of.rate(of.layer(j), eta) * of.product(j - 1, 1)


def powers(before: sp.Expr, behind: sp.Expr, of: Network = net) -> Matrix:
    w = of.end_to_end
    return -eta * (w * w.T) ** before * of.gradient * (w.T * w) ** behind


def three_terms(*exponents: tuple[sp.Expr, sp.Expr]) -> Matrix:
    total = powers(*exponents[0], of=three)
    for pair in exponents[1:]:
        total = total + powers(*pair, of=three)
    return total


def single(power: sp.Expr, weight: sp.Expr, divisor: sp.Expr | None = None) -> Matrix:
    """-eta |W|^{2 power} (G + weight * the projection of G on W) for a network with one output."""
    w, g = row.end_to_end, row.gradient
    onto = Trace(g * w.T) / (norm_squared(w) if divisor is None else divisor) * w
    return -eta * norm_squared(w) ** power * (g + weight * onto)


moving = [Balanced(row), N >= 1, sp.Gt(norm_squared(row.end_to_end), 0, evaluate=False)]

W, Z, Y = (Letter(name, m, n) for name in "WZY")


def preconditioner(w: Matrix, before: sp.Expr, behind: sp.Expr, low: object = 1) -> Operator:
    return Operator.of(
        "A", w.rows, w.columns, lambda z: IndexedSum.over((w * w.T) ** before * z * (w.T * w) ** behind, k, low, N)
    )


A = preconditioner(W, (N - k) / N, (k - 1) / N)
with_before, with_behind = preconditioner(W, (N - k) / N, 0 * k), preconditioner(W, 0 * k, (k - 1) / N)
A_net = preconditioner(net.end_to_end, (N - k) / N, (k - 1) / N)
X = Letter("X", net.width(N), net.width(0))

U, V = Letter("U", m, m, "orthogonal"), Letter("V", n, n, "orthogonal")
D = Letter("D", m, n, "diagonal")
A_svd = preconditioner(U * D * V.T, (N - k) / N, (k - 1) / N)
Z_io = U * Unit(m, i) * Unit(n, o).T * V.T
places = [i >= 1, i <= m, o >= 1, o <= n, N >= 1]


def s(index: sp.Symbol, power: sp.Expr | int) -> sp.Expr:
    """s_i or s_o to a power."""
    return entry((D * D.T if index == i else D.T * D) ** (power * half), index)


def value(first: sp.Expr, second: sp.Expr, low: object = 1) -> Matrix:
    return IndexedSum.over(s(i, first) * s(o, second) * Z_io, k, low, N)


U1, U2, U3, V1, V2 = (Letter(name, n, n, "orthogonal") for name in ("U_1", "U_2", "U_3", "V_1", "V_2"))
S = Letter("Sigma", n, n, "diagonal")
L1, L2, L3 = U1 * S * V1.T, U2 * S * U1.T, U3 * S * U2.T

N3, J = sp.Integer(3), sp.Integer
WRONG = [
    ("exponents exchanged in the term of a layer", term(), powers((j - 1) / N, (N - j) / N), a_layer, REFUTED),
    ("exponents exchanged, at least three layers", term(), powers((j - 1) / N, (N - j) / N), [*a_layer, N >= 3],
     REFUTED),
    ("exponents exchanged in one of three terms", rate(three),
     three_terms((2 * third, J(0)), (J(0), 2 * third), (J(0), 2 * third)), [Balanced(three)], REFUTED),
    ("exponents exchanged in the middle only", rate(three),
     three_terms((2 * third, J(0)), (2 * third, J(0)), (J(0), 2 * third)), [Balanced(three)], REFUTED),
    ("N + 1 for N in the exponents", rate(), flow((N - j) / (N + 1), (j - 1) / (N + 1)), deep, REFUTED),
    ("j for j - 1", rate(), flow((N - j) / N, j / N), deep, REFUTED),
    ("exponents doubled", rate(), flow(2 * (N - j) / N, 2 * (j - 1) / N), deep, REFUTED),
    ("exponents not divided by N", rate(), flow(N - j, j - 1), deep, REFUTED),
    ("all powers before the gradient", rate(), flow((N - 1) / N, 0 * j), deep, REFUTED),
    ("all powers behind the gradient", rate(), flow(0 * j, (N - 1) / N), deep, REFUTED),
    ("first term dropped", rate(), flow((N - j) / N, (j - 1) / N, 2), deep, REFUTED),
    ("last term dropped", rate(), flow((N - j) / N, (j - 1) / N, 1, N - 1), deep, REFUTED),
    ("counted from 0", rate(), flow((N - j) / N, j / N, 0), deep, REFUTED),
    ("rate dropped", rate(), flow((N - j) / N, (j - 1) / N) / eta, [*deep, eta > 0], REFUTED),
    ("sign", rate(), -flow((N - j) / N, (j - 1) / N), deep, REFUTED),
    ("balancedness missing", rate(), flow((N - j) / N, (j - 1) / N), [N >= 1], CONDITIONAL),
    ("gram matrices exchanged, square", term(square),
     -eta * (square.end_to_end.T * square.end_to_end) ** ((N - j) / N) * square.gradient
     * (square.end_to_end * square.end_to_end.T) ** ((j - 1) / N), [Balanced(square), N >= 1, j >= 1, j <= N, n >= 1],
     REFUTED),
    ("gradient transposed, square", rate(square),
     -eta * IndexedSum.over((square.end_to_end * square.end_to_end.T) ** ((N - j) / N) * square.gradient.T
                            * (square.end_to_end.T * square.end_to_end) ** ((j - 1) / N), j, 1, N),
     [Balanced(square), N >= 1, n >= 1], REFUTED),
    ("layers in reverse order", square.rate(square.layer(1) * square.end_to_end, eta),
     square.rate(square.end_to_end * square.layer(1), eta), [Balanced(square), N >= 1, n >= 1], REFUTED),
    ("a transpose lost in a gram matrix", W3 * W3.T * W3, W3 * W3.T * W3 * W3.T * W3, [Balanced(three)], REFUTED),
    ("outer gram matrix without its root", W3 * W3.T, (three.end_to_end * three.end_to_end.T) ** half,
     [Balanced(three)], REFUTED),
    ("one output: exponent", rate(row), single(2 - 2 / N, N - 1), moving, REFUTED),
    ("one output: N for N - 1", rate(row), single(1 - 1 / N, N), moving, REFUTED),
    ("one output: projection dropped", rate(row), single(1 - 1 / N, 0 * N), moving, REFUTED),
    ("one output: length not squared", rate(row), single(1 - 1 / N, N - 1, sp.sqrt(norm_squared(row.end_to_end))),
     moving, REFUTED),
    ("operator: rate dropped", rate(), -A_net(net.gradient), [*deep, eta > 0], REFUTED),
    ("operator: powers before Z adjoint to powers behind it", inner(with_before(Z), Y), inner(Z, with_behind(Y)),
     [N >= 1], REFUTED),
    ("operator: homogeneous of degree two", A(2 * Z), 4 * A(Z), [N >= 1], REFUTED),
    ("operator is its own inverse", A(A(Z)), Z, [N >= 1], REFUTED),
    ("metric with A for its inverse", inner(Z, A.inverse(Y)), inner(Z, A(Y)), [N >= 1], REFUTED),
    ("gradient flow of the metric without its rate", inner(rate(), A_net.inverse(X)), -inner(net.gradient, X),
     [*deep, eta > 0], REFUTED),
    ("gradient flow of the Euclidean metric", inner(rate(), X), -eta * inner(net.gradient, X), deep, REFUTED),
    ("zeroth power as a projection", rate(),
     -eta * IndexedSum.over(SupportPower.of(net.end_to_end * net.end_to_end.T, (N - k) / N) * net.gradient
                            * SupportPower.of(net.end_to_end.T * net.end_to_end, (k - 1) / N), k, 1, N), deep,
     REFUTED),
    ("eigenvalue: one index shifted", A_svd(Z_io), value(2 * (N - k) / N, 2 * k / N), places, REFUTED),
    ("eigenvalue: singular values not squared", A_svd(Z_io), value((N - k) / N, (k - 1) / N), places, REFUTED),
    ("eigenvalue: first term dropped", A_svd(Z_io), value(2 * (N - k) / N, 2 * (k - 1) / N, 2), places, REFUTED),
    ("eigenvalue of equal singular values: N dropped", A_svd(Z_io), s(i, 2 * (N - 1) / N) * Z_io,
     [*places, sp.Eq(s(i, 1), s(o, 1), evaluate=False)], REFUTED),
    ("eigenvalue in closed form: a plus", (s(i, 2 / N) - s(o, 2 / N)) * A_svd(Z_io), (s(i, 2) + s(o, 2)) * Z_io, places,
     REFUTED),
    ("eigenvector: V for U, square", preconditioner(U1 * S * V1.T, (N - k) / N, (k - 1) / N)(V1 * Unit(n, i)
     * Unit(n, o).T * U1.T), IndexedSum.over(entry((S * S) ** ((N - k) / N), i) * entry((S * S) ** ((k - 1) / N), o)
     * V1 * Unit(n, i) * Unit(n, o).T * U1.T, k, 1, N), [i >= 1, i <= n, o >= 1, o <= n, N >= 1], REFUTED),
    ("decomposition: Sigma^2 for Sigma^3", L3 * L2 * L1, U3 * S**2 * V1.T, [], REFUTED),
    ("decomposition: U_1 for U_3", L3 * L2 * L1, U1 * S**3 * V1.T, [], REFUTED),
    ("decomposition: V_1 not transposed", L3 * L2 * L1, U3 * S**3 * V1, [], REFUTED),
    ("decomposition: order of the layers", L1 * L2 * L3, U3 * S**3 * V1.T, [], REFUTED),
    ("decomposition: no choice of signs", (U2 * S * V2.T) * L1, U2 * S**2 * V1.T,
     [Equation(V2 * S**2 * V2.T, U1 * S**2 * U1.T)], REFUTED),
    ("layer term: power of the other gram matrix", L3 * L3.T, ((L3 * L2 * L1).T * (L3 * L2 * L1)) ** third, [],
     REFUTED),
    ("layer term: exponent", L3 * L3.T, ((L3 * L2 * L1) * (L3 * L2 * L1).T) ** (2 * third), [], REFUTED),
]  # fmt: skip

TRUE = [
    ("the index of the sum reversed", rate(), flow((j - 1) / N, (N - j) / N), deep),
    ("counted from 0", rate(), flow((N - 1 - j) / N, j / N, 0, N - 1), deep),
    ("exponents as 1 - j/N", rate(), flow(1 - j / N, j / N - 1 / N), deep),
    ("the transposed identity", rate().T,
     -eta * IndexedSum.over((net.end_to_end.T * net.end_to_end) ** ((j - 1) / N) * net.gradient.T
                            * (net.end_to_end * net.end_to_end.T) ** ((N - j) / N), j, 1, N), deep),
    ("three layers written out", rate(three),
     three_terms((J(0), 2 * third), (third, third), (2 * third, J(0))), [Balanced(three)]),
    ("powers of the layers' own gram matrices", rate(),
     -eta * IndexedSum.over((net.layer(N) * net.layer(N).T) ** (N - j) * net.gradient
                            * (net.layer(1).T * net.layer(1)) ** (j - 1), j, 1, N), deep),
    ("the term of a layer", term(), powers(1 - j / N, (j - 1) / N), a_layer),
    ("one output, the norm as a trace the other way round", rate(row),
     -eta * Trace(row.end_to_end.T * row.end_to_end) ** (1 - 1 / N)
     * (row.gradient + (N - 1) * Trace(row.end_to_end.T * row.gradient) / norm_squared(row.end_to_end)
        * row.end_to_end), moving),
    ("self-adjoint, with traces rotated", Trace(A(Z) * Y.T), Trace(A(Y) * Z.T), [N >= 1]),
    ("a power of the operator's argument moved out", A(W * W.T * Z), W * W.T * A(Z), [N >= 1]),
    ("inverse of the operator", A(A.inverse(Z)) - Z, 0 * Z, [N >= 1]),
    ("the metric, symmetric", inner(Z, A.inverse(Y)), inner(A.inverse(Z), Y), [N >= 1]),
    ("gradient flow of the metric, the other way round", inner(X, A_net.inverse(rate())),
     -eta * inner(X, net.gradient), [*deep, N <= 3]),
    ("root of a decomposition", ((L3 * L2 * L1) * (L3 * L2 * L1).T) ** third, U3 * S**2 * U3.T, []),
    ("eigenvalue, backwards", A_svd(Z_io), value(2 * (N - k) / N, 2 * (k - 1) / N), places),
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "given", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_a_wrong_variant_is_refuted(refuted, left, right, given, expected):
    refuted(MatrixIdentity(left, right), given, expected)


@pytest.mark.parametrize(("left", "right", "given"), [row[1:] for row in TRUE], ids=[row[0] for row in TRUE])
def test_a_true_rewrite_holds(holds, left, right, given):
    holds(MatrixIdentity(left, right), given)


NOT_DEFINITE = [
    ("operator without full rank", Invertible(A), [N >= 2]),
    ("first term of the operator alone", Invertible(Operator.of("A", m, n, lambda z: (W * W.T) ** (1 - 1 / N) * z)),
     [FullRank(W), N >= 2]),
    ("form without full rank", PositiveDefinite(inner(Z, A(Z)), Z), [N >= 1]),
    ("difference of two terms", PositiveDefinite(norm_squared(Z) - norm_squared(W * Z.T), Z), [FullRank(W)]),
    ("minus the metric", PositiveDefinite(-inner(Z, A.inverse(Z)), Z), [N >= 1, FullRank(W)]),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given"), [row[1:] for row in NOT_DEFINITE], ids=[row[0] for row in NOT_DEFINITE])
def test_what_is_not_definite_is_refuted(refuted, states, given):
    refuted(states, given, [Standing.REFUTED])


def test_a_refuted_identity_of_letters_alone_is_screened(judged):
    """No assumption of the kind is left to try, and its conditions say nothing about points."""
    states = MatrixIdentity(U1, V2)
    verdict = judged(states, [Equation(V2 * S**2 * V2.T, U1 * S**2 * U1.T)])
    assert verdict.standing is Standing.REFUTED, verdict.because


def test_a_missing_rank_is_found(judged):
    verdict = judged(Invertible(A), [N >= 2])
    assert verdict.standing is Standing.CONDITIONAL, verdict.because
    assert verdict.extra_assumption == str(FullRank(W))

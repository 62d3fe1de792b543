"""Beyond the slides: the eigenvalues of A_{N,W} for every depth, shape and rank, and their limit for great depth.

W = U D V^T with orthogonal U and V and a rectangular diagonal D >= 0, as every matrix can be written; singular values
may be zero or repeated. s_i is the i-th one, and 0 beyond the last.
"""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.matrices.algebra import Matrix
from checks.matrices.entries import Unit, entry
from checks.matrices.letters import Letter, Zero
from checks.matrices.sums import IndexedSum
from checks.matrices.traces import inner, norm_squared
from checks.script import run_topic
from checks.statements.identity import Identity
from checks.statements.matrix_identity import MatrixIdentity
from checks.statements.order import To
from checks.statements.solution import LimitIs
from derivations.deep_linear.document import N, k, note
from derivations.deep_linear.preconditioner import W, Z, i, m, n, preconditioner

if __name__ == "__main__":
    run_topic(__file__)

o, i_2, o_2 = note.integers("o i_2 o_2")
half = sp.Rational(1, 2)

U, V = Letter("U", m, m, "orthogonal"), Letter("V", n, n, "orthogonal")
D = Letter("D", m, n, "diagonal")
USV = U * D * V.T
A = preconditioner(USV)
inside = [Assumption(x) for x in (i >= 1, i <= m, o >= 1, o <= n)]


def row_value(power: sp.Expr | int) -> sp.Expr:
    """s_i^power, with 0^0 = 1: the entry (i, i) of (D D^T)^{power/2}."""
    return entry((D * D.T) ** (power * half), i)


def column_value(power: sp.Expr | int) -> sp.Expr:
    """s_o^power, with 0^0 = 1: the entry (o, o) of (D^T D)^{power/2}."""
    return entry((D.T * D) ** (power * half), o)


def direction(row: sp.Symbol, column: sp.Symbol) -> Matrix:
    """U e_row e_column^T V^T, an m x n matrix."""
    return U * Unit(m, row) * Unit(n, column).T * V.T


Z_io = direction(i, o)
eigenvalue = row_value(2 * (N - k) / N) * column_value(2 * (k - 1) / N)

# the operator against its Gram matrices ----------------------------------------------------------------------------

S, R = (W * W.T) ** (1 / N), (W.T * W) ** (1 / N)
A_W = preconditioner(W)
sylvester = note.claim(
    "preconditioner-solves-a-sylvester-equation",
    line=None,
    printed=r"(W W^T)^{1/N} A(Z) - A(Z) (W^T W)^{1/N} = W W^T Z - Z W^T W",
    states=MatrixIdentity(S * A_W(Z) - A_W(Z) * R, W * W.T * Z - Z * W.T * W),
    remark="every depth, shape and rank, and no singular value decomposition",
)


@sylvester.derivation
def _(chain):
    first = IndexedSum.over(S ** (N - k + 1) * Z * R ** (k - 1), k, 1, N)
    chain.start(first - IndexedSum.over(S ** (N - k) * Z * R**k, k, 1, N), "powers of one matrix are added")
    chain.line(first - IndexedSum.over(S ** (N - k + 1) * Z * R ** (k - 1), k, 2, N + 1), "k - 1 for k")
    chain.line(S**N * Z - Z * R**N, "all terms but the first and the last cancel")


# eigenvectors ------------------------------------------------------------------------------------------------------

note.claim(
    "eigenvectors-of-the-preconditioner",
    line=None,
    printed=r"A(Z_{io}) = \left(\sum_{k=1}^{N} s_i^{2\frac{N-k}{N}} s_o^{2\frac{k-1}{N}}\right) Z_{io}, \quad "
    r"W = U D V^T,\ Z_{io} = U e_i e_o^T V^T",
    given=inside,
    states=MatrixIdentity(A(Z_io), IndexedSum.over(eigenvalue * Z_io, k, 1, N)),
    remark="1 <= i <= m, 1 <= o <= n; s_i = 0 beyond the shorter side, and 0^0 = 1",
)
note.claim(
    "eigenvectors-have-length-one",
    line=None,
    printed=r"\operatorname{Tr}(Z_{io}^T Z_{io}) = 1",
    given=inside,
    states=MatrixIdentity(norm_squared(Z_io), sp.Integer(1)),
)
other = direction(i_2, o_2)
for name, differ in (
    ("eigenvectors-of-different-rows", sp.Ne(i, i_2)),
    ("eigenvectors-of-different-columns", sp.Ne(o, o_2)),
):
    note.claim(
        name,
        line=None,
        printed=rf"\operatorname{{Tr}}(Z_{{io}}^T Z_{{i_2 o_2}}) = 0 \quad ({sp.latex(differ)})",
        given=[*inside, *(Assumption(x) for x in (i_2 >= 1, i_2 <= m, o_2 >= 1, o_2 <= n, differ))],
        states=MatrixIdentity(inner(Z_io, other), sp.Integer(0)),
        remark="so the mn matrices Z_io are an orthonormal basis: there are no other eigenvalues",
    )

# the sum in closed form --------------------------------------------------------------------------------------------

closed = note.claim(
    "eigenvalue-of-different-singular-values",
    line=None,
    printed=r"\left(s_i^{2/N} - s_o^{2/N}\right) A(Z_{io}) = \left(s_i^2 - s_o^2\right) Z_{io}",
    given=inside,
    states=MatrixIdentity((row_value(2 / N) - column_value(2 / N)) * A(Z_io), (row_value(2) - column_value(2)) * Z_io),
    remark="where s_i and s_o differ, so do their N-th roots, and the eigenvalue is the quotient",
)


@closed.derivation
def _(chain):
    s, r = (USV * USV.T) ** (1 / N), (USV.T * USV) ** (1 / N)
    first = IndexedSum.over(s ** (N - k + 1) * Z_io * r ** (k - 1), k, 1, N)
    chain.start(s * A(Z_io) - A(Z_io) * r, "(W W^T)^{1/N} and (W^T W)^{1/N} act on Z_io as numbers")
    chain.line(first - IndexedSum.over(s ** (N - k) * Z_io * r**k, k, 1, N), "powers of one matrix are added")
    chain.line(first - IndexedSum.over(s ** (N - k + 1) * Z_io * r ** (k - 1), k, 2, N + 1), "k - 1 for k")
    chain.line(USV * USV.T * Z_io - Z_io * USV.T * USV, "all terms but the first and the last cancel")


alike = Assumption(sp.Eq(row_value(1), column_value(1), evaluate=False))
note.claim(
    "eigenvalue-of-equal-singular-values",
    line=None,
    printed=r"s_i = s_o = s:\quad A(Z_{io}) = N s^{2 - \frac{2}{N}} Z_{io}",
    given=[*inside, alike],
    states=MatrixIdentity(A(Z_io), N * row_value(2 * (N - 1) / N) * Z_io),
    remark="on the diagonal and wherever singular values repeat; for N = 1 it is 1, also at s = 0",
)
vanishing = [Assumption(sp.Eq(s, 0, evaluate=False)) for s in (row_value(1), column_value(1))]
kernel = note.claim(
    "kernel-of-the-preconditioner",
    line=None,
    printed=r"N \ge 2,\ s_i = s_o = 0 \implies A(Z_{io}) = 0",
    given=[*inside, Assumption(N >= 2), *vanishing],
    states=MatrixIdentity(A(Z_io), Zero(m, n)),
    remark=(
        "where W lacks full rank the last singular value is 0, and i = m, o = n is such a pair: so for N >= 2 the "
        "operator is invertible only at full rank, the converse of line 18"
    ),
)


@kernel.derivation
def _(chain):
    chain.start(N * row_value(2 * (N - 1) / N) * Z_io, "two equal singular values")


# great depth -------------------------------------------------------------------------------------------------------

s_1, s_2 = note.reals("s_1 s_2")
both = [Assumption(s_1 > 0), Assumption(s_2 > 0)]
apart = (s_1**2 - s_2**2) / (s_1 ** (2 / N) - s_2 ** (2 / N))
note.claim(
    "eigenvalue-over-depth-tends-to-a-logarithmic-mean",
    line=None,
    printed=r"\frac{1}{N} \cdot \frac{s_1^2 - s_2^2}{s_1^{2/N} - s_2^{2/N}} \to "
    r"\frac{s_1^2 - s_2^2}{2 \log(s_1/s_2)} \quad (N \to \infty)",
    given=[*both, Assumption(s_1 > s_2)],
    states=LimitIs(apart / N, (s_1**2 - s_2**2) / (2 * sp.log(s_1 / s_2)), To(N, sp.oo)),
    remark="the logarithmic mean of s_1^2 and s_2^2; symmetric in them, so s_1 > s_2 loses nothing",
)
note.claim(
    "equal-eigenvalue-over-depth",
    line=None,
    printed=r"\frac{1}{N} \cdot N s^{2 - \frac{2}{N}} \to s^2 \quad (N \to \infty)",
    given=[Assumption(s_1 > 0)],
    states=LimitIs(N * s_1 ** (2 - 2 / N) / N, s_1**2, To(N, sp.oo)),
    remark="s = s_1 > 0; for s = 0 the eigenvalue is 0 from N = 2 on",
)
note.claim(
    "closed-form-is-the-quotient",
    line=None,
    printed=r"\frac{s_1^2 - s_2^2}{s_1^{2/N} - s_2^{2/N}} = s_2^{2 - \frac{2}{N}} \cdot "
    r"\frac{(s_1/s_2)^2 - 1}{(s_1/s_2)^{2/N} - 1}",
    given=[*both, Assumption(s_1 > s_2)],
    states=Identity(apart, s_2 ** (2 - 2 / N) * ((s_1 / s_2) ** 2 - 1) / ((s_1 / s_2) ** (2 / N) - 1)),
    remark="homogeneous of degree 2 - 2/N, like the equal case",
)

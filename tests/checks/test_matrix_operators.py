"""Operators on matrices and their inverses, unit vectors, equations, definite forms; each is made to say no."""

from __future__ import annotations

import random

import pytest
import sympy as sp
from flint import fmpq, fmpq_mat

from checks.errors import StatementError
from checks.matrices.entries import Unit, entry
from checks.matrices.instances import Instance, Undefined
from checks.matrices.letters import Letter
from checks.matrices.networks import Network
from checks.matrices.operators import Equation, Operator, matrix_of
from checks.matrices.sums import IndexedSum
from checks.matrices.support import SupportPower, projection_onto_range
from checks.matrices.traces import Trace, inner, norm_squared
from checks.proving.combinations import difference_vanishes
from checks.proving.limits import limit
from checks.proving.readings import without_inverses
from checks.proving.relations import Context
from checks.settings import Settings
from checks.statements.definite import PositiveDefinite
from checks.statements.matrix_identity import MatrixIdentity
from checks.verdict import Outcome
from checks.witnesses import perform
from numeric.matrices import trace

N, k, i, o, m, n = sp.symbols("N k i o m n", integer=True)
a, b = sp.symbols("a b", real=True)
third, half = sp.Rational(1, 3), sp.Rational(1, 2)
W, Z, Y = (Letter(name, m, n) for name in "WZY")
U, V, D = Letter("U", m, m, "orthogonal"), Letter("V", n, n, "orthogonal"), Letter("D", m, n, "diagonal")


def preconditioner(w, depth=N):
    return Operator.of(
        "A",
        w.rows,
        w.columns,
        lambda z: IndexedSum.over(
            (w * w.T) ** ((depth - k) / sp.sympify(depth)) * z * (w.T * w) ** ((k - 1) / sp.sympify(depth)), k, 1, depth
        ),
    )


A = preconditioner(W)


def shown(left, right, *conditions):
    symbols = sorted(set().union(*(c.free_symbols for c in conditions)) | {a, b, N, i, o}, key=str)
    return difference_vanishes(left, right, conditions, symbols) is not None


def at(scalars=None, **letters):
    """A 2 x 2 instance: letters as lists of rows."""
    by_name = {x.name: x for x in (W, Z, Y, D)}
    return Instance(scalars or {}, {m: 2, n: 2}, {by_name[name]: fmpq_mat(rows) for name, rows in letters.items()})


# --- what an operator may be -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        lambda z: z * z.T * z,  # cubic
        lambda z: W,  # constant
        lambda z: z + W,  # affine
        lambda z: W * W.T,  # another shape
        lambda z: z * W.T,  # another shape
        lambda z: k * IndexedSum.over((W * W.T) ** k * z, k, 1, N),  # an index outside its sum
    ],
)
def test_an_operator_is_linear_and_keeps_the_shape(body):
    with pytest.raises(StatementError):
        Operator.of("A", m, n, body)


def test_an_operator_refuses_another_shape():
    with pytest.raises(StatementError):
        A(Letter("X", n, m))
    with pytest.raises(StatementError):
        A.inverse(Letter("X", m, m))


def test_arguments_are_not_captured_by_the_operators_own_index():
    once = Operator.of("B", m, n, lambda z: IndexedSum.over(z * 1, k, 1, N))
    assert shown(once((W * W.T) ** k * Z), N * (W * W.T) ** k * Z, N >= 1, k >= 1)
    assert not shown(once((W * W.T) ** k * Z), IndexedSum.over((W * W.T) ** k * Z, k, 1, N), N >= 1, k >= 1)
    instance = at({k: 1, N: 2}, W=[[1, 0], [0, 2]], Z=[[1, 0], [0, 1]])
    assert once((W * W.T) ** k * Z).evaluate(instance) == fmpq_mat([[2, 0], [0, 8]])


# --- inverses --------------------------------------------------------------------------------------------------------


def test_the_inverse_solves():
    instance = at({N: 2}, W=[[1, 0], [0, 4]], Z=[[1, 2], [3, 4]])
    solved = A.inverse(Z).evaluate(instance)
    assert solved == fmpq_mat([[fmpq(1, 2), fmpq(2, 5)], [fmpq(3, 5), fmpq(1, 2)]])  # divided by s_i + s_o
    assert trace(matrix_of(A, instance)) == 2 + 5 + 5 + 8


def test_the_inverse_of_a_singular_operator_is_undefined():
    with pytest.raises(Undefined):
        A.inverse(Z).evaluate(at({N: 2}, W=[[1, 0], [0, 0]], Z=[[0, 0], [0, 0]]))


def test_what_is_known_of_inverses():
    assert shown(A(A.inverse(Z)), Z, N >= 1)
    assert shown(A.inverse(A(Z)), Z, N >= 1)
    assert shown(A.inverse(a * Z + b * Y), a * A.inverse(Z) + b * A.inverse(Y), N >= 1)
    assert shown(inner(Z, A.inverse(Y)), inner(A.inverse(Z), Y), N >= 1)
    assert not shown(A.inverse(Z), Z, N >= 1)
    assert not shown(inner(Z, A.inverse(Y)), inner(Z, A(Y)), N >= 1)
    assert not shown(A.inverse(Z), preconditioner(W, 2).inverse(Z), N >= 1)


def test_inverses_that_stay_prove_nothing():
    assert without_inverses(A.inverse(W), W) is None  # the operator is made of W, which is then no A(Y) with a free Y
    assert without_inverses(A.inverse(W * W.T * Z), Z) is None
    empty = IndexedSum.over(A.inverse(Z), k, 1, N)
    assert without_inverses(empty, N * A(Z)) is None  # an empty sum asks for no inverse
    assert not shown(A(empty), N * Z, N >= 0)


def test_a_line_that_inverts_more_than_the_claim_is_refused(note):
    note.symbols.add(N)
    claim = note.claim("refused", line=None, printed="", given=[N >= 1], states=MatrixIdentity(Z, 1 * Z + 0 * W))

    @claim.derivation
    def _(chain):
        chain.start(A(A.inverse(Z)), "true only where A is invertible")

    # the ends meet without the line, so the claim stands; were they not to meet, the line could not help
    assert perform("derive", claim, Settings()).outcome is Outcome.PROVES
    definite = note.claim(
        "definite", line=None, printed="", given=[N >= 1], states=PositiveDefinite(norm_squared(Z), Z)
    )

    @definite.derivation
    def _(chain):
        chain.start(norm_squared(A(A.inverse(Z))), "true only where A is invertible")

    assert perform("derive", definite, Settings()).outcome is Outcome.NOTHING


# --- unit vectors and singular values --------------------------------------------------------------------------------

places = (i >= 1, i <= m, o >= 1, o <= n)
e_i, e_o = Unit(m, i), Unit(m, o)


def test_unit_vectors():
    assert shown(Trace(e_i.T * e_i), sp.Integer(1), *places)
    assert shown(Trace(e_i.T * e_o), sp.Integer(0), *places, sp.Ne(i, o))
    assert not shown(Trace(e_i.T * e_o), sp.Integer(0), *places)
    assert shown((D * D.T) ** third * e_i, entry((D * D.T) ** third, i) * e_i, *places)
    assert not shown((W * W.T) ** third * e_i, entry((W * W.T) ** third, i) * e_i, *places)
    with pytest.raises(Undefined):
        Unit(2, 3).evaluate(Instance())
    assert Unit(2, 2).evaluate(Instance()) == fmpq_mat([[0], [1]])


def test_powers_of_singular_values_are_added_also_at_zero():
    first = entry((D * D.T) ** ((N - 1) / N), i) * entry((D * D.T) ** (1 / N), i)
    assert shown(first * W, entry(D * D.T, i) * W, *places, N >= 1)
    assert not shown(first * W, entry((D * D.T) ** half, i) * W, *places, N >= 1)
    zero = sp.Eq(entry((D * D.T) ** half, i), 0, evaluate=False)
    assert shown(entry((D * D.T) ** third, i) * W, 0 * W, *places, zero)
    assert not shown(entry((D * D.T) ** (1 - 1 / N), i) * W, 0 * W, *places, zero, N >= 1)  # 0^0 = 1 at N = 1
    assert shown(entry((D * D.T) ** (1 - 1 / N), i) * W, 0 * W, *places, zero, N >= 2)


def test_a_trace_that_moves_with_the_index_is_no_constant():
    moving = Trace((W * W.T) ** (k / N))
    assert not shown(IndexedSum.over(moving * Z, k, 1, N), N * moving * Z, N >= 1, k >= 1)
    assert not shown(IndexedSum.over(moving * Z, k, 1, N), IndexedSum.over(moving * Z, k, 2, N + 1), N >= 1)
    assert shown(
        IndexedSum.over(moving * Z, k, 1, N),
        IndexedSum.over(Trace((W * W.T) ** ((k - 1) / N)) * Z, k, 2, N + 1),
        N >= 1,
    )


def test_what_is_assumed_of_a_symbol_is_not_assumed_of_an_index():
    assert not shown(IndexedSum.over((W * W.T) ** k * Z, k, 1, N), N * W * W.T * Z, N >= 1, sp.Eq(k, 1))


# --- equations as assumptions ----------------------------------------------------------------------------------------


def test_equations():
    same = Equation(W * W.T, Letter("P", m, m, "positive semidefinite"))
    p = same.args[1]
    assert shown(Z.T * W * W.T * Z, Z.T * p * Z, same)
    assert shown(Y.T * p * Z, Y.T * W * W.T * Z, same)
    assert not shown(Z.T * W * W.T * Z, Z.T * p * Z)
    with pytest.raises(StatementError):
        Equation(W, W.T)
    assert Equation(W, Z).holds(at(W=[[1, 2], [3, 4]], Z=[[1, 2], [3, 4]]))
    assert not Equation(W, Z).holds(at(W=[[1, 2], [3, 4]], Z=[[1, 2], [3, 5]]))


# --- the other zeroth power -------------------------------------------------------------------------------------------


def test_projection_onto_the_range():
    rng = random.Random(1)
    for rank in range(4):
        x = fmpq_mat(3, max(rank, 1), [fmpq(rng.randint(-3, 3)) for _ in range(3 * max(rank, 1))])
        gram = x * x.transpose() if rank else fmpq_mat(3, 3)
        p = projection_onto_range(gram)
        assert p * p == p == p.transpose()
        assert p * gram == gram
        assert p.rank() == gram.rank()


def test_the_two_zeroth_powers_differ_at_singular_matrices():
    zero = sp.Integer(0)
    one, other = (W * W.T) ** zero, SupportPower.of(W * W.T, zero)
    singular, regular = at(W=[[1, 0], [0, 0]]), at(W=[[1, 1], [0, 1]])
    assert one.evaluate(singular) == fmpq_mat([[1, 0], [0, 1]]) != other.evaluate(singular)
    assert one.evaluate(regular) == other.evaluate(regular)
    assert not shown(other, other)


# --- shapes of decompositions -----------------------------------------------------------------------------------------


def test_a_rectangular_matrix_has_no_cube():
    with pytest.raises(StatementError):
        _ = D**3
    assert (Letter("Sigma", n, n, "diagonal") ** 3).rows == n


# --- limits of quotients that vanish at both ends --------------------------------------------------------------------


def test_limits_by_derivatives():
    s, t = sp.symbols("s t", real=True)
    quotient = (s**2 - t**2) / (s ** (2 / N) - t ** (2 / N)) / N
    apart = Context([s > 0, t > 0, s > t, N >= 1], [s, t, N])
    found = limit(quotient, N, sp.oo, apart)
    assert str(found) == "(s**2 - t**2)/(2*log(s/t))"  # the symbols carry signs by now
    # where s = t is allowed the denominator vanishes for good
    assert limit(quotient, N, sp.oo, Context([s > 0, t > 0, N >= 1], [s, t, N])) is None


def test_networks_need_no_operator_of_their_own():
    net = Network(N)
    whole = preconditioner(net.end_to_end)
    assert shown(whole(net.gradient), IndexedSum.over(
        (net.end_to_end * net.end_to_end.T) ** ((k - 1) / N) * net.gradient
        * (net.end_to_end.T * net.end_to_end) ** ((N - k) / N), k, 1, N), N >= 1)  # fmt: skip

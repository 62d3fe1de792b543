"""Quadratic forms of matrices: definite or not, exactly, and proofs of it that need what they say they need."""

from __future__ import annotations

import itertools
import random

import pytest
import sympy as sp
from flint import fmpq, fmpq_mat

from checks.errors import StatementError
from checks.matrices.assumptions import FullRank
from checks.matrices.forms import definiteness, degree, kernel_vector, matrix_of_form
from checks.matrices.instances import Instance
from checks.matrices.letters import Identity, Letter
from checks.matrices.operators import Operator
from checks.matrices.sums import IndexedSum
from checks.matrices.traces import Trace, inner, norm_squared
from checks.settings import Settings
from checks.statements.definite import Invertible, PositiveDefinite
from checks.verdict import Outcome
from checks.witnesses import perform
from numeric.matrices import trace

N, k, m, n = sp.symbols("N k m n", integer=True)
W, Z, Y = (Letter(name, m, n) for name in "WZY")


def preconditioner(w):
    return Operator.of(
        "A", m, n, lambda z: IndexedSum.over((w * w.T) ** ((N - k) / N) * z * (w.T * w) ** ((k - 1) / N), k, 1, N)
    )


A = preconditioner(W)


def test_definiteness_by_leading_minors():
    rng = random.Random(2)
    seen = set()
    for _ in range(200):
        size = rng.randint(1, 4)
        x = fmpq_mat(size, size, [fmpq(rng.randint(-2, 2)) for _ in range(size * size)])
        q = x * x.transpose() - fmpq_mat(size, size, [fmpq(rng.choice((0, 0, 1)) * (c % (size + 1) == 0))
                                                      for c in range(size * size)])  # fmt: skip
        minors = [fmpq_mat([[q[r, c] for c in range(s)] for r in range(s)]).det() for s in range(1, size + 1)]
        definite, bad = definiteness(q)
        assert definite == all(x > 0 for x in minors)
        if not definite:
            v = fmpq_mat([[x] for x in bad])
            assert any(bad)
            assert (v.transpose() * q * v)[0, 0] <= 0
        seen.add(definite)
    assert seen == {True, False}


def test_kernel_vectors():
    for rows in itertools.product((-1, 0, 2), repeat=4):
        q = fmpq_mat(2, 2, [fmpq(x) for x in rows])
        v = kernel_vector(q)
        assert (v is None) == (q.det() != 0)
        assert v is None or (any(v) and q * fmpq_mat([[x] for x in v]) == fmpq_mat(2, 1))


def test_the_matrix_of_a_form():
    instance = Instance({}, {m: 2, n: 2}, {W: fmpq_mat([[1, 2], [0, 3]]), Z: fmpq_mat(2, 2)})
    assert matrix_of_form(norm_squared(Z), Z, instance) == Identity(4).evaluate(Instance())
    # |W^T Z|^2 is W W^T on each column of Z
    assert trace(matrix_of_form(norm_squared(W.T * Z), Z, instance)) == 2 * (1 + 4 + 9)


def test_degrees():
    assert degree(inner(Z, A(Z)), Z) == degree(inner(Z, A.inverse(Z)), Z) == 2
    assert degree(norm_squared(Z) + Trace(Z * W.T), Z) is None
    assert degree(inner(W, A(Z)), Z) == 1
    assert degree(inner(Z, preconditioner(Z)(Z)), Z) is None


@pytest.mark.parametrize(
    "form", [Trace(Z * W.T), norm_squared(Z) ** 2, norm_squared(Z) + 1, norm_squared(W), sp.Float(2) * norm_squared(Z)]
)
def test_a_form_is_quadratic(form):
    with pytest.raises(StatementError):
        PositiveDefinite(form, Z).check()


def squares(w, z):
    x = (w * w.T) ** ((N - k) / (2 * N)) * z * (w.T * w) ** ((k - 1) / (2 * N))
    return Trace(IndexedSum.over(x * x.T, k, 1, N))


def derived(note, states, given, *lines):
    note.symbols.add(N)
    claim = note.claim(f"claim-{len(note.claims) + 1}", line=None, printed="", given=given, states=states)
    if lines:

        @claim.derivation
        def _(chain):
            chain.start(lines[0], "")
            for line in lines[1:]:
                chain.line(line, "")

    return perform("derive", claim, Settings()).outcome


def test_invertibility_needs_full_rank_and_the_squares(note):
    assert derived(note, Invertible(A), [N >= 1, FullRank(W)], squares(W, Z)) is Outcome.PROVES
    assert derived(note, Invertible(A), [N >= 1, FullRank(W)]) is Outcome.NOTHING
    assert derived(note, Invertible(A), [N >= 1], squares(W, Z)) is Outcome.NOTHING
    assert derived(note, Invertible(A), [FullRank(W)], squares(W, Z)) is Outcome.NOTHING  # the sum might be empty
    assert derived(note, Invertible(A), [N >= 1, FullRank(Y)], squares(W, Z)) is Outcome.NOTHING
    assert derived(note, Invertible(A), [N >= 1, FullRank(W)], squares(Y, Z)) is Outcome.NOTHING


def test_a_form_with_a_minus_is_no_sum_of_squares(note):
    form = norm_squared(Z) - norm_squared(W.T * Z)
    assert derived(note, PositiveDefinite(form, Z), [FullRank(W)]) is Outcome.NOTHING
    assert derived(note, PositiveDefinite(norm_squared(Z), Z), []) is Outcome.PROVES


def test_the_confirming_witness_sees_a_missing_rank(note):
    note.symbols.add(N)
    claim = note.claim("singular", line=None, printed="", given=[N >= 2], states=Invertible(A))
    for witness in ("confirm", "search"):
        found = perform(witness, claim, Settings())
        assert found.outcome is Outcome.REFUTES
    assert found.counterexample is not None
    assert found.counterexample.point == {"N": "2", "W": "[[0]]", "Z": "[[1]]"}

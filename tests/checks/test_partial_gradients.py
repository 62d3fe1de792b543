"""Gradients of losses written with traces: against differentiation entry by entry, and what is refused."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy as sp
from flint import fmpq, fmpq_mat

from checks.errors import StatementError
from checks.matrices.instances import Instance, Undefined
from checks.matrices.letters import Letter
from checks.matrices.partials import PartialGradient
from checks.matrices.traces import Trace, norm_squared
from checks.proving.combinations import difference_vanishes

m, n = sp.symbols("m n", integer=True)
a = sp.Symbol("a", real=True)
A, B, C = Letter("A", m, n), Letter("B", n, n), Letter("C", m, n)
D = Letter("D", n, n, "diagonal")

LOSSES = [
    ("linear", a * Trace(C.T * A)),
    ("free of the letter", Trace(B) ** 2),
    ("quadratic", norm_squared(C - A * B) / 2),
    ("both sides", Trace(A * B * A.T * C * A.T)),
    ("product of traces", Trace(C.T * A) * norm_squared(A)),
    ("power of a trace", norm_squared(A - a * C) ** 2),
    ("weighted", Trace((A * B - C) * D * (A * B - C).T)),
]


def random_instance(rows: int, columns: int, seed: int = 0) -> Instance:
    rng = random.Random(seed)

    def filled(height: int, width: int) -> fmpq_mat:
        return fmpq_mat(height, width, [fmpq(rng.randint(-5, 5), rng.randint(1, 3)) for _ in range(height * width)])

    values = [rng.randint(0, 3) for _ in range(columns)]
    diagonal = fmpq_mat([[values[i] if i == j else 0 for j in range(columns)] for i in range(columns)])
    letters = {A: filled(rows, columns), B: filled(columns, columns), C: filled(rows, columns), D: diagonal}
    return Instance({a: Fraction(3, 2)}, {m: rows, n: columns}, letters)


def by_sympy(loss: sp.Expr, instance: Instance) -> list[sp.Expr]:
    """The same gradient from a matrix of symbols, which SymPy multiplies out and differentiates."""
    rows, columns = instance.letters[A].nrows(), instance.letters[A].ncols()
    entries = sp.Matrix(rows, columns, lambda i, j: sp.Symbol(f"x{i}_{j}"))
    values = dict(zip(entries, (_number(v) for v in instance.letters[A].entries()), strict=True))

    def matrix(e):
        if isinstance(e, Letter):
            return entries if e == A else sp.Matrix([[_number(v) for v in r] for r in instance.letters[e].tolist()])
        parts = list(e.args)
        name = type(e).__name__
        if name == "Transpose":
            return matrix(parts[0]).T
        if name == "Scaled":
            return scalar(parts[0]) * matrix(parts[1])
        matrices = [matrix(x) for x in parts]
        return sp.prod(matrices[1:], start=matrices[0]) if name == "Product" else sum(matrices[1:], matrices[0])

    def scalar(e):
        return e.xreplace({x: matrix(x.args[0]).trace() for x in e.atoms(Trace)} | {a: sp.Rational(3, 2)})

    value = sp.expand(scalar(loss))
    return [sp.diff(value, x).xreplace(values) for x in entries]


def _number(x: fmpq) -> sp.Rational:
    return sp.Rational(int(x.p), int(x.q))


@pytest.mark.parametrize("shape", [(1, 1), (2, 1), (2, 3)])
@pytest.mark.parametrize("loss", [row[1] for row in LOSSES], ids=[row[0] for row in LOSSES])
def test_both_meanings_agree_with_differentiation_entry_by_entry(loss, shape):
    instance = random_instance(*shape)
    gradient = PartialGradient(loss, A)
    expected = by_sympy(loss, instance)
    for found in (gradient.evaluate(instance), gradient.doit().evaluate(instance)):
        assert [_number(x) for x in found.entries()] == expected


def test_the_gradient_does_not_depend_on_what_was_evaluated_before():
    loss, instance = norm_squared(C - A * B) / 2, random_instance(2, 2)
    before = instance.scalar(loss)
    PartialGradient(loss, A).evaluate(instance)
    assert instance.scalar(loss) == before


@pytest.mark.parametrize(
    ("right", "shown"),
    [(A * B * B.T - C * B.T, True), (A * B.T * B - C * B.T, False), (2 * (A * B * B.T - C * B.T), False)],
    ids=["right", "factors exchanged", "doubled"],
)
def test_a_proof_tells_right_from_wrong(right, shown):
    found = difference_vanishes(PartialGradient(norm_squared(C - A * B) / 2, A), right, (), ())
    assert (found is not None) == shown


@pytest.mark.parametrize(
    ("loss", "variable"),
    [
        (sp.exp(norm_squared(A)), A),
        (1 / norm_squared(A), A),
        (Trace((A * A.T) ** sp.Rational(1, 2)), A),
        (norm_squared(norm_squared(A) * C), A),
        (Trace(D), D),
        (sp.Float("0.5") * norm_squared(A), A),
        (A, A),
        (norm_squared(A), a),
    ],
    ids=["exponential", "quotient", "root", "moving coefficient", "diagonal letter", "float", "matrix", "scalar"],
)
def test_what_has_no_such_gradient_is_refused(loss, variable):
    with pytest.raises(StatementError):
        PartialGradient(loss, variable)


def test_large_matrices_are_left_to_the_proof():
    with pytest.raises(Undefined):
        PartialGradient(norm_squared(A), A).evaluate(random_instance(7, 7))

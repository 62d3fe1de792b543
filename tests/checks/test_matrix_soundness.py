"""The edges at which a rule about matrices could go wrong: empty sums and products, zeroth powers, single units.

Each false identity is near a true one, and comes with an exact instance on which its sides differ; each true one is
compared with the definitions as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.matrices.algebra import Matrix
from checks.matrices.assumptions import Balanced
from checks.matrices.comparing import compared
from checks.matrices.entries import Unit
from checks.matrices.letters import Identity, Letter, Zero
from checks.matrices.networks import Network
from checks.matrices.operators import Equation, Operator
from checks.matrices.sampling import Plan, instances
from checks.matrices.sums import IndexedSum
from checks.matrices.traces import Trace, norm_squared
from checks.proving.combinations import difference_vanishes
from checks.statements.matrix_identity import MatrixIdentity

N, i, j, k = sp.symbols("N i j k", integer=True)
m, n = sp.symbols("m n", integer=True)
a, b, eta = sp.symbols("a b eta", real=True)
half = sp.Rational(1, 2)
A, B = Letter("A", m, n), Letter("B", m, n)
S, R = Letter("S", n, n), Letter("R", n, n)
v, w = Letter("v", n, 1), Letter("w", 1, n)
D = Letter("D", n, n, "diagonal")
long = sp.Gt(norm_squared(v), 0, evaluate=False)

net = Network(N)
one = Network(N, outputs=1)
We, w_e = net.end_to_end, one.end_to_end
deep, single = [Balanced(net), N >= 1], [Balanced(one), N >= 1]
twin = Network(N, outputs=n)  # another network, written with the same letter
even = Network(2 * N)
cube = Network(3, inputs=n, outputs=n, hidden=n)
first = net.layer(1)
zero_layer = Zero(net.width(1), net.width(0))
slim = Network(1, inputs=1)
column = slim.end_to_end
tau = sp.Symbol("tau0", real=True)
times = Operator.of("F", n, n, lambda z: S * z)

Sides = Callable[[], tuple[Any, Any]]
Case = tuple[str, Sides, list[Boolean]]


def powers(low: object, high: object) -> IndexedSum:
    return IndexedSum.over((S * S.T) ** k, k, low, high)


FALSE: list[Case] = [
    ("a last term of an empty sum", lambda: (powers(1, N), powers(1, N - 1) + (S * S.T) ** N), [N >= 0]),
    ("counting less than nothing", lambda: (IndexedSum.over(A, k, i, j), (j - i + 1) * A), [j >= i - 2]),
    ("two sums that overlap", lambda: (IndexedSum.over(A, k, 5, N) + IndexedSum.over(A, k, 1, 4), N * A), [N >= 1]),
    ("order of nested sums", lambda: (nested(j, j, k, k), nested(j, k, k, j)), [N >= 1]),
    ("an index and a symbol of one name", lambda: (k * IndexedSum.over(k * A, k, 1, N), squares()), [N >= 1]),
    (
        "a power of rank one that may be zeroth",
        lambda: ((v * v.T) ** k, norm_squared(v) ** (k - 1) * v * v.T),
        [k >= 0, long],
    ),
    ("sizes of zeroth powers", lambda: (Trace((We * We.T) ** k), Trace((We.T * We) ** k)), [k >= 0, *deep]),
    ("sizes of zeroth powers in a sum", lambda: (traces(A, 0), traces(A.T, 0)), [N >= 1]),
    ("the root of a square", lambda: (sp.sqrt(Trace(S) ** 2) * A, Trace(S) * A), []),
    ("a product of roots", lambda: (sp.sqrt(a) * sp.sqrt(b) * A, sp.sqrt(a * b) * A), []),
    ("the length of an index", lambda: (IndexedSum.over(abs(k - 2) * A, k, 1, N), shifted()), [N >= 1]),
    ("two networks of one name", lambda: (net.layer(N) * net.layer(N).T, twin.layer(N) * twin.layer(N).T), deep),
    ("another place", lambda: (Trace(Unit(n, 1).T * S * Unit(n, 2)), 0 * Trace(S)), []),
    ("traces that move with the index", lambda: (moving(k, k + 1), moving(k, k - 1)), [N >= 1]),
    # an equation holds at one time and for one value of its symbols
    (
        "a rate where the layer is zero",
        lambda: (net.rate(first, eta), 0 * first),
        [Equation(first, zero_layer), N >= 1],
    ),
    ("a rate of a letter", lambda: (cube.rate(cube.end_to_end, eta), Zero(n, n)), [Equation(cube.end_to_end, S)]),
    ("one layer for all", lambda: (all_layers(), Zero(n, n)), [Equation(cube.layer(j), Zero(n, n)), j >= 1, j <= 3]),
    ("one index for all", lambda: (IndexedSum.over(A, k, 1, N), ramp()), [Equation(A, k * B), k >= 1, N >= 1]),
    # names that the prover makes up belong to nobody
    ("a symbol named like a trace", lambda: (Trace(S) ** 2, tau**2), [tau >= 0]),
    ("a letter named like a preimage", lambda: (times.inverse(Letter("Z", n, n)), Letter("Z'", n, n)), []),
    ("two indices of one name", lambda: (zeroth_first() * tail(), rank_one(1) * tail()), [N >= 2, long]),
    ("sums over disjoint ranges", lambda: (from_zero(False), from_zero(True)), [N >= 1]),
    ("a square of an assumption", lambda: ((S * S.T) ** half, R), [Equation(S * S.T, R)]),
]

TRUE: list[Case] = [
    ("counting nothing", lambda: (IndexedSum.over(A, k, i, j), (j - i + 1) * A), [j >= i - 1]),
    ("a sum up to its own name", lambda: (IndexedSum.over(A, k, 1, k), k * A), [k >= 1]),
    ("nested sums renamed", lambda: (nested(j, j, k, k), nested(k, k, j, j)), [N >= 1]),
    ("a power of rank one", lambda: (rank_one(0), IndexedSum.over((v * v.T) ** k, k, 1, N)), [N >= 1, long]),
    ("a column that may be zero", lambda: ((v * v.T) ** half * (v * v.T) ** half, v * v.T), []),
    ("a power of a number", lambda: ((w * w.T) ** (k - 1) * (w * w.T), (w * w.T) ** k), []),
    ("rows of layers, the last one empty", lambda: (rows(1, N), A + rows(1, N - 1)), single),
    ("a base of no layers", lambda: (roots(1, N), roots(1, N - 1) + net.gradient), [N >= 1]),
    ("a balanced layer that is a column", lambda: (cubed(), norm_squared(column) * column), [Balanced(slim)]),
    ("layers N down to N + 1", lambda: (net.product(N, N + 1), Identity(net.width(N))), deep),
    ("half of the layers", lambda: (root(even.end_to_end), gram(even.product(2 * N, N + 1))), [Balanced(even), N >= 1]),
    ("layers from any place on", lambda: (from_below(), (net.layer(j).T * net.layer(j)) ** (N - j + 1)), [*deep]),
    ("an entry of a power", lambda: (at_k((D * D.T) ** a), at_k(D) ** (2 * a)), [k >= 1, k <= n, a > 0]),
]


def nested(factor: sp.Symbol, first: sp.Symbol, second: sp.Symbol, end: sp.Symbol) -> IndexedSum:
    return IndexedSum.over(IndexedSum.over(factor * A, first, 1, end), second, 1, N)


def squares() -> IndexedSum:
    return IndexedSum.over(k**2 * A, k, 1, N)


def shifted() -> IndexedSum:
    return IndexedSum.over((k - 2) * A, k, 1, N)


def traces(matrix: Letter, low: int) -> Trace:
    return Trace(IndexedSum.over((matrix * matrix.T) ** k, k, low, N))


def moving(p: sp.Expr, q: sp.Expr) -> IndexedSum:
    return IndexedSum.over(Trace((S * S.T) ** p) * Trace((S * S.T) ** q) * A, k, 1, N)


def rank_one(shift: int) -> IndexedSum:
    return IndexedSum.over(norm_squared(v) ** (k - 1 - shift) * v * v.T, k, 1, N)


def zeroth_first() -> IndexedSum:
    return IndexedSum.over((v * v.T) ** (k - 1), k, 1, N)


def tail() -> IndexedSum:
    return IndexedSum.over(k * S, k, 2, N)


def from_zero(as_numbers: bool) -> Matrix:
    """Powers of rank one from the zeroth on, times a sum over indices beyond: no index is in both ranges."""
    power = norm_squared(v) ** (k - 1) * v * v.T if as_numbers else (v * v.T) ** k
    return IndexedSum.over(power * S, k, 0, N) * IndexedSum.over((v * v.T) ** k, k, N + 1, 2 * N)


def all_layers() -> IndexedSum:
    return IndexedSum.over(cube.layer(j), j, 1, 3)


def ramp() -> IndexedSum:
    return IndexedSum.over(k * B, k, 1, N)


def rows(low: int, high: object) -> IndexedSum:
    """Lengths of rows of layers, by definition where the sum is whole and as powers of |W_e| where it is cut."""
    term = norm_squared(one.product(N, k + 1)) if high == N else norm_squared(w_e) ** ((N - k) / N)
    return IndexedSum.over(term * A, k, low, high)


def roots(low: int, high: object) -> IndexedSum:
    above = net.product(N, k + 1)
    return IndexedSum.over(root(above) * net.gradient, k, low, high)


def cubed() -> Matrix:
    return column * column.T * column


def root(matrix: Matrix) -> Matrix:
    return (matrix * matrix.T) ** half


def gram(matrix: Matrix) -> Matrix:
    return matrix * matrix.T


def from_below() -> Matrix:
    return net.product(N, j).T * net.product(N, j)


def at_k(matrix: Matrix) -> Trace:
    return Trace(Unit(n, k).T * matrix * Unit(n, k))


def shown(left: Any, right: Any, conditions: Sequence[Boolean]) -> bool:
    return difference_vanishes(left, right, conditions, symbols(left, right, conditions)) is not None


def symbols(left: Any, right: Any, conditions: Sequence[Boolean]) -> list[sp.Symbol]:
    free = {x for e in (left, right, *conditions) for x in e.free_symbols}
    return sorted(free, key=str)


def outcomes(left: Any, right: Any, conditions: Sequence[Boolean], count: int) -> set[str]:
    """What comparing both sides from their definitions says at exact instances."""
    plan = Plan((left, right), conditions, symbols(left, right, conditions))
    claim = MatrixIdentity(left, right)
    found = [compared(claim, at, 30) for at in instances(plan, count)]
    return {"differs" if f.differs else "agrees" if f.agrees else "open" for f in found}


@pytest.mark.parametrize(("sides", "conditions"), [c[1:] for c in FALSE], ids=[c[0] for c in FALSE])
def test_what_fails_at_an_edge_is_not_shown(sides: Sides, conditions: list[Boolean]) -> None:
    left, right = sides()
    assert not shown(left, right, conditions)
    assert "differs" in outcomes(left, right, conditions, 40)


@pytest.mark.parametrize(("sides", "conditions"), [c[1:] for c in TRUE], ids=[c[0] for c in TRUE])
def test_what_holds_at_the_edges_is_shown(sides: Sides, conditions: list[Boolean]) -> None:
    left, right = sides()
    assert shown(left, right, conditions)
    found = outcomes(left, right, conditions, 12)
    assert "agrees" in found
    assert "differs" not in found

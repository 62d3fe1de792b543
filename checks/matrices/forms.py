"""Quadratic forms of a matrix: their degree by form, their matrix at an instance, and whether that is definite."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.matrices.algebra import Matrix, Product, Scaled, Sum, Transpose
from checks.matrices.letters import Identity, Letter
from checks.matrices.operators import Applied, Solved
from checks.matrices.powers import Power
from checks.matrices.sums import IndexedSum
from checks.matrices.traces import Trace

if TYPE_CHECKING:
    from flint import fmpq_mat

    from checks.matrices.instances import Instance


def degree(e: sp.Basic, variable: Letter) -> int | None:
    """How often each term of an expression has the letter as a factor; None where that differs or is not seen."""
    if e == variable:
        return 1
    if variable not in sp.preorder_traversal(e):
        return 0
    if isinstance(e, Product | sp.Mul):
        degrees = [degree(part, variable) for part in e.args]
        return None if None in degrees else sum(d for d in degrees if d is not None)
    if isinstance(e, Sum | sp.Add):
        degrees = [degree(part, variable) for part in e.args]
        return degrees[0] if len(set(degrees)) == 1 else None
    if isinstance(e, Applied | Solved):
        return None if variable in sp.preorder_traversal(e.operator) else degree(e.args[1], variable)
    if isinstance(e, Scaled):
        return degree(e.args[1], variable) if degree(e.args[0], variable) == 0 else None
    return degree(e.args[0], variable) if isinstance(e, Trace | Transpose | IndexedSum) else None


def is_injective(m: Matrix, variable: Letter, invertible: tuple[Matrix, ...]) -> bool:
    """Whether m is a product of the letter, once, with orthogonal letters and powers of invertible matrices.

    `invertible` are the bases that are known to be: then m = 0 only where the letter is 0.
    """
    factors = m.args if isinstance(m, Product) else (m,)
    bare = [f.args[0] if isinstance(f, Transpose) else f for f in factors]
    others = [f for f in bare if f != variable]
    return len(others) == len(bare) - 1 and all(
        isinstance(f, Identity)
        or (isinstance(f, Letter) and f.kind == "orthogonal")
        or (isinstance(f, Power) and (sp.expand(f.args[1]) == 0 or f.args[0] in invertible))
        for f in others
    )


def matrix_of_form(form: sp.Expr, variable: Letter, instance: Instance) -> Any:
    """The symmetric matrix of a quadratic form in the entries of the letter, row by row, from its values.

    Rationals where the form has rational values, else balls. Raises NumericError where the form has no value.
    """
    from flint import arb, arb_mat, fmpq_mat

    from numeric.matrices import add, unit

    height, width = instance.size(variable.rows), instance.size(variable.columns)
    basis = [unit(height, width, a, b) for a in range(height) for b in range(width)]

    def value(z: fmpq_mat) -> Any:
        return put(instance, variable, z).scalar(form)

    squares = [value(z) for z in basis]
    rows: list[list[Any]] = [[0] * len(basis) for _ in basis]
    for i, z in enumerate(basis):
        rows[i][i] = squares[i]
        for j in range(i):
            rows[i][j] = rows[j][i] = (value(add(z, basis[j])) - squares[i] - squares[j]) / 2
    return (arb_mat if any(isinstance(x, arb) for row in rows for x in row) else fmpq_mat)(rows)


def put(instance: Instance, variable: Letter, z: fmpq_mat) -> Instance:
    """The instance with this matrix for the letter."""
    return replace(instance, letters={**instance.letters, variable: z})


def definiteness(q: Any) -> tuple[bool | None, list[Any]]:
    """Whether a symmetric matrix is positive definite; where it is not, also v != 0 with v^T Q v <= 0 for a rational Q.

    None where balls are too wide to decide. Gaussian elimination without exchanges: Q is positive definite exactly if
    all pivots are positive; the first other one is the value of the form at the vector that eliminates its column.
    """
    from flint import fmpq_mat

    n = q.nrows()
    work = [list(row) for row in q.tolist()]
    for i in range(n):
        pivot = work[i][i]
        if not pivot > 0:
            return (False, _eliminating(q, i)) if isinstance(q, fmpq_mat) else (None, [])
        for r in range(i + 1, n):
            factor = work[r][i] / pivot
            work[r] = [x - factor * y for x, y in zip(work[r], work[i], strict=True)]
    return True, []


def kernel_vector(m: fmpq_mat) -> list[Any] | None:
    """v != 0 with m v = 0 for a square rational matrix; None where m is invertible."""
    from flint import fmpq

    n = m.nrows()
    reduced, pivots = m.rref()
    if pivots == n:
        return None
    lead = [next(c for c in range(n) if reduced[r, c] != 0) for r in range(pivots)]
    free = next(c for c in range(n) if c not in lead)
    found = [fmpq(0)] * n
    found[free] = fmpq(1)
    for r, c in enumerate(lead):
        found[c] = -reduced[r, free]
    return found


def _eliminating(q: fmpq_mat, i: int) -> list[Any]:
    """(-B^{-1} b, 1, 0, ...) for the leading i x i block B of Q, which is invertible, and the column b above Q_ii."""
    from flint import fmpq, fmpq_mat

    tail = [fmpq(1), *[fmpq(0)] * (q.nrows() - i - 1)]
    if i == 0:
        return tail
    block = fmpq_mat([[q[a, b] for b in range(i)] for a in range(i)])
    column = fmpq_mat([[-q[a, i]] for a in range(i)])
    return [*block.solve(column).entries(), *tail]

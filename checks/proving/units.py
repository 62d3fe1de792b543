"""What diagonal matrices do to unit vectors.

For D rectangular diagonal with entries s_1, s_2, ... >= 0, and s_r = 0 beyond the last one,

    (D D^T)^q e_r = s_r^{2q} e_r,    (D^T D)^q e_r = s_r^{2q} e_r,    D^q e_r = s_r^q e_r where D is square    (q >= 0)

with 0^0 = 1, as for powers of matrices. Distinct unit vectors are orthogonal, and their lengths are 1. Two sums of
products of powers s_r^q, q >= 0, that agree for all s_r > 0 have the same terms, so they agree at s_r = 0 as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from checks.matrices.algebra import Letter, same
from checks.matrices.operators import Unit
from checks.proving.tokens import Atom, Piece, Raised, Word, flip

if TYPE_CHECKING:
    from checks.proving.products import Facts


def act(word: Word, facts: Facts) -> tuple[sp.Expr, Word] | None:
    """(c, w) with word = c w and one factor less beside a unit vector; None where nothing acts on one."""
    for i in range(len(word) - 1):
        row, column = _unit(word[i], True), _unit(word[i + 1], False)
        if row and column:
            if same(row.index, column.index):
                return sp.Integer(1), word[:i] + word[i + 2 :]
            if facts.holds(sp.Ne(row.index, column.index)):
                return sp.Integer(0), word[:i] + word[i + 2 :]
        if column and (value := _eigenvalue(word[i], column, facts)) is not None:
            return value, word[:i] + word[i + 1 :]
        if row and (value := _eigenvalue(word[i + 1], row, facts)) is not None:
            return value, word[: i + 1] + word[i + 2 :]
    return None


def _unit(piece: Piece, flipped: bool) -> Unit | None:
    """The unit vector that the piece is, as a row if flipped."""
    if isinstance(piece, Atom) and isinstance(piece.node, Unit) and piece.flipped == flipped:
        return piece.node
    return None


def _eigenvalue(piece: Piece, e: Unit, facts: Facts) -> sp.Expr | None:
    """s^q or s^{2q} for a power of a diagonal matrix, or of D D^T; None for other pieces and indices of sums."""
    if not isinstance(piece, Raised) or e.index.free_symbols & facts.bound or not facts.nonnegative(piece.exponent):
        return None
    d = piece.base[0]
    if not isinstance(d, Atom) or not isinstance(d.node, Letter) or d.node.kind != "diagonal":
        return None
    times = 1 if len(piece.base) == 1 else 2 if piece.base[1:] == (flip(d),) else 0
    if times == 0:
        return None
    facts.used.add("a diagonal matrix acts on a unit vector")
    name = f"s({d.node.name}: {d.node.rows}x{d.node.columns}, {sp.expand(e.index)})"
    return sp.Symbol(name, nonnegative=True) ** (times * piece.exponent)

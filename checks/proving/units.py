"""What diagonal matrices do to unit vectors.

For D rectangular diagonal with entries s_1, s_2, ... >= 0, and s_r = 0 beyond the last one,

    (D D^T)^q e_r = s_r^{2q} e_r,    (D^T D)^q e_r = s_r^{2q} e_r,    D^q e_r = s_r^q e_r where D is square    (q >= 0)

with 0^0 = 1, as for powers of matrices. Distinct unit vectors are orthogonal, and their lengths are 1. Two sums of
products of powers s_r^q, q >= 0, that agree for all s_r > 0 have the same terms, so they agree at s_r = 0 as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from checks.matrices.entries import Unit
from checks.matrices.letters import Letter
from checks.matrices.shapes import same
from checks.proving.tokens import Atom, Piece, Raised, Word, flip

if TYPE_CHECKING:
    from checks.proving.facts import Facts


class SingularValue(sp.Symbol):
    """s_r >= 0, of which only powers >= 0 occur, with s^p s^q = s^{p+q} and 0^0 = 1."""


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


def are_ends_of(word: Word) -> bool:
    """Whether a word is an entry: it begins with a unit row and ends with a unit column."""
    return len(word) > 2 and _unit(word[0], True) is not None and _unit(word[-1], False) is not None


def is_unit(piece: Piece) -> bool:
    """Whether a piece is a unit column."""
    return _unit(piece, False) is not None


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
    return SingularValue(name, nonnegative=True) ** sp.expand(times * piece.exponent)


def with_known_values(e: sp.Expr, facts: Facts) -> sp.Expr:
    """The expression with the singular values that an assumption sets equal to 0 or to one another put in."""
    known = {x: v for x, v in facts.context.equal.items() if isinstance(x, SingularValue)}
    place = {x: v for x, v in known.items() if isinstance(v, SingularValue)}
    for node in e.atoms(sp.Pow):
        if known.get(node.base) == 0 and facts.positive(node.exp):
            place[node] = sp.Integer(0)
    place |= {x: v for x, v in known.items() if v == 0 and not any(x in p.base.free_symbols for p in e.atoms(sp.Pow))}
    return e.xreplace(place)

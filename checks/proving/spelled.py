"""A second look at networks of a given depth: both sides letter by letter, by the rules of words alone.

It shares with the proof for every depth only the expansion into terms: layers are single letters, balancedness is the
only rule, and fractional powers are looked for as positive semidefinite roots among words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.matrices.algebra import Matrix
from checks.matrices.assumptions import Balanced
from checks.matrices.letters import Letter
from checks.matrices.networks import Gradient
from checks.proving.terms import Term, expanded
from checks.proving.tokens import Atom, Layers, Piece, Raised
from checks.proving.words import Rules, Word, balanced, latex, transposed


class Unspellable(Exception):
    """The expression is not about plain products of layers and general letters."""


def agree_letter_by_letter(
    left: Matrix | sp.Expr, right: Matrix | sp.Expr, conditions: tuple[Boolean, ...], depth: sp.Symbol, layers: int
) -> bool:
    """Whether both sides have the same words with the same coefficients in a network of `layers` layers.

    Raises Unspellable where a side holds traces, orthogonal letters, an index that stays symbolic, or a width of 1.
    """
    if not isinstance(left, Matrix) or not isinstance(right, Matrix):
        raise Unspellable
    put = {depth: sp.Integer(layers)}
    rules = balanced(layers) if any(isinstance(c, Balanced) for c in conditions) else Rules(())
    speller = _Speller(rules, layers)
    total: dict[Word, sp.Expr] = defaultdict(lambda: sp.Integer(0))
    try:
        for sign, side in ((1, left), (-1, right)):
            for term in (t for t in expanded(side.xreplace(put)) for t in _unrolled(t)):
                total[rules.normal_form(speller.word(term.word))] += sign * term.coefficient
    except StatementError as error:
        raise Unspellable from error
    return all(sp.simplify(c) == 0 for c in total.values())


def rewritings(side: Matrix, conditions: tuple[Boolean, ...], depth: sp.Symbol, layers: int) -> list[tuple[str, str]]:
    """How the words of a side reach their normal forms: (the word with the rewritten letters underlined, the next).

    Raises Unspellable as `agree_letter_by_letter` does.
    """
    rules = balanced(layers) if any(isinstance(c, Balanced) for c in conditions) else Rules(())
    speller = _Speller(rules, layers)
    lines = []
    for term in (t for t in expanded(side.xreplace({depth: sp.Integer(layers)})) for t in _unrolled(t)):
        word = speller.word(term.word)
        names = {i: f"W_{{{i}}}" for i in range(1, layers + 1)}
        names |= {number: sp.latex(letter) for letter, number in speller.others.items()}
        for step in rules.steps(word):
            marked = range(step.start, step.start + len(step.rule[0]))
            lines.append((latex(step.before, names, marked), latex(step.after, names)))
    return lines


def _unrolled(t: Term) -> Iterator[Term]:
    """The term without sums."""
    if not t.ranges:
        yield t
        return
    (i, low, high), *rest = t.ranges
    if not (low.is_Integer and high.is_Integer):
        raise Unspellable
    for n in range(int(low), int(high) + 1):
        place = {i: sp.Integer(n)}
        lone = Term(t.coefficient, t.word, tuple(rest)).at(place)
        yield from _unrolled(lone)


class _Speller:
    """Words of pieces as words of letters: layer j is j, other letters are numbered behind the layers."""

    def __init__(self, rules: Rules, layers: int) -> None:
        self.rules, self.layers = rules, layers
        self.others: dict[Letter | Gradient, int] = {}

    def word(self, pieces: tuple[Piece, ...]) -> Word:
        return tuple(x for piece in pieces for x in self._piece(piece))

    def _piece(self, piece: Piece) -> Word:
        if isinstance(piece, Layers):
            if not (piece.high.is_Integer and piece.low.is_Integer) or 1 in (piece.rows, piece.columns):
                raise Unspellable
            run = tuple(range(int(piece.high), int(piece.low) - 1, -1))
            return transposed(run) if piece.flipped else run
        if isinstance(piece, Atom):
            if isinstance(piece.node, Letter) and piece.node.kind != "general":
                raise Unspellable
            number = self.others.setdefault(piece.node, self.layers + 1 + len(self.others))
            return (-number,) if piece.flipped else (number,)
        return self._power(piece)

    def _power(self, piece: Raised) -> Word:
        base = self.word(piece.base)
        exponent = sp.nsimplify(piece.exponent)
        if exponent.is_Integer and exponent >= 0:
            return base * int(exponent)
        root = self.rules.root(base, 1)
        if root is None or not exponent.is_Rational or exponent < 0:
            raise Unspellable
        gram, n = root
        times = exponent * n
        if not times.is_Integer:
            raise Unspellable
        return gram * int(times)

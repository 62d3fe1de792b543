"""The pieces of a matrix product: letters, runs of neighbouring layers, and powers of positive semidefinite products.

A word is a tuple of pieces; the empty word is the identity. Runs carry their ends as integer expressions, so that the
number of layers may be a symbol.
"""

from __future__ import annotations

from typing import NamedTuple

import sympy as sp

from checks.matrices.entries import Unit
from checks.matrices.letters import Letter
from checks.matrices.networks import Gradient, Network


class Atom(NamedTuple):
    """A letter or a unit vector, or its transpose."""

    node: Letter | Gradient | Unit
    flipped: bool

    @property
    def rows(self) -> sp.Expr:
        return self.node.columns if self.flipped else self.node.rows

    @property
    def columns(self) -> sp.Expr:
        return self.node.rows if self.flipped else self.node.columns


class Layers(NamedTuple):
    """W_high ... W_low with high >= low, or the transpose of it."""

    network: Network
    high: sp.Expr
    low: sp.Expr
    flipped: bool

    @property
    def rows(self) -> sp.Expr:
        return self.network.width(self.low - 1 if self.flipped else self.high)

    @property
    def columns(self) -> sp.Expr:
        return self.network.width(self.high if self.flipped else self.low - 1)

    @property
    def count(self) -> sp.Expr:
        return sp.expand(self.high - self.low + 1)


class Raised(NamedTuple):
    """A power >= 0 of a positive semidefinite word."""

    base: tuple[Piece, ...]
    exponent: sp.Expr

    @property
    def rows(self) -> sp.Expr:
        return self.base[0].rows

    @property
    def columns(self) -> sp.Expr:
        return self.base[0].rows


Piece = Atom | Layers | Raised
Word = tuple[Piece, ...]


def flip(piece: Piece) -> Piece:
    """The transpose of one piece; powers and symmetric letters are their own."""
    if isinstance(piece, Raised) or (
        isinstance(piece, Atom) and isinstance(piece.node, Letter) and piece.node.is_symmetric
    ):
        return piece
    return piece._replace(flipped=not piece.flipped)


def flipped(word: Word) -> Word:
    """The transpose of a word."""
    return tuple(flip(piece) for piece in reversed(word))


def substituted(word: Word, place: dict[sp.Symbol, sp.Expr]) -> Word:
    """The word with index symbols replaced; a run of no layers is the identity."""

    def moved(piece: Piece) -> Piece:
        if isinstance(piece, Layers):
            return piece._replace(high=sp.expand(piece.high.xreplace(place)), low=sp.expand(piece.low.xreplace(place)))
        if isinstance(piece, Raised):
            return Raised(substituted(piece.base, place), sp.expand(piece.exponent.xreplace(place)))
        return piece._replace(node=piece.node.xreplace(place)) if piece.node.free_symbols else piece

    return tuple(piece for piece in map(moved, word) if not _is_empty(piece))


def _is_empty(piece: Piece) -> bool:
    """No layers, or a power of the identity that no layers are."""
    return (isinstance(piece, Layers) and piece.count == 0) or (isinstance(piece, Raised) and not piece.base)


def mentions(word: Word, symbol: sp.Symbol) -> bool:
    """Whether an index or exponent of the word depends on the symbol."""
    return any(
        symbol in (piece.high.free_symbols | piece.low.free_symbols)
        if isinstance(piece, Layers)
        else symbol in piece.exponent.free_symbols or mentions(piece.base, symbol)
        if isinstance(piece, Raised)
        else symbol in piece.node.free_symbols
        for piece in word
    )


def shown(word: Word) -> str:
    """Plain text of a word, for reports."""
    parts = []
    for piece in word:
        if isinstance(piece, Raised):
            parts.append(f"[{shown(piece.base)}]^({piece.exponent})")
            continue
        if isinstance(piece, Atom):
            name = str(piece.node)
        else:
            end = "" if sp.expand(piece.high - piece.low) == 0 else f"..{piece.low}"
            name = f"{piece.network.name}[{piece.high}{end}]"
        parts.append(f"{name}^T" if piece.flipped else name)
    return " ".join(parts) or "I"

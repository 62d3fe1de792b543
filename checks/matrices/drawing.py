"""Random rational matrices of a kind, layers and losses, the simplest choices first.

They are drawn from a `random.Random`; a generator that shrinks its choices shrinks what is drawn here toward
identities, equal singular values and small integers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_mat, fmpq_poly

from numeric.losses import Entrywise, Loss, random_loss
from numeric.matrices import diagonal, identity, rows
from numeric.networks import orthogonal

_SMALL = [Fraction(x) for x in (1, 0, 2, -1, 3, -2)]
_VALUES = [Fraction(*x) for x in ((1,), (2,), (0,), (1, 2), (3,), (3, 2), (2, 3), (5,))]  # singular values
_TURN = rows([[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]])


@dataclass(frozen=True)
class Style:
    """How instances are drawn: dimensions up to `largest`, one of them at least `least`, a bound for the cost of the
    gradients, and whether numbers are plain."""

    largest: int
    cost: int = 10**5
    plain: bool = False
    least: int = 1


def random_letter(kind: str, height: int, width: int, root: int, rng: random.Random, style: Style) -> fmpq_mat:
    if kind == "orthogonal":
        return _rotation(height, rng, style)
    power = rng.choice((root, 1))
    values = [x**power for x in _singular_values(min(height, width), rng, style)]
    if kind == "diagonal":
        return diagonal(values, height, width)
    turn = _rotation(height, rng, style)
    if kind == "positive semidefinite":
        return turn * diagonal(values, height, height) * turn.transpose()
    if rng.choice((False, True)):
        return general(height, width, rng, style)
    return turn * diagonal(values, height, width) * _rotation(width, rng, style).transpose()


def balanced_layers(widths: Sequence[int], rng: random.Random, style: Style) -> list[fmpq_mat]:
    """W_j = U_j S_j U_{j-1}^T with orthogonal U_j and the same diagonal in every S_j."""
    values = _singular_values(min(widths), rng, style)
    turns = [_rotation(n, rng, style) for n in widths]
    return [
        turns[j] * diagonal(values, widths[j], widths[j - 1]) * turns[j - 1].transpose() for j in range(1, len(widths))
    ]


def _singular_values(count: int, rng: random.Random, style: Style) -> list[Fraction]:
    """Rationals >= 0: all different, equal, or with zeros."""
    pool = _VALUES[: 4 if style.plain else None]
    kind = rng.choice(("positive", "any", "equal", "one"))
    if kind == "positive":
        return [rng.choice([x for x in pool if x]) for _ in range(count)]
    if kind == "equal":
        return [rng.choice(pool)] * count
    if kind == "one":
        return [rng.choice(pool)]
    return [rng.choice(pool) for _ in range(count)]


def _rotation(n: int, rng: random.Random, style: Style) -> fmpq_mat:
    """An orthogonal matrix of either determinant."""
    kind = rng.choice(("identity", "shuffled", "turned") if style.plain else ("identity", *["dense"] * 5))
    if kind == "dense":
        return orthogonal(n, rng)
    if kind == "identity":
        return identity(n)
    order = rng.sample(range(n), n)
    shuffled = fmpq_mat(n, n)
    for row, column in enumerate(order):
        shuffled[row, column] = rng.choice((1, -1))
    return _TURN * shuffled if n == 2 and kind == "turned" else shuffled


def general(height: int, width: int, rng: random.Random, style: Style, hard: bool = True) -> fmpq_mat:
    """Small entries; with `hard` sometimes zero, of rank one, or with a row of zeros."""
    kind = rng.choice(("any",) * 5 + ("rank one", "zero row", "zero")) if hard else "any"
    bottoms = (1,) if style.plain else (1, 1, 1, 2, 3)

    def entries(m: int, n: int) -> fmpq_mat:
        values = [rng.choice(_SMALL) / rng.choice(bottoms) for _ in range(m * n)]
        return fmpq_mat(m, n, [fmpq(x.numerator, x.denominator) for x in values])

    if kind == "zero":
        return fmpq_mat(height, width)
    if kind == "rank one":
        return entries(height, 1) * entries(1, width)
    found = entries(height, width)
    if kind == "zero row":
        row = rng.randint(0, height - 1)
        for column in range(width):
            found[row, column] = 0
    return found


def drawn_loss(shape: tuple[int, int], rng: random.Random, style: Style) -> Loss:
    if not style.plain:
        return random_loss(shape, rng)
    return linear_loss(general(*shape, rng, style))


def linear_loss(gradient: fmpq_mat) -> Loss:
    """The linear loss with this gradient everywhere."""
    return Entrywise([[fmpq_poly([0, x]) for x in row] for row in gradient.tolist()])

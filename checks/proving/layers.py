"""Rules for products of balanced layers; each rests on the inductions of `induction`.

A power of one layer's W_i W_i^T is written with the next layer, W_{i+1}^T W_{i+1}, except at the last one.
"""

from __future__ import annotations

import sympy as sp

from checks.matrices.networks import Network
from checks.matrices.shapes import same
from checks.proving.facts import Facts
from checks.proving.tokens import Layers, Raised, Word, flip


def below(network: Network, i: sp.Expr) -> Word:
    """W_i^T W_i as the base of a power."""
    return (Layers(network, i, i, True), Layers(network, i, i, False))


def above(network: Network, i: sp.Expr, facts: Facts) -> Word | None:
    """W_i W_i^T as the base of a power: by balancedness W_{i+1}^T W_{i+1} below the last layer."""
    if same(i, network.depth):
        return (Layers(network, i, i, False), Layers(network, i, i, True))
    if facts.nonnegative(network.depth - 1 - i):
        return below(network, sp.expand(i + 1))
    return None


def gram(word: Word, i: int, facts: Facts) -> tuple[int, Word] | None:
    """P Q^T and P^T Q of two runs of balanced layers with one common end, as far as they overlap."""
    if i + 1 >= len(word) or not isinstance(a := word[i], Layers) or not isinstance(b := word[i + 1], Layers):
        return None
    if a.network != b.network or a.flipped == b.flipped or a.network not in facts.balanced:
        return None
    net = a.network
    if b == flip(a) and a.columns == 1:
        return None  # v v^T of a column
    if not a.flipped and same(a.low, b.low):  # W_p ... W_a (W_q ... W_a)^T
        short = a if facts.nonnegative(b.high - a.high) else b if facts.nonnegative(a.high - b.high) else None
        base = None if short is None else above(net, short.high, facts)
        if short is None or base is None or (short.rows == 1 and a == flip(b)):
            return None
        rest_a = () if same(a.high, short.high) else (a._replace(low=sp.expand(short.high + 1)),)
        rest_b = () if same(b.high, short.high) else (b._replace(low=sp.expand(short.high + 1)),)
        return 2, (*rest_a, Raised(base, short.count), *rest_b)
    if a.flipped and same(a.high, b.high):  # (W_b ... W_p)^T W_b ... W_q
        if a.columns == 1:
            return None  # v v^T of a column
        short = a if facts.nonnegative(a.low - b.low) else b if facts.nonnegative(b.low - a.low) else None
        if short is None:
            return None
        rest_a = () if same(a.low, short.low) else (a._replace(high=sp.expand(short.low - 1)),)
        rest_b = () if same(b.low, short.low) else (b._replace(high=sp.expand(short.low - 1)),)
        return 2, (*rest_a, Raised(below(net, short.low), short.count), *rest_b)
    return None


def canonical(word: Word, i: int, facts: Facts) -> tuple[int, Word] | None:
    """The power of one layer's W_i W_i^T, written with the next layer."""
    p = word[i]
    if not isinstance(p, Raised) or len(p.base) != 2 or not isinstance(a := p.base[0], Layers):
        return None
    if a.flipped or a.network not in facts.balanced or not same(a.high, a.low) or p.base[1] != flip(a):
        return None
    base = above(a.network, a.high, facts)
    return None if base is None or base == p.base else (1, (Raised(base, p.exponent),))


def whole(network: Network) -> Word:
    run = Layers(network, network.depth, sp.Integer(1), False)
    return (run, flip(run))


def single_output(p: Raised, facts: Facts) -> tuple[sp.Expr, Word] | None:
    """(W_i^T W_i)^m of a balanced network with one output: W_i^T W_i has rank one, as (W_i^T W_i)^p = R^T R has.

    R = W_N ... W_i is a row, p = N-i+1, and |R|^2 = |W_e|^{2p/N}; so the power is |R|^{2(m/p)-2} R^T R for m > 0.
    """
    run = p.base[0]
    assert isinstance(run, Layers)
    net = run.network
    if not run.flipped or net not in facts.balanced or net.width(net.depth) != 1:
        return None
    size = facts.square(whole(net))
    if not (facts.positive(p.exponent) and facts.positive(size)):
        return None
    count = sp.expand(net.depth - run.high + 1)
    row = Layers(net, net.depth, run.low, False)
    facts.used.add("the positive semidefinite root is unique")
    return size ** ((p.exponent - count) / net.depth), (flip(row), row)

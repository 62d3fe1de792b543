"""The one place that touches flint's global precision, and exact conversions into flint's number types."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TypeAlias

import sympy as sp
from flint import arb, ctx, fmpq, fmpz

Exact: TypeAlias = "int | Fraction | fmpq | fmpz | sp.Rational"


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Run a block with flint's working precision at `bits`; the old precision returns whatever happens."""
    saved = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = saved


@contextmanager
def series_length(length: int) -> Iterator[None]:
    """Run a block with flint's power series cut after `length` coefficients."""
    saved = ctx.cap
    ctx.cap = length
    try:
        yield
    finally:
        ctx.cap = saved


def rational(value: Exact) -> fmpq:
    """`value` as an exact rational; TypeError for floats and everything else that is not exact."""
    if isinstance(value, fmpq):
        return value
    if isinstance(value, bool):
        raise TypeError(f"expected an exact rational, got the truth value {value}")
    if isinstance(value, int | fmpz):
        return fmpq(value)
    if isinstance(value, Fraction):
        return fmpq(value.numerator, value.denominator)
    if isinstance(value, sp.Rational) and value.q != 0:
        return fmpq(int(value.p), int(value.q))
    raise TypeError(f"expected an exact rational, got {value!r}")


def fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def digits_to_bits(digits: int) -> int:
    """Bits that carry `digits` decimal digits, rounded up."""
    return digits * 3322 // 1000 + 1


def ball(value: Exact | arb) -> arb:
    """A ball around an exact rational, rounded outward at the current precision; balls pass through."""
    return value if isinstance(value, arb) else arb(rational(value))


__all__ = ["Exact", "ball", "digits_to_bits", "fraction", "precision", "rational", "series_length"]

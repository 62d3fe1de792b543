"""Figures for people: exact fractions near a ball's midpoint, printed to a few digits. No verdict rests on them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp


def number(value: Any) -> Fraction | None:
    """The midpoint of a real value as an exact fraction, for figures; None where there is none."""
    if not value.is_real or not value.ball.is_finite():
        return None
    mantissa, exponent = map(int, value.ball.mid().man_exp())
    # a figure beyond 2**20000 is as good as infinite (or zero), and would not fit into memory as a fraction
    exponent = max(-20000, min(20000, exponent))
    return mantissa * Fraction(2) ** exponent


def shown(x: Fraction) -> str:
    """A figure to ten digits, whatever its size."""
    return str(sp.N(sp.Rational(x.numerator, x.denominator), 10))

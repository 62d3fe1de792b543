"""Figures: exact fractions near a ball's midpoint, printed to a few digits. No proof or refutation rests on them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

if TYPE_CHECKING:
    from checks.verdict import Evidence


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


def tabulated(values: Sequence[sp.Expr], depends: Sequence[sp.Symbol]) -> dict[str, list[str]]:
    """Decimal values for each small value of the one integer symbol they depend on ("" where there is none)."""
    names = {x.name for v in values for x in v.free_symbols}
    if not names:
        return {"": [str(sp.N(v, 17)) for v in values]} if not depends else {}
    if len(depends) != 1 or names != {depends[0].name} or not depends[0].is_integer:
        return {}
    table = {}
    for n in range(1, 13):
        at = [v.xreplace({x: sp.Integer(n) for x in v.free_symbols}) for v in values]
        if all(v.is_number and v.is_finite for v in at):
            table[f"{depends[0].name}={n}"] = [str(sp.N(v, 17)) for v in at]
    return table


def figures_clash(derived: Evidence, confirmed: Evidence) -> str | None:
    """Constants proved against quotients measured, for each value of the symbols the constants depend on."""
    bounds, seen = derived.details.get("bounds_at", {}), confirmed.details.get("range_at", {})
    for key in bounds.keys() & seen.keys():
        (low, high), (least, most) = (tuple(map(float, pair)) for pair in (bounds[key], seen[key]))
        if least < low * (1 - 1e-9) or most > high * (1 + 1e-9):
            return (
                f"the quotient was seen between {least:.6g} and {most:.6g}, outside the proved {low:.6g} to {high:.6g}"
            )
    limits, measured = derived.details.get("limit_at", {}), confirmed.details.get("last_at", {})
    for key in limits.keys() & measured.keys():
        expected, found = float(limits[key]), float(measured[key])
        if abs(expected - found) > 0.25 * max(abs(expected), abs(found)):
            return f"the quotient tends to {expected:.6g} by proof, but was last seen at {found:.6g}"
    return None

"""Integrals with a rigorous error bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flint import acb, arb, fmpq

from numeric.errors import QuadratureFailed
from numeric.precision import Exact, ball, digits_to_bits, precision

if TYPE_CHECKING:
    from numeric.program import Program

# operations that order numbers: their continuation means something only where their arguments are real
_ORDERING = frozenset(("abs", "sign", "direction", "floor", "ceiling", "min", "max", "atan2"))
_MAX_PIECES = 4000
_CAP_BITS = 4096


def integral(integrand: Program, a: Exact | arb, b: Exact | arb, parameters: Sequence[Exact | arb], digits: int) -> arb:
    """Enclosure of the integral of `integrand` (inputs: variable, then parameters) from `a` to `b`.

    The radius is below 10^-digits, relative for values beyond 1, where the inputs are exact; ball inputs widen it.
    The ends must be finite. Raises QuadratureFailed on poles, non-real values and when the work limit is reached.
    """
    bits = digits_to_bits(digits) + 30
    exact = not any(isinstance(x, arb) and not x.is_exact() for x in (a, b, *parameters))
    while True:
        with precision(bits):
            found = enclosure(integrand, ball(a), ball(b), [ball(p) for p in parameters], bits)
            if not exact or _narrow(found, digits):
                return found
        bits *= 2
        if bits > _CAP_BITS:
            raise QuadratureFailed(f"the integral is known to {found.str(10)} only")


def enclosure(integrand: Program, a: arb, b: arb, parameters: Sequence[arb], bits: int) -> arb:
    """One enclosure of the integral at a fixed working precision, as narrow as that gives. QuadratureFailed."""
    if not (a.is_finite() and b.is_finite() and all(p.is_finite() for p in parameters)):
        raise QuadratureFailed("the ends and parameters of an integral must be finite")
    with precision(bits):
        if any(instruction.op in _ORDERING for instruction in integrand.code):
            _require_real(integrand, a, b, parameters)
        function = integrand.continued(bits, 1)
        fixed = [acb(p) for p in parameters]

        def continued(x: acb, analytic: bool) -> acb:
            value: acb = function(analytic, x, *fixed)[0]
            return value

        middle = acb.integral(continued, acb(a.mid()), acb(b.mid()), eval_limit=50 * bits + 2000)
        total = middle + _end(integrand, b, parameters, bits) - _end(integrand, a, parameters, bits)
    if not total.is_finite():
        raise QuadratureFailed("no finite enclosure: a pole or a branch cut on the way, or the work limit")
    if not total.imag.contains(0):
        raise QuadratureFailed("the integral is not real")
    return total.real


def _end(integrand: Program, end: arb, parameters: Sequence[arb], bits: int) -> acb:
    """What an inexact end can add: the integral from its midpoint to anywhere in its ball."""
    if end.is_exact():
        return acb(0)
    # mean value: (distance) times (some value over the ball), for a real continuous integrand
    value = integrand.real(bits)(end, *parameters)[0]
    return acb((end - end.mid()) * value)


def _require_real(integrand: Program, a: arb, b: arb, parameters: Sequence[arb]) -> None:
    """Every intermediate value is real on the whole path; QuadratureFailed where that cannot be seen."""
    function = integrand.real(64)
    with precision(64):
        pieces = [a.union(b)]
        seen = 0
        while pieces:
            piece = pieces.pop()
            seen += 1
            if function(piece, *parameters)[0].is_finite():
                continue
            if seen > _MAX_PIECES or piece.rad() < arb(fmpq(1, 2**40)) * (1 + abs(piece)).upper():
                raise QuadratureFailed("the integrand cannot be seen to be real on the whole path")
            middle = piece.mid()
            pieces += [piece.lower().union(middle), middle.union(piece.upper())]


def _narrow(found: arb, digits: int) -> bool:
    tolerance = arb(fmpq(1, 10**digits))
    scale = found.abs_lower()
    return bool(found.rad() < tolerance * (scale if scale > 1 else arb(1)))

"""Exact rational values of a program, where it has them.

None means: irrational, undefined, or not seen to be rational. A value that is not None is the true value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from flint import fmpq, fmpz

if TYPE_CHECKING:
    from numeric.program import Program

_BITS = 200_000  # no exact number grows beyond this
_ZERO, _ONE = fmpq(0), fmpq(1)


def run(program: Program, point: Sequence[fmpq]) -> tuple[fmpq | None, ...]:
    """All outputs at a rational point."""
    if len(point) != program.inputs:
        raise TypeError(f"the program takes {program.inputs} inputs, not {len(point)}")
    place: list[fmpq | None] = []
    for op, args, data in program.code:
        if op == "input":
            place.append(point[data])
        elif op == "constant":
            place.append(fmpq(data.numerator, data.denominator))
        else:
            operands = [place[a] for a in args]
            rule = _RULES.get(op)
            if rule is None or any(x is None for x in operands):
                place.append(None)
            elif data is not None:
                place.append(rule(*operands, data))
            else:
                place.append(rule(*operands))
    return tuple(place[r] for r in program.outputs)


def _size(x: fmpq) -> int:
    return int(x.height_bits())


def _bounded(function: Callable[[fmpq, fmpq], fmpq]) -> Callable[[fmpq, fmpq], fmpq | None]:
    def rule(x: fmpq, y: fmpq) -> fmpq | None:
        return function(x, y) if _size(x) + _size(y) <= _BITS else None

    return rule


def _div(x: fmpq, y: fmpq) -> fmpq | None:
    return None if y == 0 or _size(x) + _size(y) > _BITS else x / y


def _ipow(x: fmpq, n: int) -> fmpq | None:
    if n < 0 and x == 0:
        return None
    if x in (0, 1):
        return x if n else _ONE
    if x == -1:
        return x if n % 2 else _ONE
    return None if abs(n) * _size(x) > _BITS else x**n


def _root(x: fmpq, degree: int) -> fmpq | None:
    if x < 0:
        return None
    parts = []
    for part in (x.p, x.q):
        root = part.root(degree)
        if root**degree != part:
            return None
        parts.append(root)
    return fmpq(*parts)


def _power(x: fmpq, y: fmpq) -> fmpq | None:
    if y.q == 1:
        return _ipow(x, int(y.p))
    if x == 0:
        return _ZERO if y > 0 else None
    if x == 1:
        return _ONE
    if y.q > 1000:
        return None
    root = _root(x, int(y.q))
    return None if root is None else _ipow(root, int(y.p))


def exact_root(x: fmpq, power: Fraction) -> fmpq | None:
    """The rational y with y**power = x and the sign of x where the power is odd; None where there is none."""
    if x < 0:
        if power.numerator % 2 == 0 or power.denominator % 2 == 0:
            return None
        root = exact_root(-x, power)
        return None if root is None else -root
    return _power(x, fmpq(power.denominator, power.numerator))


def _sign(x: fmpq) -> fmpq:
    return fmpq((x > 0) - (x < 0))


def _direction(x: fmpq) -> fmpq | None:
    return None if x == 0 else _sign(x)


def _gamma(x: fmpq) -> fmpq | None:
    return fmpq(fmpz.fac_ui(int(x.p) - 1)) if x.q == 1 and 0 < x <= 1000 else None


def _rgamma(x: fmpq) -> fmpq | None:
    if x.q == 1 and x <= 0:
        return _ZERO
    value = _gamma(x)
    return None if value is None else 1 / value


def _at(place: int, value: int) -> Callable[[fmpq], fmpq | None]:
    """A function that is known to be rational at one place only."""

    def rule(x: fmpq) -> fmpq | None:
        return fmpq(value) if x == place else None

    return rule


_RULES: dict[str, Callable[..., fmpq | None]] = {
    "add": _bounded(lambda x, y: x + y),
    "sub": _bounded(lambda x, y: x - y),
    "mul": _bounded(lambda x, y: x * y),
    "div": _div,
    "neg": lambda x: -x,
    "ipow": _ipow,
    "root": _root,
    "sqrt": lambda x: _root(x, 2),
    "power": _power,
    "abs": abs,
    "sign": _sign,
    "direction": _direction,
    "floor": lambda x: fmpq(x.floor()),
    "ceiling": lambda x: fmpq(x.ceil()),
    "min": lambda x, y: min(x, y),
    "max": lambda x, y: max(x, y),
    "exp": _at(0, 1),
    "log": _at(1, 0),
    "sin": _at(0, 0),
    "cos": _at(0, 1),
    "tan": _at(0, 0),
    "asin": _at(0, 0),
    "acos": _at(1, 0),
    "atan": _at(0, 0),
    "sinh": _at(0, 0),
    "cosh": _at(0, 1),
    "tanh": _at(0, 0),
    "asinh": _at(0, 0),
    "acosh": _at(1, 0),
    "atanh": _at(0, 0),
    "erf": _at(0, 0),
    "erfc": _at(0, 1),
    "gamma": _gamma,
    "rgamma": _rgamma,
    "hyp2f1": lambda a, b, c, z: _ONE if z == 0 and not (c.q == 1 and c <= 0) else None,
}

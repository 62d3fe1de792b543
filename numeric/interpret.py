"""Run a program over mpmath numbers: slow, and independent of the flint side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import mpmath

if TYPE_CHECKING:
    from numeric.program import Program

_NAMED: dict[str, Callable[[], Any]] = {
    "pi": lambda: +mpmath.pi,
    "e": lambda: +mpmath.e,
    "euler": lambda: +mpmath.euler,
    "i": lambda: mpmath.mpc(0, 1),
}


def run(program: Program, point: Sequence[Any]) -> tuple[Any, ...]:
    """All outputs; mpmath's own exceptions (poles, no convergence) pass through."""
    place: list[Any] = []
    for op, args, data in program.code:
        operands = [place[a] for a in args]
        if op == "input":
            place.append(mpmath.mpmathify(point[data]))
        elif op == "constant":
            place.append(mpmath.mpf(data.numerator) / data.denominator)
        elif op == "named":
            place.append(_NAMED[data]())
        elif op == "integral":
            place.append(_integral(data, *operands))
        elif data is not None:
            place.append(_RULES[op](*operands, data))
        else:
            place.append(_RULES[op](*operands))
    return tuple(place[r] for r in program.outputs)


def _integral(integrand: Program, lower: Any, upper: Any, *parameters: Any) -> Any:
    return mpmath.quad(lambda x: run(integrand, (x, *parameters))[0], [lower, upper])


def _direction(x: Any) -> Any:
    return mpmath.sign(x) if x else mpmath.nan


_RULES: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "neg": lambda x: -x,
    "ipow": lambda x, n: x**n,
    "power": lambda x, y: mpmath.power(x, y),
    "root": lambda x, n: mpmath.root(x, n),
    "abs": abs,
    "direction": _direction,
    "ceiling": mpmath.ceil,
    "min": min,
    "max": max,
    "lgamma": mpmath.loggamma,
    "hurwitz": mpmath.zeta,
    "polygamma": lambda n, x: mpmath.polygamma(int(n), x),
    "lambertw": lambda x, k: mpmath.lambertw(x, int(k)),
} | {
    name: getattr(mpmath, name)
    for name in (
        *("exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh"),
        *("asinh", "acosh", "atanh", "sign", "floor", "gamma", "rgamma", "erf", "erfc", "zeta", "polylog"),
        *("besselj", "hyp2f1"),
    )
}

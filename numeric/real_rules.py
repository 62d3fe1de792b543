"""What the less plain operations do to real balls.

Correctness notion: f(x) lies in F(X) for every x in X, or F(X) is not finite.
"""

from __future__ import annotations

from typing import Any

from flint import acb, arb

REAL_NAN = arb("nan")


def ipow(a: Any, n: int) -> Any:
    """Integer power by repeated multiplication (the power of a ball with midpoint 0 is nan in flint)."""
    if n < 0:
        return 1 / ipow(a, -n)
    if n == 0:
        return a * 0 + 1
    result = None
    while True:
        if n & 1:
            result = a if result is None else result * a
        n >>= 1
        if not n:
            return result
        a = a * a


def exact_integer(b: arb) -> int | None:
    if not b.is_integer():
        return None
    n = b.unique_fmpz()
    return None if n is None else int(n)


def real_power(a: arb, b: arb) -> arb:
    n = exact_integer(b)
    if n is not None and a.is_finite():
        return ipow(a, n)
    if a > 0:
        return a**b
    if b > 0 and a.is_finite():
        if a.is_zero():
            return a
        if a.lower() >= 0:
            return (a.upper() ** b).union(arb(0))
    return REAL_NAN


def real_root(a: arb, degree: int) -> arb:
    if a > 0:
        return a.root(degree)
    if a.is_zero():
        return a
    if a.is_finite() and a.lower() >= 0:
        return a.upper().root(degree).union(arb(0))
    return REAL_NAN


def real_sign(a: arb) -> arb:
    # arb's own sgn of nan is the finite ball [-1, 1]
    return a.sgn() if a.is_finite() else REAL_NAN


def real_direction(a: arb) -> arb:
    """The derivative of |x|: undefined at 0."""
    return arb(1) if a > 0 else arb(-1) if a < 0 else REAL_NAN


def real_polygamma(n: arb, x: arb) -> arb:
    if x > 0:
        return acb(x).polygamma(acb(n)).real
    return REAL_NAN


def real_hurwitz(s: arb, a: arb) -> arb:
    return s.zeta(a) if a > 0 else REAL_NAN


def real_lambertw(x: arb, branch: arb) -> arb:
    k = exact_integer(branch)
    return x.lambertw(branch=k) if k in (0, -1) else REAL_NAN


def real_hypgeom_2f1(a: arb, b: arb, c: arb, z: arb) -> arb:
    return z.hypgeom_2f1(a, b, c)


def real_atan2(y: arb, x: arb) -> arb:
    return arb.atan2(y, x) if x.is_finite() and y.is_finite() and (x > 0 or not y.contains(0)) else REAL_NAN

"""What each operation means for each kind of number.

One row per function: how it acts on real balls, on complex balls with principal branches, on complex balls where
holomorphy may be demanded, and on power series. An entry is the name of a method of the number or a function;
a missing entry means that the operation has no rule for that kind.

Correctness notion throughout: f(x) lies in F(X) for every x in X, or F(X) is not finite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flint import acb, arb, arb_series

UNCUT = 1 << 30  # the length of a power series that is exact
REAL_NAN = arb("nan")
NAN = acb(REAL_NAN, REAL_NAN)


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


def _integer(b: arb) -> int | None:
    if not b.is_integer():
        return None
    n = b.unique_fmpz()
    return None if n is None else int(n)


# --- real balls ---------------------------------------------------------------------------------------------------


def real_power(a: arb, b: arb) -> arb:
    n = _integer(b)
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
    k = _integer(branch)
    return x.lambertw(branch=k) if k in (0, -1) else REAL_NAN


def real_hypgeom_2f1(a: arb, b: arb, c: arb, z: arb) -> arb:
    return z.hypgeom_2f1(a, b, c)


# --- complex balls, principal branches -----------------------------------------------------------------------------


def _is_real(z: acb) -> bool:
    return z.imag.is_zero()


def _on_real_axis(z: acb) -> bool:
    return not z.is_finite() or z.imag.contains(0)


def complex_power(a: acb, b: acb) -> acb:
    n = _integer(b.real) if _is_real(b) else None
    if n is not None and a.is_finite():
        return ipow(a, n)
    if a.is_zero():
        return a if b.real > 0 else NAN
    return a.pow(b)


def complex_abs(z: acb) -> acb:
    return acb(abs(z))


def complex_sign(z: acb) -> acb:
    if _is_real(z):
        return acb(real_sign(z.real))
    return z / acb(abs(z))


def _undefined(*_: acb) -> acb:
    return NAN


def _real_only(function: Callable[..., arb]) -> Callable[..., acb]:
    """Lift a function that orders its arguments: defined only where all of them are real."""

    def lifted(*args: acb) -> acb:
        return acb(function(*(z.real for z in args))) if all(map(_is_real, args)) else NAN

    return lifted


def _guarded(function: Callable[..., acb], off_cut: Callable[..., bool]) -> Callable[..., acb]:
    """Undefined where an argument may lie on a branch cut: conventions differ there between systems."""

    def guarded(*args: acb) -> acb:
        return function(*args) if off_cut(*args) else NAN

    return guarded


def _off_outside_unit(z: acb) -> bool:
    return not _on_real_axis(z) or bool(abs(z.real) < 1)


def _off_imaginary_cut(z: acb) -> bool:
    return z.is_finite() and (not z.real.contains(0) or bool(abs(z.imag) < 1))


def _off_negative(z: acb) -> bool:
    return not _on_real_axis(z) or bool(z.real > 0)


def _off_above_one(z: acb) -> bool:
    return not _on_real_axis(z) or bool(z.real < 1)


def _off_below_one(z: acb) -> bool:
    return not _on_real_axis(z) or bool(z.real > 1)


def _lambertw(z: acb, branch: acb) -> acb:
    k = _integer(branch.real) if _is_real(branch) else None
    return NAN if k is None else z.lambertw(branch=k)


def _lambertw_off_cut(z: acb, branch: acb) -> bool:
    if not _on_real_axis(z):
        return True
    if branch.is_zero():
        return bool(z.real * arb.const_e() > -1)
    return bool(z.real > 0)


def _polygamma_off_cut(n: acb, z: acb) -> bool:
    return _is_real(n) and n.real.is_integer() and bool(n.real >= 0)


def _besselj_off_cut(n: acb, z: acb) -> bool:
    return (_is_real(n) and n.real.is_integer()) or _off_negative(z)


_acos = _guarded(lambda z: z.acos(), _off_outside_unit)
_asin = _guarded(lambda z: z.asin(), _off_outside_unit)
_atanh = _guarded(lambda z: z.atanh(), _off_outside_unit)
_acosh = _guarded(lambda z: z.acosh(), _off_below_one)
_atan = _guarded(lambda z: z.atan(), _off_imaginary_cut)
_asinh = _guarded(lambda z: z.asinh(), _off_imaginary_cut)
_lgamma = _guarded(lambda z: z.lgamma(), _off_negative)
_polygamma = _guarded(lambda n, z: z.polygamma(n), _polygamma_off_cut)
_polylog = _guarded(lambda s, z: z.polylog(s), lambda s, z: _off_above_one(z))
_besselj = _guarded(lambda n, z: z.bessel_j(n), _besselj_off_cut)
_2f1 = _guarded(lambda a, b, c, z: z.hypgeom_2f1(a, b, c), lambda a, b, c, z: _off_above_one(z))
_w = _guarded(_lambertw, _lambertw_off_cut)


# --- complex balls where holomorphy may be demanded ------------------------------------------------------------------


def _sqrt(analytic: bool, z: acb) -> acb:
    return z.sqrt(analytic=analytic)


def _log(analytic: bool, z: acb) -> acb:
    return z.log(analytic=analytic)


def _power(analytic: bool, a: acb, b: acb) -> acb:
    n = _integer(b.real) if _is_real(b) else None
    if n is not None and a.is_finite():
        return ipow(a, n)
    if not analytic:
        return complex_power(a, b)
    return complex_power(a, b) if _off_negative(a) else NAN


def continued_root(analytic: bool, z: acb, degree: int) -> acb:
    if analytic and not _off_negative(z):
        return NAN
    return z if z.is_zero() else z.root(degree)


def complex_root(z: acb, degree: int) -> acb:
    return z if z.is_zero() else z.root(degree)


def _step(name: str) -> Callable[..., acb]:
    """|x|, sign, Min, Max continued to the half planes where they are holomorphic."""

    def continued(analytic: bool, *args: acb) -> acb:
        if not all(z.is_finite() for z in args):
            return NAN
        result: acb = getattr(args[0], name)(*args[1:], analytic=analytic)
        return result

    return continued


def _plain(function: Callable[..., acb]) -> Callable[..., acb]:
    """A function that is holomorphic wherever it is finite: the flag changes nothing."""

    def continued(_: bool, *args: acb) -> acb:
        return function(*args)

    return continued


# --- power series ----------------------------------------------------------------------------------------------------


def series_power(a: arb_series, b: arb_series) -> arb_series:
    coefficients = b.coeffs()
    constant = coefficients[0] if coefficients else arb(0)
    if len(coefficients) <= 1 and (n := _integer(constant)) is not None:
        return ipow(a, n)
    return (b * a.log()).exp()


def series_root(a: arb_series, degree: int) -> arb_series:
    return (a.log() / degree).exp()


def _series_sinh(a: arb_series) -> arb_series:
    return (a.exp() - (-a).exp()) / 2


def _series_cosh(a: arb_series) -> arb_series:
    return (a.exp() + (-a).exp()) / 2


def _series_tanh(a: arb_series) -> arb_series:
    return 1 - 2 / ((a * 2).exp() + 1)


def _series_abs(a: arb_series) -> arb_series:
    return a * _series_direction(a)


def _series_direction(a: arb_series) -> arb_series:
    coefficients = a.coeffs()
    return arb_series([real_direction(coefficients[0] if coefficients else arb(0))])


def _series_rsqrt_of(sign: int) -> Callable[[arb_series], arb_series]:
    def inverse(a: arb_series) -> arb_series:
        return (a + (a * a + sign).sqrt()).log()

    return inverse


def _series_atanh(a: arb_series) -> arb_series:
    return ((1 + a) / (1 - a)).log() / 2


Rule = str | Callable[..., Any]


class Row(NamedTuple):
    """How one function acts on: real balls, complex balls, continued complex balls, power series."""

    arity: int
    real: Rule
    complex: Rule
    continued: Rule | None
    series: Rule | None


def _same(name: str, series: bool = True) -> Row:
    """A function that is one method for every kind of number, meromorphic."""
    return Row(1, name, name, name, name if series else None)


TABLE: dict[str, Row] = {
    "exp": _same("exp"),
    "sin": _same("sin"),
    "cos": _same("cos"),
    "tan": _same("tan"),
    "erf": _same("erf"),
    "erfc": _same("erfc"),
    "gamma": _same("gamma"),
    "rgamma": _same("rgamma"),
    "zeta": _same("zeta", series=False),
    "sinh": Row(1, "sinh", "sinh", "sinh", _series_sinh),
    "cosh": Row(1, "cosh", "cosh", "cosh", _series_cosh),
    "tanh": Row(1, "tanh", "tanh", "tanh", _series_tanh),
    "log": Row(1, "log", "log", _log, "log"),
    "sqrt": Row(1, "sqrt", "sqrt", _sqrt, "sqrt"),
    "asin": Row(1, "asin", _asin, _plain(_asin), "asin"),
    "acos": Row(1, "acos", _acos, _plain(_acos), "acos"),
    "atan": Row(1, "atan", _atan, _plain(_atan), "atan"),
    "asinh": Row(1, "asinh", _asinh, _plain(_asinh), _series_rsqrt_of(1)),
    "acosh": Row(1, "acosh", _acosh, _plain(_acosh), _series_rsqrt_of(-1)),
    "atanh": Row(1, "atanh", _atanh, _plain(_atanh), _series_atanh),
    "lgamma": Row(1, "lgamma", _lgamma, _plain(_lgamma), "lgamma"),
    "abs": Row(1, "__abs__", complex_abs, _step("real_abs"), _series_abs),
    "sign": Row(1, real_sign, complex_sign, _step("real_sgn"), _series_direction),
    "direction": Row(1, real_direction, _undefined, _step("real_sgn"), _series_direction),
    "floor": Row(1, "floor", _real_only(lambda x: x.floor()), _step("real_floor"), None),
    "ceiling": Row(1, "ceil", _real_only(lambda x: x.ceil()), _step("real_ceil"), None),
    "min": Row(2, "min", _real_only(lambda x, y: x.min(y)), _step("real_min"), None),
    "max": Row(2, "max", _real_only(lambda x, y: x.max(y)), _step("real_max"), None),
    "atan2": Row(2, lambda y, x: _real_atan2(y, x), _real_only(lambda y, x: _real_atan2(y, x)), None, None),
    "polygamma": Row(2, real_polygamma, _polygamma, _plain(_polygamma), None),
    "hurwitz": Row(2, real_hurwitz, _real_only(real_hurwitz), None, None),
    "polylog": Row(2, lambda s, z: z.polylog(s), _polylog, _plain(_polylog), None),
    "besselj": Row(2, lambda n, z: z.bessel_j(n), _besselj, _plain(_besselj), None),
    "lambertw": Row(2, real_lambertw, _w, _plain(_w), None),
    "hyp2f1": Row(4, real_hypgeom_2f1, _2f1, _plain(_2f1), None),
}


def _real_atan2(y: arb, x: arb) -> arb:
    return arb.atan2(y, x) if x.is_finite() and y.is_finite() and (x > 0 or not y.contains(0)) else REAL_NAN


ARITY = {name: row.arity for name, row in TABLE.items()}

__all__ = ["ARITY", "NAN", "REAL_NAN", "TABLE", "UNCUT", "Row", "Rule", "ipow"]

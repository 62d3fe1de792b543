"""What operations do to complex balls: on principal branches, and continued where holomorphy may be demanded.

Correctness notion: f(x) lies in F(X) for every x in X, or F(X) is not finite.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import acb, arb

from numeric.real_rules import REAL_NAN, exact_integer, ipow, real_sign

NAN = acb(REAL_NAN, REAL_NAN)


def _is_real(z: acb) -> bool:
    return z.imag.is_zero()


def _on_real_axis(z: acb) -> bool:
    return not z.is_finite() or z.imag.contains(0)


def complex_power(a: acb, b: acb) -> acb:
    n = exact_integer(b.real) if _is_real(b) else None
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


def undefined(*_: acb) -> acb:
    return NAN


def real_only(function: Callable[..., arb]) -> Callable[..., acb]:
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


def lambertw_on_branch(z: acb, branch: acb) -> acb:
    k = exact_integer(branch.real) if _is_real(branch) else None
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


acos = _guarded(lambda z: z.acos(), _off_outside_unit)
asin = _guarded(lambda z: z.asin(), _off_outside_unit)
atanh = _guarded(lambda z: z.atanh(), _off_outside_unit)
acosh = _guarded(lambda z: z.acosh(), _off_below_one)
atan = _guarded(lambda z: z.atan(), _off_imaginary_cut)
asinh = _guarded(lambda z: z.asinh(), _off_imaginary_cut)
lgamma = _guarded(lambda z: z.lgamma(), _off_negative)
polygamma = _guarded(lambda n, z: z.polygamma(n), _polygamma_off_cut)
polylog = _guarded(lambda s, z: z.polylog(s), lambda s, z: _off_above_one(z))
besselj = _guarded(lambda n, z: z.bessel_j(n), _besselj_off_cut)
hyp2f1 = _guarded(lambda a, b, c, z: z.hypgeom_2f1(a, b, c), lambda a, b, c, z: _off_above_one(z))
lambertw = _guarded(lambertw_on_branch, _lambertw_off_cut)


# --- complex balls where holomorphy may be demanded ------------------------------------------------------------------


def continued_sqrt(analytic: bool, z: acb) -> acb:
    return z.sqrt(analytic=analytic)


def continued_log(analytic: bool, z: acb) -> acb:
    return z.log(analytic=analytic)


def continued_power(analytic: bool, a: acb, b: acb) -> acb:
    n = exact_integer(b.real) if _is_real(b) else None
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


def stepwise(name: str) -> Callable[..., acb]:
    """|x|, sign, Min, Max continued to the half planes where they are holomorphic."""

    def continued(analytic: bool, *args: acb) -> acb:
        if not all(z.is_finite() for z in args):
            return NAN
        result: acb = getattr(args[0], name)(*args[1:], analytic=analytic)
        return result

    return continued


def plain(function: Callable[..., acb]) -> Callable[..., acb]:
    """A function that is holomorphic wherever it is finite: the flag changes nothing."""

    def continued(_: bool, *args: acb) -> acb:
        return function(*args)

    return continued

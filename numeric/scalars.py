"""What each function means for each kind of number.

One row per function: how it acts on real balls, on complex balls with principal branches, on complex balls where
holomorphy may be demanded, and on power series. An entry is the name of a method of the number or a function;
a missing entry means that the operation has no rule for that kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from numeric import complex_rules as principal
from numeric import real_rules as real
from numeric import series_rules as series

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


_REAL_SIGN = principal.stepwise("real_sgn")

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
    "sinh": Row(1, "sinh", "sinh", "sinh", series.series_sinh),
    "cosh": Row(1, "cosh", "cosh", "cosh", series.series_cosh),
    "tanh": Row(1, "tanh", "tanh", "tanh", series.series_tanh),
    "log": Row(1, "log", "log", principal.continued_log, "log"),
    "sqrt": Row(1, "sqrt", "sqrt", principal.continued_sqrt, "sqrt"),
    "asin": Row(1, "asin", principal.asin, principal.plain(principal.asin), "asin"),
    "acos": Row(1, "acos", principal.acos, principal.plain(principal.acos), "acos"),
    "atan": Row(1, "atan", principal.atan, principal.plain(principal.atan), "atan"),
    "asinh": Row(1, "asinh", principal.asinh, principal.plain(principal.asinh), series.series_inverse(1)),
    "acosh": Row(1, "acosh", principal.acosh, principal.plain(principal.acosh), series.series_inverse(-1)),
    "atanh": Row(1, "atanh", principal.atanh, principal.plain(principal.atanh), series.series_atanh),
    "lgamma": Row(1, "lgamma", principal.lgamma, principal.plain(principal.lgamma), "lgamma"),
    "abs": Row(1, "__abs__", principal.complex_abs, principal.stepwise("real_abs"), series.series_abs),
    "sign": Row(1, real.real_sign, principal.complex_sign, _REAL_SIGN, series.series_direction),
    "direction": Row(1, real.real_direction, principal.undefined, _REAL_SIGN, series.series_direction),
    "floor": Row(1, "floor", principal.real_only(lambda x: x.floor()), principal.stepwise("real_floor"), None),
    "ceiling": Row(1, "ceil", principal.real_only(lambda x: x.ceil()), principal.stepwise("real_ceil"), None),
    "min": Row(2, "min", principal.real_only(lambda x, y: x.min(y)), principal.stepwise("real_min"), None),
    "max": Row(2, "max", principal.real_only(lambda x, y: x.max(y)), principal.stepwise("real_max"), None),
    "atan2": Row(2, real.real_atan2, principal.real_only(real.real_atan2), None, None),
    "polygamma": Row(2, real.real_polygamma, principal.polygamma, principal.plain(principal.polygamma), None),
    "hurwitz": Row(2, real.real_hurwitz, principal.real_only(real.real_hurwitz), None, None),
    "polylog": Row(2, lambda s, x: x.polylog(s), principal.polylog, principal.plain(principal.polylog), None),
    "besselj": Row(2, lambda n, x: x.bessel_j(n), principal.besselj, principal.plain(principal.besselj), None),
    "lambertw": Row(2, real.real_lambertw, principal.lambertw, principal.plain(principal.lambertw), None),
    "hyp2f1": Row(4, real.real_hypgeom_2f1, principal.hyp2f1, principal.plain(principal.hyp2f1), None),
}


ARITY = {name: row.arity for name, row in TABLE.items()}

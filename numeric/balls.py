"""Values and comparisons that are certain: exact rationals first, then balls at growing precision.

Correctness notion: `less`, `greater`, `equal` and `different` are facts about the true values. `overlap` says that
the enclosures still meet; it never says that the values are equal. `undefined` says that no finite enclosure was
found, real or complex, up to the cap: a pole, a point outside the domain, or too little precision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

import sympy as sp
from flint import acb, arb, fmpq

from numeric.precision import Exact, digits_to_bits, precision, rational
from numeric.program import Program

Order = Literal["less", "equal", "overlap", "greater", "different", "undefined"]
Point = Mapping[sp.Symbol, Exact]
CAP_BITS = 8192
_SHOWN = 20  # digits of a printed ball
_LONGEST = 120  # characters of a printed fraction


@dataclass(frozen=True)
class Value:
    """One value at one point. `exact` where it is known as a rational; `ball` encloses it; None where undefined."""

    exact: fmpq | None
    ball: arb | acb | None

    @property
    def is_defined(self) -> bool:
        return self.ball is not None

    @property
    def is_real(self) -> bool:
        """True where the value is certainly real."""
        return isinstance(self.ball, arb)

    @property
    def digits(self) -> int:
        """Decimal digits known: relative, or absolute where the ball contains zero. Exact values count 10**6."""
        if self.exact is not None:
            return 10**6
        return 0 if self.ball is None else _digits(self.ball)

    def __str__(self) -> str:
        if self.exact is not None and len(text := str(self.exact)) <= _LONGEST:
            return text
        return "undefined" if self.ball is None else str(self.ball.str(_SHOWN))


@dataclass(frozen=True)
class Comparison:
    """How two values at one point lie to each other.

    order     see the module; `different` means that they certainly differ and are not both known to be real
    left, right   the two values in print: exact p/q, or about 20 digits with the radius
    values        the two values themselves
    digits    for `overlap`: to how many digits the enclosures agree (absolute digits around zero)
    requested the digits that were asked for
    """

    order: Order
    values: tuple[Value, Value]
    digits: int
    requested: int

    @property
    def left(self) -> str:
        return str(self.values[0])

    @property
    def right(self) -> str:
        return str(self.values[1])

    @property
    def agrees(self) -> bool:
        """Equal, or enclosures that meet with at least the requested digits."""
        return self.order == "equal" or (self.order == "overlap" and self.digits >= self.requested)

    @property
    def differs(self) -> bool:
        """The two values are certainly not equal."""
        return self.order in ("less", "greater", "different")


def evaluate(
    what: sp.Expr | Program, point: Point | Sequence[Exact], digits: int = 50, *, cap_bits: int = CAP_BITS
) -> Value:
    """The value of an expression at a rational point, or of a program's first output at a list of rationals.

    The ball has a relative radius below 10^-digits (absolute, where the value cannot be told from zero), or the
    best found at the cap. Raises CannotLower, KeyError for a missing symbol, TypeError for inexact coordinates.
    """
    if isinstance(what, Program):
        if isinstance(point, Mapping):
            raise TypeError("a program is evaluated at a sequence of rationals, one per input")
        program, values = what, [rational(x) for x in point]
    else:
        if not isinstance(point, Mapping):
            raise TypeError("an expression is evaluated at a mapping from symbols to rationals")
        symbols, program = _compile((_expression(what),))
        values = _coordinates(symbols, point)
    exact = program.exact(*values)[0]
    if exact is not None:
        return _exact_value(exact, digits)
    last: arb | acb | None = None
    for bits in _ladder(digits, _capped(program, cap_bits)):
        found = _balls(program, values, (exact,), bits)
        if found is not None:
            last = found[0]
            if _digits(last) >= digits:
                break
    return Value(None, last)


def compare(
    left: sp.Expr | int | Fraction,
    right: sp.Expr | int | Fraction,
    point: Point,
    *,
    digits: int = 50,
    cap_bits: int = CAP_BITS,
) -> Comparison:
    """How `left` lies to `right` at a rational point; see Comparison.

    Values that are not real are compared with principal branches. Raises CannotLower, KeyError for a missing
    symbol, TypeError for inexact coordinates.
    """
    symbols, program = _compile((_expression(left), _expression(right)))
    values = _coordinates(symbols, point)
    exact = program.exact(*values)[:2]
    x, y = exact
    if x is not None and y is not None:
        order: Order = "less" if x < y else "greater" if x > y else "equal"
        return Comparison(order, (_exact_value(x, digits), _exact_value(y, digits)), digits, digits)
    last: tuple[arb | acb, ...] | None = None
    for bits in _ladder(digits, _capped(program, cap_bits)):
        found = _balls(program, values, exact, bits)
        if found is None:
            continue
        last = found
        certain = _order(*found)
        if certain != "overlap" or min(map(_digits, found)) >= digits:
            break
    if last is None:
        return Comparison("undefined", (_undefined(x), _undefined(y)), 0, digits)
    pair = (Value(x, last[0]), Value(y, last[1]))
    return Comparison(_order(*last), pair, min(map(_digits, last)), digits)


def mpmath_check(expression: sp.Expr, point: Point, ball: arb | acb, digits: int = 30) -> bool | None:
    """Whether mpmath, working independently of flint, finds the value in `ball` widened by 10^-digits (relative
    for values beyond 1).

    SymPy's own mpmath printer is used where every node is one of SymPy's, else the program is interpreted. mpmath's
    precision grows until two evaluations agree; None where they never do, or mpmath has no value.
    """
    symbols, program = _compile((_expression(expression),))
    values = _coordinates(symbols, point)
    previous: acb | None = None
    for decimals in (digits + 20, *(2**k * (digits + 20) for k in range(1, 6))):
        found = _by_mpmath(expression, symbols, program, values, decimals)
        if found is None:
            return None
        with precision(digits_to_bits(2 * decimals)):
            slack = arb(fmpq(1, 10**digits)) * (1 + abs(found)).upper()
            if previous is not None and abs(found - previous) < slack / 10:
                return bool(abs(found - acb(ball)).lower() <= slack)
        previous = found
    return None


def _by_mpmath(
    expression: sp.Expr, symbols: tuple[sp.Symbol, ...], program: Program, values: Sequence[fmpq], decimals: int
) -> acb | None:
    import mpmath
    from mpmath.libmp import NoConvergence

    with mpmath.workdps(decimals):
        arguments = [mpmath.mpf(int(v.p)) / int(v.q) for v in values]
        try:
            function = _lambdified(expression, symbols)
            found = function(*arguments) if function is not None else program.mpmath(*arguments)[0]
            found = mpmath.mpmathify(found)
        except (ArithmeticError, ValueError, TypeError, NotImplementedError, NameError, NoConvergence):
            return None
        if not mpmath.isfinite(found):
            return None
        with precision(digits_to_bits(2 * decimals)):
            return acb(found)


@lru_cache(maxsize=512)
def _lambdified(expression: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> Any:
    if any(hasattr(node, "lower") for node in sp.preorder_traversal(expression)):
        return None
    if expression.has(sp.Derivative, sp.Subs, sp.Integral, sp.Sum, sp.Product):
        return None
    # no cse: it rebuilds the expression, and SymPy then makes sin(pi*pi), left unevaluated, a zero
    return sp.lambdify(symbols, expression, "mpmath")


# --- the pieces -----------------------------------------------------------------------------------------------------


def _expression(value: sp.Expr | int | Fraction) -> sp.Expr:
    if isinstance(value, bool | float):
        raise TypeError(f"expected an exact expression, got {value!r}")
    if isinstance(value, int):
        return sp.Integer(value)
    if isinstance(value, Fraction):
        return sp.Rational(value.numerator, value.denominator)
    return value


@lru_cache(maxsize=4096)
def _compile(expressions: tuple[sp.Expr, ...]) -> tuple[tuple[sp.Symbol, ...], Program]:
    free: set[sp.Symbol] = set().union(*(e.free_symbols for e in expressions))
    symbols = tuple(sorted(free, key=lambda s: (s.name, str(sorted(s.assumptions0.items())))))
    return symbols, Program.of(expressions, symbols)


def _coordinates(symbols: Sequence[sp.Symbol], point: Point) -> list[fmpq]:
    try:
        return [rational(point[s]) for s in symbols]
    except KeyError as missing:
        raise KeyError(f"the point gives no value for the symbol {missing.args[0]}") from None


def _ladder(digits: int, cap_bits: int) -> Iterator[int]:
    """Working precisions: enough for the digits, then doubling to the cap."""
    bits = max(64, digits_to_bits(digits) + 30)
    while bits < cap_bits:
        yield bits
        bits *= 2
    yield max(cap_bits, 64)


def _capped(program: Program, cap_bits: int) -> int:
    # an integral that fails costs a thousand times what other operations cost
    return min(cap_bits, 512) if any(i.op == "integral" for i in program.code) else cap_bits


def _balls(
    program: Program, values: Sequence[fmpq], exact: Sequence[fmpq | None], bits: int
) -> tuple[arb | acb, ...] | None:
    """Enclosures of all outputs, real where the real evaluation is finite; None where one is not finite."""
    with precision(bits):
        real = program.real(bits)(*map(arb, values))
        found: list[arb | acb] = [arb(e) if e is not None else r for e, r in zip(exact, real, strict=False)]
        if all(x.is_finite() for x in found):
            return tuple(found)
        for i, z in enumerate(program.complex(bits)(*map(acb, values))[: len(found)]):
            if not found[i].is_finite():
                found[i] = z.real if z.imag.is_zero() else z
        return tuple(found) if all(x.is_finite() for x in found) else None


def _order(left: arb | acb, right: arb | acb) -> Order:
    if isinstance(left, arb) and isinstance(right, arb):
        return "less" if left < right else "greater" if left > right else "overlap"
    return "overlap" if acb(left).overlaps(acb(right)) else "different"


def _digits(ball: arb | acb) -> int:
    """Decimal digits known of a finite ball: relative, or absolute where it contains zero."""
    if isinstance(ball, arb) and not ball.contains(0):
        return 10**6 if ball.is_exact() else max(0, (int(ball.rel_accuracy_bits()) - 1) * 30103 // 100000)
    if isinstance(ball, acb):
        # the modulus of the error against the modulus of the value
        return _known(abs(ball), abs(acb(ball.real.rad(), ball.imag.rad())).upper())
    return _known(ball, ball.rad())


def _known(ball: arb, radius: arb) -> int:
    if radius.is_zero():
        return 10**6
    with precision(64):
        error = radius / ball.abs_lower() if ball.abs_lower() > 0 else radius
        known = -(error.log() / arb(10).log()).upper()
        return int(known.floor().unique_fmpz() or 0) if known.is_finite() else 0


def _exact_value(value: fmpq, digits: int) -> Value:
    with precision(digits_to_bits(digits) + 30):
        return Value(value, arb(value))


def _undefined(exact: fmpq | None) -> Value:
    return Value(None, None) if exact is None else _exact_value(exact, _SHOWN)

"""Validated solutions of differential equations: the true solution lies in the returned balls.

One step of length h from w0: a box B with w0 + [0, h]·F(B) inside B contains the solution on [0, h] (Picard); the
derivatives of F are finite on B, so there is no other (Lipschitz). The solution at h is then the Taylor polynomial at
w0 plus h^N times an N-th Taylor coefficient somewhere in B (Lagrange), and that coefficient is enclosed by running the
same recursion from the whole box.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flint import arb, fmpq

from numeric.errors import IntegrationFailed, NotDifferentiable
from numeric.precision import Exact, ball, digits_to_bits, precision, rational
from numeric.program import Builder, Program
from numeric.taylor import Taylor

_MAX_STEPS = 4000
_SMALLEST = fmpq(1, 2**36)  # step in relation to the whole time
_FURTHEST = 1 << 20  # step of a field that does not move
_ROUNDS = 6
_SLACK = arb(fmpq(1, 2**40))
_ATTEMPTS = 4  # at growing precision
_BOX_BITS = 64


def trajectory(
    field: Program,
    start: Sequence[Exact | arb],
    parameters: Sequence[Exact | arb],
    time: Exact,
    *,
    digits: int = 30,
) -> list[arb]:
    """Enclosure at `time` of the solution of w' = field(w, parameters), w(0) = start.

    `field` takes the state, then the parameters. Radii are below 10^-digits, relative for values beyond 1, when all
    inputs are exact; ball inputs widen them. Negative times run backwards. Raises IntegrationFailed on blow-up,
    where the field is not analytic, and when the enclosure grows too wide; CannotLower for functions without series.
    """
    return trajectory_until(field, start, parameters, [time], digits=digits)[0]


def trajectory_until(
    field: Program,
    start: Sequence[Exact | arb],
    parameters: Sequence[Exact | arb],
    times: Sequence[Exact],
    *,
    digits: int = 30,
) -> list[list[arb]]:
    """Like `trajectory` at several times in one sweep; the times must be ordered away from zero, on one side."""
    stops = [rational(t) for t in times]
    _check(field, start, parameters, stops)
    exact = not any(isinstance(x, arb) and not x.is_exact() for x in (*start, *parameters))
    bits = digits_to_bits(digits) + 30
    for _ in range(_ATTEMPTS):
        with precision(bits):
            run = _Sweep(field, [ball(x) for x in start], [ball(p) for p in parameters], bits)
            found = [run.to(stop) for stop in stops]
            if not exact or all(_narrow(x, digits) for state in found for x in state):
                return found
            # radii grow along the way even where the flow contracts: start with as many more bits
            bits += 20 + max(_missing(x, digits) for state in found for x in state)
    raise IntegrationFailed(f"the enclosure stays wider than {digits} digits")


def _check(field: Program, start: Sequence[Any], parameters: Sequence[Any], stops: list[fmpq]) -> None:
    if len(field.outputs) != len(start) or field.inputs != len(start) + len(parameters):
        raise TypeError(
            f"the field maps {field.inputs} numbers to {len(field.outputs)}, "
            f"but there are {len(start)} states and {len(parameters)} parameters"
        )
    away = [abs(t) for t in stops]
    if away != sorted(away) or (any(t > 0 for t in stops) and any(t < 0 for t in stops)):
        raise ValueError("the times must be ordered away from zero, on one side of it")


def _narrow(x: arb, digits: int) -> bool:
    return _missing(x, digits) <= 0


def _missing(x: arb, digits: int) -> int:
    """Bits by which the radius exceeds 10^-digits, relative for values beyond 1."""
    scale = x.abs_lower()
    excess = x.rad() * 10**digits / (scale if scale > 1 else arb(1))
    return math.ceil(float((excess.log() / arb(2).log()).upper())) if excess > 0 else -1


class _Sweep:
    """One run at one working precision."""

    def __init__(self, field: Program, start: list[arb], parameters: list[arb], bits: int) -> None:
        self.taylor = Taylor(field, bits)
        self.rough = Taylor(field, _BOX_BITS)
        self.real = field.real(_BOX_BITS)
        self.jacobian = _jacobian(field)
        self.parameters = parameters
        self.bits = bits
        self.now = fmpq(0)
        self.state = start
        self.steps = 0
        self.length = fmpq(1, 4)
        # four bits a term: fewer terms mean more steps, more terms cost their square
        self.order = bits // 4 + 2

    def to(self, stop: fmpq) -> list[arb]:
        """Carry the state on to the time `stop`."""
        while self.now != stop:
            self.steps += 1
            if self.steps > _MAX_STEPS:
                raise IntegrationFailed(f"more than {_MAX_STEPS} steps to reach t = {_shown(stop)}")
            rest = stop - self.now
            step, tails = self._plan(abs(rest), 1 if rest > 0 else -1, abs(stop) * _SMALLEST)
            series = self.taylor.coefficients(self.state, self.parameters, self.order)
            h = arb(step)
            self.state = [_sum(c, h) + tail for c, tail in zip(series, tails, strict=True)]
            self.now += step
            if not all(x.is_finite() and x.rad() < 1 + abs(x.mid()) for x in self.state):
                raise IntegrationFailed(f"the enclosure grows too wide at t = {_shown(self.now)}")
        return list(self.state)

    def _plan(self, rest: fmpq, sign: int, smallest: fmpq) -> tuple[fmpq, list[arb]]:
        """A step with its sign, and the remainders of the Taylor polynomials at its end."""
        length = min(self.length, rest)
        with precision(_BOX_BITS):
            while True:
                if length < smallest and length < rest:
                    raise IntegrationFailed(
                        f"the steps underflow near t = {_shown(self.now)}: blow-up, or the field is singular"
                    )
                box = self._box(length, sign)
                if box is None:
                    length = length / 2
                    continue
                last = [c[self.order] for c in self.rough.coefficients(box, self.parameters, self.order + 1)]
                if not all(c.is_finite() for c in last):
                    length = length / 2
                    continue
                possible = self._affordable(last)
                # a box made for much longer steps than the remainder allows is too wide
                if possible * 3 / 2 < length:
                    length = max(possible, length / 4)
                    continue
                step = min(length, possible, rest)
                self.length = min(possible * 9 / 8, length * 2) if possible > length else possible
                h = arb(step * sign) ** self.order
                return step * sign, [c * h for c in last]

    def _affordable(self, last: list[arb]) -> fmpq:
        """The longest step whose remainder stays at the working precision, as a short dyadic number."""
        longest = arb(_FURTHEST)
        for x, c in zip(self.state, last, strict=True):
            size = abs(c).upper()
            if size > 0:
                scale = abs(x).upper()
                tolerance = (scale if scale > 1 else arb(1)) * arb(2) ** (-self.bits)
                allowed = ((tolerance / size).log() / self.order).exp().lower()
                longest = allowed if allowed < longest else longest
        return _short(longest)

    def _box(self, length: fmpq, sign: int) -> list[arb] | None:
        """Balls B with state + [0, length]·F(B) inside B; None where a few rounds find none."""
        reach = arb(length * sign).union(arb(0))
        box = self.state
        for _ in range(_ROUNDS):
            moved = [x + reach * v for x, v in zip(self.state, self.real(*box, *self.parameters), strict=True)]
            if not all(x.is_finite() for x in moved):
                return None
            if all(b.contains(x) for b, x in zip(box, moved, strict=True)):
                # a finite derivative on the box makes the solution the only one
                slopes = self.jacobian.real(_BOX_BITS)(*box, *self.parameters)
                return box if all(slope.is_finite() for slope in slopes) else None
            box = [m + arb(0, (m.rad() / 4 + abs(m).upper() * _SLACK + _SLACK).upper()) for m in moved]
        return None


@lru_cache(maxsize=256)
def _jacobian(field: Program) -> Program:
    """All derivatives of the velocities in the states."""
    states = range(len(field.outputs))
    builder = Builder(field.inputs)
    try:
        rows = [builder.inline(field.adjoint(i, states), builder.inputs) for i in states]
    except NotDifferentiable as error:
        raise IntegrationFailed(f"the field is not smooth: {error}") from None
    return builder.program(slope for row in rows for slope in row)


def _sum(coefficients: list[arb], h: arb) -> arb:
    total = arb(0)
    for c in reversed(coefficients):
        total = total * h + c
    return total


def _short(length: arb) -> fmpq:
    """A dyadic number of few bits just below, so that times stay short fractions."""
    mantissa, exponent = length.lower().man_exp()
    spare = max(0, int(mantissa).bit_length() - 10)
    return fmpq(int(mantissa) >> spare) * fmpq(2) ** (int(exponent) + spare)


def _shown(time: fmpq) -> str:
    with precision(53):
        return str(arb(time).str(10, radius=False))

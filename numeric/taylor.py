"""Taylor coefficients of the solution of w' = F(w), one order at a time through the registers of a program.

For the operations of RULES every register carries its own coefficients and each order costs one convolution. A field
with other functions is run through flint's power series instead, once per order.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import lru_cache

from flint import arb, arb_series, ctx

from numeric.errors import IntegrationFailed
from numeric.precision import precision, series_length
from numeric.program import Builder, Program, Reg
from numeric.series_rules import UNCUT

Coefficients = list[arb]
Rule = Callable[[int, Coefficients, Coefficients, Coefficients], arb]


class Taylor:
    """Taylor coefficients of solutions of one field, at one working precision."""

    def __init__(self, field: Program, bits: int) -> None:
        self.bits = bits
        self.states = len(field.outputs)
        expanded = _expanded(field)
        self.plain = expanded is not None
        if expanded is not None:
            self.field, constant = expanded
            self.constants = Program(self.field.inputs, self.field.code, constant).real(bits)
            self.constant = set(constant)
        else:
            self.series = field.series(bits)

    def coefficients(self, state: Sequence[arb], parameters: Sequence[arb], order: int) -> list[Coefficients]:
        """The first `order` coefficients of every state. IntegrationFailed where a series is cut short."""
        with precision(self.bits):
            if self.plain:
                return self._recursion(state, parameters, order)
            return self._by_series(state, parameters, order)

    def _recursion(self, state: Sequence[arb], parameters: Sequence[arb], order: int) -> list[Coefficients]:
        code = self.field.code
        values = self.constants(*state, *parameters)
        place: list[Coefficients] = [[] for _ in code]
        for register, value in zip(sorted(self.constant), values, strict=True):
            place[register] = [value] + [arb(0)] * (order - 1)
        steps: list[tuple[Rule, Coefficients, Coefficients, Coefficients]] = []
        for r, (op, args, data) in enumerate(code):
            if op == "input" and data < self.states:
                place[r] = [state[data]]
            elif r not in self.constant:
                one, two = place[args[0]], place[args[-1]]
                steps.append((self._rule(op, args), one, two, place[r]))
        solution = [place[r] for r in range(self.states)]
        for k in range(order - 1):
            for rule, one, two, own in steps:
                own.append(rule(k, one, two, own))
            for w, r in zip(solution, self.field.outputs, strict=True):
                w.append(place[r][k] / (k + 1))
        return solution

    def _rule(self, op: str, args: tuple[Reg, ...]) -> Rule:
        if op == "mul" and args[0] == args[1]:
            return _square
        if op == "mul" and args[0] in self.constant:
            return lambda k, a, b, own: a[0] * b[k]
        if op == "mul" and args[1] in self.constant:
            return lambda k, a, b, own: a[k] * b[0]
        if op == "div" and args[1] in self.constant:
            return lambda k, a, b, own: a[k] / b[0]
        return RULES[op]

    def _by_series(self, state: Sequence[arb], parameters: Sequence[arb], order: int) -> list[Coefficients]:
        # a constant must not be cut at the length that is current when it is made
        fixed = [arb_series([p], UNCUT) for p in parameters]
        first = [arb_series([x], UNCUT) for x in state]
        solution = first
        with series_length(1):
            for k in range(1, order):
                ctx.cap = k
                velocities = self.series(*solution, *fixed)
                # w = w0 + integral of F(w) fixes one more coefficient
                ctx.cap = k + 1
                solution = [x + v.integral() for x, v in zip(first, velocities, strict=True)]
        coefficients = []
        for w in solution:
            # a series that was cut on the way reads as zeros beyond the cut
            if w.prec < order:
                raise IntegrationFailed("a power series of the field was cut short")
            known = w.coeffs()
            coefficients.append(known + [arb(0)] * (order - len(known)))
        return coefficients


@lru_cache(maxsize=256)
def _expanded(field: Program) -> tuple[Program, tuple[Reg, ...]] | None:
    """The field with integer powers written as products, and its registers that do not move with the state.

    None where an operation on a moving register has no rule.
    """
    builder = Builder(field.inputs)
    place: list[Reg] = []
    for instruction in field.code:
        operands = [place[a] for a in instruction.args]
        if instruction.op == "ipow" and abs(instruction.data) <= 64:
            place.append(_product(builder, operands[0], instruction.data))
        else:
            place.append(builder.copy(instruction, operands, builder.inputs))
    program = builder.program(place[r] for r in field.outputs)
    moving: set[int] = set()
    for r, (op, args, data) in enumerate(program.code):
        if (op == "input" and data < len(field.outputs)) or not moving.isdisjoint(args):
            moving.add(r)
            if op != "input" and op not in RULES:
                return None
    return program, tuple(Reg(r) for r in range(len(program.code)) if r not in moving)


def _product(builder: Builder, a: Reg, n: int) -> Reg:
    if n < 0:
        return builder.div(builder.constant(1), _product(builder, a, -n))
    if n == 1:
        return a
    half = _product(builder, a, n // 2)
    square = builder.mul(half, half)
    return builder.mul(square, a) if n % 2 else square


# --- the coefficient of order k from those of the operands and the register's own lower ones ------------------------


def _dot(a: Coefficients, b: Coefficients) -> arb:
    """Sum of a[i] b[-1-i]."""
    return sum(map(operator.mul, a, reversed(b)), arb(0))


def _mul(k: int, a: Coefficients, b: Coefficients, own: Coefficients) -> arb:
    return _dot(a[: k + 1], b[: k + 1])


def _square(k: int, a: Coefficients, b: Coefficients, own: Coefficients) -> arb:
    half = (k + 1) // 2
    twice = 2 * _dot(a[:half], a[k - half + 1 : k + 1])
    return twice if k % 2 else twice + a[k // 2] * a[k // 2]


def _div(k: int, a: Coefficients, b: Coefficients, own: Coefficients) -> arb:
    return (a[k] - _dot(own, b[1 : k + 1])) / b[0]


def _sqrt(k: int, a: Coefficients, b: Coefficients, own: Coefficients) -> arb:
    if k == 0:
        return a[0].sqrt()
    return (a[k] - _dot(own[1:], own[1:])) / (2 * own[0])


def _exp(k: int, a: Coefficients, b: Coefficients, own: Coefficients) -> arb:
    if k == 0:
        return a[0].exp()
    return _dot([j * a[j] for j in range(1, k + 1)], own) / k


def _log(k: int, a: Coefficients, b: Coefficients, own: Coefficients) -> arb:
    if k == 0:
        return a[0].log()
    return (a[k] - _dot([j * own[j] for j in range(1, k)], a[1:k]) / k) / a[0]


RULES: dict[str, Rule] = {
    "add": lambda k, a, b, own: a[k] + b[k],
    "sub": lambda k, a, b, own: a[k] - b[k],
    "neg": lambda k, a, b, own: -a[k],
    "mul": _mul,
    "div": _div,
    "sqrt": _sqrt,
    "exp": _exp,
    "log": _log,
}

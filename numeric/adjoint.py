"""Reverse-mode differentiation of programs. The result is again a program and can be differentiated again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from numeric.errors import NotDifferentiable
from numeric.program import Builder, Reg

if TYPE_CHECKING:
    from numeric.program import Instruction, Program

Partials = Sequence[Callable[[], Reg] | None]


def adjoint(program: Program, output: int, wrt: Sequence[int]) -> Program:
    """The partial derivatives of output number `output` in the inputs `wrt`, in that order.

    Raises NotDifferentiable where a derivative has to pass an operation that has none.
    """
    builder = Builder(program.inputs)
    place: list[Reg] = []
    for instruction in program.code:
        place.append(builder.copy(instruction, [place[a] for a in instruction.args], builder.inputs))
    active = _active(program, set(wrt))
    slopes: dict[int, Reg] = {program.outputs[output]: builder.constant(1)}
    result = {i: builder.constant(0) for i in wrt}
    for r in range(len(program.code) - 1, -1, -1):
        slope = slopes.pop(r, None)
        if slope is None or r not in active:
            continue
        instruction = program.code[r]
        if instruction.op == "input":
            result[instruction.data] = slope
            continue
        operands = [place[a] for a in instruction.args]
        partials = _partials(builder, instruction, operands, place[r])
        for a, partial in zip(instruction.args, partials, strict=True):
            if a not in active:
                continue
            if partial is None:
                raise NotDifferentiable(f"{instruction.op} has no derivative in its argument {a}")
            share = builder.mul(slope, partial())
            slopes[a] = builder.add(slopes[a], share) if a in slopes else share
    return builder.program(result[i] for i in wrt)


def _active(program: Program, wrt: set[int]) -> set[int]:
    """Registers that depend on the inputs `wrt`."""
    found: set[int] = set()
    for r, instruction in enumerate(program.code):
        if instruction.op == "input":
            if instruction.data in wrt:
                found.add(r)
        elif not found.isdisjoint(instruction.args):
            found.add(r)
    return found


def _partials(b: Builder, instruction: Instruction, x: list[Reg], y: Reg) -> Partials:
    """The partial derivatives of one register in its operands `x`; `y` is its own value."""
    op, _, data = instruction
    one = b.constant(1)
    if op == "add":
        return [lambda: one, lambda: one]
    if op == "sub":
        return [lambda: one, lambda: b.constant(-1)]
    if op == "mul":
        return [lambda: x[1], lambda: x[0]]
    if op == "div":
        return [lambda: b.div(one, x[1]), lambda: b.neg(b.div(y, x[1]))]
    if op == "neg":
        return [lambda: b.constant(-1)]
    if op == "ipow":
        return [lambda: b.mul(b.constant(data), b.ipow(x[0], data - 1))]
    if op == "root":
        return [lambda: b.div(y, b.mul(b.constant(data), x[0]))]
    if op == "power":
        return [lambda: b.mul(x[1], b.power(x[0], b.sub(x[1], one))), lambda: b.mul(y, b.call("log", x[0]))]
    if op in ("min", "max"):
        # halves of 1 ± direction: undefined where the two arguments meet
        towards = b.call("direction", b.sub(x[0], x[1]) if op == "max" else b.sub(x[1], x[0]))
        half = b.constant(Fraction(1, 2))
        return [lambda: b.mul(half, b.add(one, towards)), lambda: b.mul(half, b.sub(one, towards))]
    if op == "hyp2f1":
        p, q, c, z = x
        return [None, None, None, lambda: _next_2f1(b, p, q, c, z)]
    if op == "polygamma":
        return [None, lambda: b.call("polygamma", b.add(x[0], one), x[1])]
    if op == "polylog":
        return [None, lambda: b.div(b.call("polylog", b.sub(x[0], one), x[1]), x[1])]
    if op == "besselj":
        below, above = (b.call("besselj", order, x[1]) for order in (b.sub(x[0], one), b.add(x[0], one)))
        return [None, lambda: b.div(b.sub(below, above), b.constant(2))]
    if op == "lambertw":
        return [lambda: b.div(y, b.mul(x[0], b.add(one, y))), None]
    if op == "atan2":
        square = b.add(b.ipow(x[0], 2), b.ipow(x[1], 2))
        return [lambda: b.div(x[1], square), lambda: b.neg(b.div(x[0], square))]
    rule = _DERIVATIVES.get(op)
    if rule is None:
        return [None] * len(x)
    return [lambda: rule(b, x[0], y)]


def _next_2f1(b: Builder, p: Reg, q: Reg, c: Reg, z: Reg) -> Reg:
    one = b.constant(1)
    shifted = b.call("hyp2f1", b.add(p, one), b.add(q, one), b.add(c, one), z)
    return b.mul(b.div(b.mul(p, q), c), shifted)


def _square_root_of(b: Builder, sign: int, x: Reg) -> Reg:
    """sqrt(1 + x²) or sqrt(1 - x²)."""
    square = b.ipow(x, 2)
    one = b.constant(1)
    return b.root(b.add(one, square) if sign > 0 else b.sub(one, square), 2)


def _gaussian(b: Builder, x: Reg) -> Reg:
    """The derivative of erf."""
    bell = b.call("exp", b.neg(b.ipow(x, 2)))
    return b.div(b.mul(b.constant(2), bell), b.root(b.named("pi"), 2))


def _digamma(b: Builder, x: Reg) -> Reg:
    return b.call("polygamma", b.constant(0), x)


def _acosh(b: Builder, x: Reg, y: Reg) -> Reg:
    one = b.constant(1)
    return b.div(one, b.mul(b.root(b.sub(x, one), 2), b.root(b.add(x, one), 2)))


def _inverse(b: Builder, x: Reg) -> Reg:
    return b.div(b.constant(1), x)


# derivative of f at x, where y = f(x)
_DERIVATIVES: dict[str, Callable[[Builder, Reg, Reg], Reg]] = {
    "exp": lambda b, x, y: y,
    "log": lambda b, x, y: _inverse(b, x),
    "sqrt": lambda b, x, y: b.div(b.constant(Fraction(1, 2)), y),
    "sin": lambda b, x, y: b.call("cos", x),
    "cos": lambda b, x, y: b.neg(b.call("sin", x)),
    "tan": lambda b, x, y: b.add(b.constant(1), b.ipow(y, 2)),
    "asin": lambda b, x, y: _inverse(b, _square_root_of(b, -1, x)),
    "acos": lambda b, x, y: b.neg(_inverse(b, _square_root_of(b, -1, x))),
    "atan": lambda b, x, y: _inverse(b, b.add(b.constant(1), b.ipow(x, 2))),
    "sinh": lambda b, x, y: b.call("cosh", x),
    "cosh": lambda b, x, y: b.call("sinh", x),
    "tanh": lambda b, x, y: b.sub(b.constant(1), b.ipow(y, 2)),
    "asinh": lambda b, x, y: _inverse(b, _square_root_of(b, 1, x)),
    "acosh": _acosh,
    "atanh": lambda b, x, y: _inverse(b, b.sub(b.constant(1), b.ipow(x, 2))),
    "abs": lambda b, x, y: b.call("direction", x),
    # zero away from the jump, undefined at it and off the real line
    "sign": lambda b, x, y: b.mul(b.constant(0), b.call("direction", x)),
    "direction": lambda b, x, y: b.mul(b.constant(0), b.call("direction", x)),
    "gamma": lambda b, x, y: b.mul(y, _digamma(b, x)),
    "rgamma": lambda b, x, y: b.neg(b.mul(y, _digamma(b, x))),
    "lgamma": lambda b, x, y: _digamma(b, x),
    "erf": lambda b, x, y: _gaussian(b, x),
    "erfc": lambda b, x, y: b.neg(_gaussian(b, x)),
}

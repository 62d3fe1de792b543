"""Building straight-line programs, register by register. Equal operations share one register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, NewType

import sympy as sp

from numeric.errors import CannotLower

if TYPE_CHECKING:
    from numeric.program import Program

Reg = NewType("Reg", int)

# constants are folded exactly while they stay small; beyond that the operation is left to the balls
_FOLD_BITS = 20_000


class Instruction(NamedTuple):
    """One register: `op` applied to the registers `args`; `data` is what the operation needs besides.

    ops: input (data: position), constant (data: Fraction), named (data: pi, e, euler, i), add sub mul div neg,
    power (register exponent), ipow (data: integer exponent), root (data: degree),
    integral (data: Program of the integrand; args: lower end, upper end, parameters), else a function's name.
    """

    op: str
    args: tuple[Reg, ...] = ()
    data: Any = None


class Builder:
    """Grows one straight-line program with `inputs` inputs; the input registers are 0 … inputs-1."""

    def __init__(self, inputs: int) -> None:
        self.code: list[Instruction] = []
        self._known: dict[Instruction, Reg] = {}
        self.inputs = tuple(self._emit(Instruction("input", (), i)) for i in range(inputs))

    def _emit(self, instruction: Instruction) -> Reg:
        known = self._known.get(instruction)
        if known is None:
            known = self._known[instruction] = Reg(len(self.code))
            self.code.append(instruction)
        return known

    # --- arithmetic ---------------------------------------------------------------------------------------------

    def constant(self, value: int | Fraction) -> Reg:
        """An exact rational constant; TypeError for floats."""
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            raise TypeError(f"constants are exact: int or Fraction, not {value!r}")
        return self._emit(Instruction("constant", (), Fraction(value)))

    def value(self, register: Reg) -> Fraction | None:
        """The constant in `register`, None where it is not a rational constant."""
        instruction = self.code[register]
        return instruction.data if instruction.op == "constant" else None

    def named(self, name: str) -> Reg:
        """One of the constants pi, e, euler (Euler's gamma), i (the imaginary unit)."""
        if name not in ("pi", "e", "euler", "i"):
            raise ValueError(f"unknown constant {name!r}")
        return self._emit(Instruction("named", (), name))

    def add(self, a: Reg, b: Reg) -> Reg:
        x, y = self.value(a), self.value(b)
        if x == 0:
            return b
        if y == 0:
            return a
        if x is not None and y is not None and _small(x, y):
            return self.constant(x + y)
        return self._emit(Instruction("add", (min(a, b), max(a, b))))

    def sub(self, a: Reg, b: Reg) -> Reg:
        x, y = self.value(a), self.value(b)
        if y == 0:
            return a
        if x == 0:
            return self.neg(b)
        if x is not None and y is not None and _small(x, y):
            return self.constant(x - y)
        return self._emit(Instruction("sub", (a, b)))

    def neg(self, a: Reg) -> Reg:
        x = self.value(a)
        if x is not None:
            return self.constant(-x)
        if self.code[a].op == "neg":
            return self.code[a].args[0]
        return self._emit(Instruction("neg", (a,)))

    def mul(self, a: Reg, b: Reg) -> Reg:
        """The product. Zero times a register is kept, since the register may turn out undefined."""
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None and _small(x, y):
            return self.constant(x * y)
        for factor, other in ((x, b), (y, a)):
            if factor == 1:
                return other
            if factor == -1:
                return self.neg(other)
        return self._emit(Instruction("mul", (min(a, b), max(a, b))))

    def div(self, a: Reg, b: Reg) -> Reg:
        """The quotient. Division by the constant zero is kept: it is undefined when evaluated."""
        x, y = self.value(a), self.value(b)
        if y == 1:
            return a
        if y == -1:
            return self.neg(a)
        if x is not None and y is not None and y != 0 and _small(x, y):
            return self.constant(x / y)
        return self._emit(Instruction("div", (a, b)))

    def ipow(self, a: Reg, n: int) -> Reg:
        """An integer power; the zeroth power is 1 everywhere."""
        if n == 0:
            return self.constant(1)
        if n == 1:
            return a
        x = self.value(a)
        if x is not None and (x or n > 0) and _bits(x) * abs(n) <= _FOLD_BITS:
            return self.constant(x**n)
        if n == -1:
            return self.div(self.constant(1), a)
        return self._emit(Instruction("ipow", (a,), n))

    def power(self, a: Reg, b: Reg) -> Reg:
        """The principal power a**b of two registers; constant exponents become integer powers and roots."""
        exponent = self.value(b)
        if exponent is not None and exponent.denominator == 1:
            return self.ipow(a, exponent.numerator)
        if exponent is not None and exponent.denominator <= 1000:
            return self.ipow(self.root(a, exponent.denominator), exponent.numerator)
        return self._emit(Instruction("power", (a, b)))

    def root(self, a: Reg, degree: int) -> Reg:
        """The principal root of degree at least 2."""
        if degree == 2:
            return self.call("sqrt", a)
        return self._emit(Instruction("root", (a,), degree))

    def call(self, name: str, *args: Reg) -> Reg:
        """A function of the table in scalars.py; KeyError for a name that is not there."""
        from numeric.scalars import ARITY

        if ARITY[name] != len(args):
            raise TypeError(f"{name} takes {ARITY[name]} arguments, not {len(args)}")
        if name == "exp" and self.value(args[0]) == 0:
            return self.constant(1)
        return self._emit(Instruction(name, args))

    def integral(self, integrand: Program, lower: Reg, upper: Reg, parameters: Sequence[Reg]) -> Reg:
        """The integral of `integrand` (inputs: variable, then parameters; one output)."""
        return self._emit(Instruction("integral", (lower, upper, *parameters), integrand))

    # --- whole expressions and programs -------------------------------------------------------------------------

    def expression(self, e: sp.Expr, env: Mapping[sp.Symbol, Reg]) -> Reg:
        """The register of `e` with each symbol standing for its register in `env`.

        Raises CannotLower naming the part that has no rule (floats, conditions, infinities, unknown functions).
        """
        from numeric.lowering import lower

        return lower(self, e, env)

    def inline(self, program: Program, args: Sequence[Reg]) -> list[Reg]:
        """Copy `program` with its inputs replaced by `args`; the registers of its outputs."""
        if len(args) != program.inputs:
            raise TypeError(f"the program takes {program.inputs} inputs, not {len(args)}")
        place: list[Reg] = []
        for instruction in program.code:
            place.append(self.copy(instruction, [place[a] for a in instruction.args], args))
        return [place[r] for r in program.outputs]

    def copy(self, instruction: Instruction, operands: Sequence[Reg], inputs: Sequence[Reg]) -> Reg:
        """One instruction of another program over this builder's registers."""
        op, _, data = instruction
        if op == "input":
            return inputs[data]
        if op in ("constant", "named"):
            return self._emit(instruction)
        if op == "ipow":
            return self.ipow(operands[0], data)
        if op in ("add", "sub", "mul", "div", "neg", "power"):
            return getattr(self, op)(*operands)
        if op == "exp":
            return self.call(op, *operands)
        return self._emit(Instruction(op, tuple(operands), data))

    def gradient(self, e: sp.Expr, wrt: Sequence[sp.Symbol], env: Mapping[sp.Symbol, Reg]) -> list[Reg]:
        """The partial derivatives of `e` in each symbol of `wrt`, at `env`.

        The symbols count as independent even where `env` gives two of them the same register.
        Raises CannotLower, and NotDifferentiable for operations without a derivative.
        """
        from numeric.program import Program

        free = e.free_symbols
        missing = [x for x in wrt if x not in env]
        for x in missing:
            if x in free:
                raise CannotLower(x, "the symbol has no value")
        symbols = sorted(env, key=_symbol_key)
        position = {x: i for i, x in enumerate(symbols)}
        present = [x for x in wrt if x in env]
        partial = Program.of([e], symbols).adjoint(0, [position[x] for x in present])
        values = dict(zip(present, self.inline(partial, [env[x] for x in symbols]), strict=True))
        return [values[x] if x in values else self.constant(0) for x in wrt]

    def program(self, outputs: Iterable[Reg]) -> Program:
        """The finished program; registers that no output needs are dropped, inputs stay."""
        from numeric.program import Program

        outputs = tuple(outputs)
        needed = set(outputs) | set(self.inputs)
        for r in range(len(self.code) - 1, -1, -1):
            if r in needed:
                needed.update(self.code[r].args)
        place: dict[int, Reg] = {}
        code: list[Instruction] = []
        for old in sorted(needed):
            instruction = self.code[old]
            place[old] = Reg(len(code))
            code.append(instruction._replace(args=tuple(place[a] for a in instruction.args)))
        return Program(len(self.inputs), tuple(code), tuple(place[r] for r in outputs))


def _symbol_key(symbol: sp.Symbol) -> tuple[str, str]:
    # two symbols of one name differ in their assumptions
    return symbol.name, str(sorted(symbol.assumptions0.items()))


def _bits(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _small(x: Fraction, y: Fraction) -> bool:
    return _bits(x) + _bits(y) <= _FOLD_BITS

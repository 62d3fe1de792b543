"""Turn a program into one plain Python function over flint numbers.

The function is built as a syntax tree, never as text, and its code object is made into a function directly. No name
of the source expression reaches the code: registers are r0, r1, …; constants and helpers are bound in its globals.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from flint import acb, arb, arb_series, ctx

from numeric.complex_rules import NAN, complex_power, complex_root, continued_power, continued_root
from numeric.errors import CannotLower
from numeric.precision import precision, rational
from numeric.real_rules import REAL_NAN, ipow, real_power, real_root
from numeric.scalars import TABLE, Rule
from numeric.series_rules import UNCUT, series_power, series_root

if TYPE_CHECKING:
    from numeric.program import Instruction, Program

_OPERATORS: dict[str, ast.operator] = {"add": ast.Add(), "sub": ast.Sub(), "mul": ast.Mult(), "div": ast.Div()}
_UNROLL = 64
_POWERS: dict[str, Callable[..., Any]] = {
    "real": real_power, "complex": complex_power, "continued": continued_power, "series": series_power,
}  # fmt: skip
_ROOTS: dict[str, Callable[..., Any]] = {
    "real": real_root, "complex": complex_root, "continued": continued_root, "series": series_root,
}  # fmt: skip


def emit(program: Program, kind: str, bits: int) -> Callable[..., tuple[Any, ...]]:
    """The function of `program` for one kind of number at one precision.

    kind: real, complex, series, or `continued n` (holomorphy is asked in the first n inputs; the function's first
    argument is the flag). Raises CannotLower for an operation without a rule for that kind.
    """
    code, helpers, constants = _compiled(program, kind)
    scope: dict[str, Any] = {"__builtins__": {}, "ctx": ctx, "bits": bits, **helpers}
    with precision(bits):
        for name, instruction in constants:
            scope[name] = _constant(instruction, kind)
    for name, value in list(scope.items()):
        if isinstance(value, _Integral):
            scope[name] = value.bound(bits)
    return FunctionType(code, scope)


@lru_cache(maxsize=4096)
def _compiled(program: Program, kind: str) -> tuple[CodeType, dict[str, Any], list[tuple[str, Instruction]]]:
    writer = _Writer(program, kind)
    return writer.code(), writer.helpers, writer.constants


def _constant(instruction: Instruction, kind: str) -> Any:
    if instruction.op == "constant":
        value = arb(rational(instruction.data))
    elif instruction.data == "i":
        value = REAL_NAN
    else:
        value = {"pi": arb.pi, "e": arb.const_e, "euler": arb.const_euler}[instruction.data]()
    if kind == "real":
        return value
    if kind == "series":
        # cut nowhere: the length that is current now must not become the constant's own
        return arb_series([value], UNCUT)
    return acb(0, 1) if instruction.data == "i" else acb(value)


class _Integral:
    """The helper that evaluates an integral register; an integral that cannot be enclosed is not finite."""

    def __init__(self, integrand: Program, real: bool) -> None:
        self.integrand = integrand
        self.real = real

    def bound(self, bits: int) -> Callable[..., Any]:
        from numeric.errors import QuadratureFailed
        from numeric.quadrature import enclosure

        def over_reals(lower: arb, upper: arb, *parameters: arb) -> arb:
            try:
                return enclosure(self.integrand, lower, upper, parameters, bits)
            except QuadratureFailed:
                return REAL_NAN

        def over_complex(*args: acb) -> acb:
            if not all(z.imag.is_zero() for z in args):
                return NAN
            return acb(over_reals(*(z.real for z in args)))

        return over_reals if self.real else over_complex


class _Writer:
    """Writes one program for one kind of number."""

    def __init__(self, program: Program, kind: str) -> None:
        self.program = program
        self.kind, _, variables = kind.partition(" ")
        self.helpers: dict[str, Any] = {}
        self.constants: list[tuple[str, Instruction]] = []
        self.body: list[ast.stmt] = []
        self.powers: dict[tuple[int, int], str] = {}
        self.varying = self._dependent(int(variables)) if variables else set()

    def _dependent(self, variables: int) -> set[int]:
        """Registers that move with the first inputs: only there is holomorphy asked for."""
        found: set[int] = set()
        for r, instruction in enumerate(self.program.code):
            moves = instruction.op == "input" and instruction.data < variables
            if moves or not found.isdisjoint(instruction.args):
                found.add(r)
        return found

    def code(self) -> CodeType:
        names: list[str] = []
        for r, instruction in enumerate(self.program.code):
            names.append(self._register(r, instruction, [names[a] for a in instruction.args]))
        results = ast.Tuple([_name(names[r]) for r in self.program.outputs], ast.Load())
        inputs = [f"x{i}" for i in range(self.program.inputs)]
        parameters = (["analytic"] if self.kind == "continued" else []) + inputs
        return _function(parameters, [*self.body, ast.Return(results)])

    def _register(self, r: int, instruction: Instruction, operands: list[str]) -> str:
        op, _, data = instruction
        if op == "input":
            return f"x{data}"
        name = f"r{r}"
        if op in ("constant", "named"):
            self.constants.append((name, instruction))
            return name
        if op in _OPERATORS:
            self._assign(name, ast.BinOp(_name(operands[0]), _OPERATORS[op], _name(operands[1])))
        elif op == "neg":
            self._assign(name, ast.UnaryOp(ast.USub(), _name(operands[0])))
        elif op == "ipow" and abs(data) <= _UNROLL:
            self._unrolled(name, instruction.args[0], operands[0], data)
        elif op == "ipow":
            self._helper(name, ipow, operands, [ast.Constant(data)])
        elif op == "power":
            self._helper(name, _POWERS[self.kind], self._flagged(r, operands))
        elif op == "root":
            self._helper(name, _ROOTS[self.kind], self._flagged(r, operands), [ast.Constant(data)])
        elif op == "integral":
            if self.kind == "series":
                raise CannotLower("an integral", "it has no power series")
            self._helper(name, _Integral(data, self.kind == "real"), operands)
        else:
            self._call(name, r, op, operands)
        return name

    def _flagged(self, r: int, operands: list[str]) -> list[str]:
        """The operands, with the flag in front where the kind of number takes one."""
        if self.kind != "continued":
            return operands
        return ["analytic" if r in self.varying else self._bind("never", False), *operands]

    def _call(self, name: str, r: int, op: str, operands: list[str]) -> None:
        rule: Rule | None = getattr(TABLE[op], self.kind)
        if rule is None:
            raise CannotLower(op, f"it has no rule for {self.kind} numbers")
        if isinstance(rule, str):
            method = ast.Attribute(_name(operands[0]), rule, ast.Load())
            self._assign(name, ast.Call(method, [_name(x) for x in operands[1:]], []))
        else:
            self._helper(name, rule, self._flagged(r, operands))

    def _unrolled(self, name: str, base: int, operand: str, n: int) -> None:
        """Binary powering written out; powers of one register share their parts."""

        def product(k: int) -> str:
            if k == 1:
                return operand
            known = self.powers.get((base, k))
            if known is None:
                known = self.powers[base, k] = f"{operand}_{k}"
                half, rest = (k // 2, k - k // 2) if k % 2 == 0 else (k - 1, 1)
                self._assign(known, ast.BinOp(_name(product(half)), ast.Mult(), _name(product(rest))))
            return known

        positive = product(abs(n))
        value: ast.expr = _name(positive)
        if n < 0:
            value = ast.BinOp(ast.Constant(1), ast.Div(), value)
        self._assign(name, value)

    def _helper(self, name: str, helper: Any, operands: list[str], extra: list[ast.expr] | None = None) -> None:
        bound = self._bind(f"h{len(self.helpers)}", helper)
        self._assign(name, ast.Call(_name(bound), [*(_name(x) for x in operands), *(extra or [])], []))

    def _bind(self, name: str, value: Any) -> str:
        for known, helper in self.helpers.items():
            if helper is value:
                return known
        self.helpers[name] = value
        return name

    def _assign(self, name: str, value: ast.expr) -> None:
        self.body.append(ast.Assign([ast.Name(name, ast.Store())], value))


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _function(parameters: list[str], body: list[ast.stmt]) -> CodeType:
    """Code of a function that sets the precision where it differs, runs `body` and restores it."""
    differs = ast.Compare(_name("saved"), [ast.NotEq()], [_name("bits")])
    precise = ast.Attribute(_name("ctx"), "prec", ast.Load())
    target = ast.Attribute(_name("ctx"), "prec", ast.Store())
    guarded: list[ast.stmt] = [
        ast.Assign([ast.Name("saved", ast.Store())], precise),
        # setting the precision costs more than a multiplication, so only where needed
        ast.If(differs, [ast.Assign([target], _name("bits"))], []),
        ast.Try(body, [], [], [ast.If(differs, [ast.Assign([target], _name("saved"))], [])]),
    ]
    arguments = ast.arguments([], [ast.arg(p) for p in parameters], None, [], [], None, [])
    definition = ast.FunctionDef("program", arguments, guarded, [])
    module = ast.fix_missing_locations(ast.Module([definition], []))
    outer = compile(module, "<straight-line program>", "exec")
    return next(c for c in outer.co_consts if isinstance(c, CodeType))

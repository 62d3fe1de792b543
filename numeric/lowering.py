"""From SymPy trees to registers. SymPy is only read here: nothing is simplified, evaluated or differentiated by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp

from numeric.errors import CannotLower

if TYPE_CHECKING:
    from numeric.program import Builder, Reg

Env = Mapping[sp.Symbol, "Reg"]
_MAX_TERMS = 10_000  # of an unrolled sum or product


def lower(builder: Builder, e: sp.Expr, env: Env) -> Reg:
    """The register of `e` in `builder`. Raises CannotLower naming the part that has no rule."""
    return _Lowering(builder, env)(e)


class _Lowering:
    """One expression under one environment; equal parts are visited once."""

    def __init__(self, builder: Builder, env: Env) -> None:
        self.builder = builder
        self.env = env
        self.seen: dict[sp.Basic, Reg] = {}

    def __call__(self, e: sp.Basic) -> Reg:
        if isinstance(e, int):
            return self.builder.constant(e)
        if not isinstance(e, sp.Basic):
            raise CannotLower(e, f"a {type(e).__name__} is not an exact expression")
        known = self.seen.get(e)
        if known is None:
            known = self.seen[e] = self._lower(e)
        return known

    def _lower(self, e: sp.Basic) -> Reg:
        own = getattr(e, "lower", None)
        if callable(own) and not isinstance(e, sp.Integral | sp.Sum | sp.Product):
            register: Reg = own(self.builder, self.env)
            return register
        if isinstance(e, sp.Symbol | sp.Dummy):
            if e not in self.env:
                raise CannotLower(e, "the symbol has no value")
            return self.env[e]
        if isinstance(e, sp.Rational) and e.q != 0:
            return self.builder.constant(Fraction(int(e.p), int(e.q)))
        if isinstance(e, sp.Float):
            raise CannotLower(e, "a floating-point number is not exact; write a rational")
        for kind, rule in _NODES:
            if isinstance(e, kind):
                return rule(self, e)
        name = _FUNCTIONS.get(type(e))
        if name is not None and len(e.args) == _arity(name):
            return self.builder.call(name, *map(self, e.args))
        if isinstance(e, sp.logic.boolalg.Boolean):
            raise CannotLower(e, "a condition is not a number")
        if e in (sp.oo, -sp.oo, sp.zoo, sp.nan):
            raise CannotLower(e, "it is not a number")
        raise CannotLower(e)

    # --- arithmetic ---------------------------------------------------------------------------------------------

    def add(self, e: sp.Add) -> Reg:
        total: Reg | None = None
        negative: list[Reg] = []
        for term in e.args:
            coefficient, rest = term.as_coeff_Mul() if isinstance(term, sp.Mul) else (sp.S.One, term)
            if coefficient is sp.S.NegativeOne and rest is not sp.S.One:
                negative.append(self(rest))
            else:
                register = self(term)
                total = register if total is None else self.builder.add(total, register)
        if total is None:
            total = self.builder.neg(negative.pop(0))
        for register in negative:
            total = self.builder.sub(total, register)
        return total

    def mul(self, e: sp.Mul) -> Reg:
        above: list[Reg] = []
        below: list[Reg] = []
        for factor in e.args:
            if isinstance(factor, sp.Pow) and factor.exp.is_Rational and factor.exp.is_negative and factor.base != 0:
                below.append(self._rational_power(factor.base, -Fraction(int(factor.exp.p), int(factor.exp.q))))
            else:
                above.append(self(factor))
        top = self._product(above) if above else self.builder.constant(1)
        return self.builder.div(top, self._product(below)) if below else top

    def _product(self, factors: list[Reg]) -> Reg:
        result = factors[0]
        for factor in factors[1:]:
            result = self.builder.mul(result, factor)
        return result

    def _rational_power(self, base: sp.Expr, exponent: Fraction) -> Reg:
        return self.builder.power(self(base), self.builder.constant(exponent))

    def pow(self, e: sp.Pow) -> Reg:
        if e.base is sp.E:
            return self.builder.call("exp", self(e.exp))
        return self.builder.power(self(e.base), self(e.exp))

    def fold(self, name: str) -> Callable[[sp.Basic], Reg]:
        def rule(e: sp.Basic) -> Reg:
            first, *others = map(self, e.args)
            for other in others:
                first = self.builder.call(name, first, other)
            return first

        return rule

    # --- calculus -----------------------------------------------------------------------------------------------

    def derivative(self, e: sp.Derivative) -> Reg:
        from numeric.program import Program

        free = e.expr.free_symbols
        variables = []
        for variable, count in e.variable_count:
            if not isinstance(variable, sp.Symbol) or not count.is_Integer or count < 0:
                raise CannotLower(e, "derivatives are taken in symbols, a fixed number of times")
            variables += [variable] * int(count)
        if any(x not in free for x in variables):
            return self.builder.constant(0)
        for x in variables:
            if x not in self.env:
                raise CannotLower(x, "the symbol has no value")
        symbols = sorted((x for x in free if x in self.env), key=str)
        program = Program.of([e.expr], symbols)
        for x in variables:
            program = program.adjoint(0, [symbols.index(x)])
        return self.builder.inline(program, [self.env[x] for x in symbols])[0]

    def subs(self, e: sp.Subs) -> Reg:
        inner = dict(self.env) | {x: self(value) for x, value in zip(e.variables, e.point, strict=True)}
        return self.builder.expression(e.expr, inner)

    def integral(self, e: sp.Integral) -> Reg:
        from numeric.program import Program

        if len(e.limits) != 1 or len(e.limits[0]) != 3:
            raise CannotLower(e, "only single integrals between two limits")
        variable, low, high = e.limits[0]
        if not (low.is_finite is not False and high.is_finite is not False):
            raise CannotLower(e, "the limits of an integral must be finite")
        parameters = sorted(e.function.free_symbols - {variable}, key=str)
        for x in parameters:
            if x not in self.env:
                raise CannotLower(x, "the symbol has no value")
        integrand = Program.of([e.function], [variable, *parameters])
        return self.builder.integral(integrand, self(low), self(high), [self.env[x] for x in parameters])

    def unrolled(self, e: sp.Sum | sp.Product) -> Reg:
        *outer, (index, low, high) = e.limits
        first, last = (self._integer(e, bound) for bound in (low, high))
        if last - first >= _MAX_TERMS:
            raise CannotLower(e, f"more than {_MAX_TERMS} terms")
        is_sum = isinstance(e, sp.Sum)
        if last < first - 1:
            raise CannotLower(e, "the upper bound lies below the lower one")
        body = e.func(e.function, *outer) if outer else e.function
        total = self.builder.constant(0 if is_sum else 1)
        for n in range(first, last + 1):
            term = self.builder.expression(body, dict(self.env) | {index: self.builder.constant(n)})
            total = self.builder.add(total, term) if is_sum else self.builder.mul(total, term)
        return total

    def _integer(self, e: sp.Expr, bound: sp.Expr) -> int:
        value = self.builder.value(self(bound))
        if value is None or value.denominator != 1:
            raise CannotLower(e, f"the bound {bound} is not a fixed integer")
        return value.numerator

    # --- special functions --------------------------------------------------------------------------------------

    def quotient(self, above: str | None, below: str) -> Callable[[sp.Basic], Reg]:
        def rule(e: sp.Basic) -> Reg:
            x = self(e.args[0])
            top = self.builder.call(above, x) if above else self.builder.constant(1)
            return self.builder.div(top, self.builder.call(below, x))

        return rule

    def lambertw(self, e: sp.Basic) -> Reg:
        branch = self(e.args[1]) if len(e.args) > 1 else self.builder.constant(0)
        return self.builder.call("lambertw", self(e.args[0]), branch)

    def zeta(self, e: sp.Basic) -> Reg:
        if len(e.args) == 1 or e.args[1] == 1:
            return self.builder.call("zeta", self(e.args[0]))
        return self.builder.call("hurwitz", self(e.args[0]), self(e.args[1]))

    def hyper(self, e: sp.hyper) -> Reg:
        if len(e.ap) != 2 or len(e.bq) != 1:
            raise CannotLower(e, "of the hypergeometric functions only 2F1 is known")
        return self.builder.call("hyp2f1", *map(self, (*e.ap, *e.bq, e.argument)))

    def factorial(self, e: sp.Basic) -> Reg:
        return self.builder.call("gamma", self.builder.add(self(e.args[0]), self.builder.constant(1)))

    def binomial(self, e: sp.Basic) -> Reg:
        b, one = self.builder, self.builder.constant(1)
        n, k = map(self, e.args)
        top = b.call("gamma", b.add(n, one))
        return b.mul(b.mul(top, b.call("rgamma", b.add(k, one))), b.call("rgamma", b.add(b.sub(n, k), one)))

    def golden(self, _: sp.Basic) -> Reg:
        root = self.builder.root(self.builder.constant(5), 2)
        return self.builder.div(self.builder.add(self.builder.constant(1), root), self.builder.constant(2))

    def inverse_of(self, name: str) -> Callable[[sp.Basic], Reg]:
        def rule(e: sp.Basic) -> Reg:
            return self.builder.call(name, self.builder.div(self.builder.constant(1), self(e.args[0])))

        return rule


def _arity(name: str) -> int:
    from numeric.scalars import ARITY

    return ARITY[name]


_FUNCTIONS: dict[type, str] = {
    sp.exp: "exp", sp.log: "log", sp.sin: "sin", sp.cos: "cos", sp.tan: "tan", sp.asin: "asin", sp.acos: "acos",
    sp.atan: "atan", sp.atan2: "atan2", sp.sinh: "sinh", sp.cosh: "cosh", sp.tanh: "tanh", sp.asinh: "asinh",
    sp.acosh: "acosh", sp.atanh: "atanh", sp.Abs: "abs", sp.sign: "sign", sp.floor: "floor",
    sp.ceiling: "ceiling", sp.gamma: "gamma", sp.loggamma: "lgamma", sp.erf: "erf", sp.erfc: "erfc",
    sp.polylog: "polylog", sp.besselj: "besselj", sp.polygamma: "polygamma",
}  # fmt: skip

_NODES: list[tuple[type, Callable[[_Lowering, sp.Basic], Reg]]] = [
    (sp.Add, _Lowering.add),
    (sp.Mul, _Lowering.mul),
    (sp.Pow, _Lowering.pow),
    (type(sp.pi), lambda at, e: at.builder.named("pi")),
    (type(sp.E), lambda at, e: at.builder.named("e")),
    (type(sp.EulerGamma), lambda at, e: at.builder.named("euler")),
    (type(sp.I), lambda at, e: at.builder.named("i")),
    (type(sp.GoldenRatio), _Lowering.golden),
    (sp.Min, lambda at, e: at.fold("min")(e)),
    (sp.Max, lambda at, e: at.fold("max")(e)),
    (sp.Derivative, _Lowering.derivative),
    (sp.Subs, _Lowering.subs),
    (sp.Integral, _Lowering.integral),
    (sp.Sum, _Lowering.unrolled),
    (sp.Product, _Lowering.unrolled),
    (sp.UnevaluatedExpr, lambda at, e: at(e.args[0])),
    (sp.sec, lambda at, e: at.quotient(None, "cos")(e)),
    (sp.csc, lambda at, e: at.quotient(None, "sin")(e)),
    (sp.cot, lambda at, e: at.quotient("cos", "sin")(e)),
    (sp.sech, lambda at, e: at.quotient(None, "cosh")(e)),
    (sp.csch, lambda at, e: at.quotient(None, "sinh")(e)),
    (sp.coth, lambda at, e: at.quotient("cosh", "sinh")(e)),
    (sp.acot, lambda at, e: at.inverse_of("atan")(e)),
    (sp.LambertW, _Lowering.lambertw),
    (sp.zeta, _Lowering.zeta),
    (sp.hyper, _Lowering.hyper),
    (sp.factorial, _Lowering.factorial),
    (sp.binomial, _Lowering.binomial),
]

"""Translating conditions over atoms to z3, with true facts about each atom.

Everything told to the solver about a generator is a theorem about the function behind it, and generators are
otherwise free. So `unsat` is a proof about every real point, and a model is only a hint, to be re-checked exactly.
Real semantics: a point where a root, a logarithm or a quotient has no real value lies outside the domain.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import sympy as sp
import z3
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from checks.proving.atoms import Atoms

_ENCLOSURES = {
    sp.pi: ("3141592653/1000000000", "3141592654/1000000000"),
    sp.E: ("2718281828/1000000000", "2718281829/1000000000"),
}


# the solver's own measure of work, so that answers do not depend on how busy the machine is
EFFORT = 1_000_000
PATIENCE = 10_000  # milliseconds, where that measure fails to bound the time

_kept: list[z3.Context] = []


def forget() -> None:
    """Begin with a new z3 context: in an old one, questions asked before can exhaust the effort of an easy one."""
    _kept.clear()


def _context() -> z3.Context:
    if not _kept:
        _kept.append(z3.Context())
    return _kept[0]


class Untranslatable(Exception):
    """The condition holds something that has no polynomial meaning (an infinite limit, an unknown sort)."""


@lru_cache(maxsize=20_000)
def _factored(e: sp.Expr) -> sp.Expr:
    """Factored where that may help: the solver splits signs of products well and expands nothing by itself."""
    return e if e.count_ops() <= 3 else sp.factor(e)


class Translation:
    """One z3 question; symbols named in `integers` stay integral (sharper, slower)."""

    def __init__(self, atoms: Atoms, *, integers: frozenset[str] = frozenset()) -> None:
        self.atoms = atoms
        self.integers = integers
        self.context = _context()
        self.facts: list[z3.BoolRef] = []
        self._stated: set[sp.Symbol | tuple[sp.Symbol, sp.Symbol]] = set()

    def solver(self, conditions: Iterable[z3.BoolRef]) -> z3.Solver:
        """A solver that has been told the conditions and the facts, with bounded effort."""
        solver = z3.Solver(ctx=self.context)
        solver.set("rlimit", EFFORT)
        solver.set("timeout", PATIENCE)
        solver.set("random_seed", 0)
        solver.add(*conditions, *self.facts)
        return solver

    # -- terms ----------------------------------------------------------------------------------------------

    def variable(self, symbol: sp.Symbol) -> z3.ArithRef:
        # by name: a symbol and its strengthened twin are one number
        if symbol.name in self.integers:
            return z3.ToReal(z3.Int(symbol.name, self.context))
        return z3.Real(symbol.name, self.context)

    def number(self, numerator: int, denominator: int = 1) -> z3.ArithRef:
        return z3.Q(numerator, denominator, self.context)

    def polynomial(self, e: sp.Expr) -> z3.ArithRef:
        if e.is_Rational:
            return self.number(int(e.p), int(e.q))
        if e.is_Symbol:
            return self.variable(e)
        if e.is_Add:
            return z3.Sum(*(self.polynomial(a) for a in e.args))
        if e.is_Mul:
            return z3.Product(*(self.polynomial(a) for a in e.args))
        if e.is_Pow and e.exp.is_Integer and 0 < e.exp <= 64:
            return z3.Product(*([self.polynomial(e.base)] * int(e.exp)))
        raise Untranslatable(str(e))

    def fraction(self, e: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
        """Numerator and denominator over atoms; the denominator is nonzero on the domain."""
        if e.has(sp.oo, sp.zoo, sp.nan, sp.I) or any(
            p.base.is_negative and not p.exp.is_integer for p in e.atoms(sp.Pow)
        ):
            raise Untranslatable(str(e))
        (rational,) = self.atoms.read(e)
        numerator, denominator = sp.fraction(sp.together(rational))
        self.state_facts()
        if not denominator.is_number:
            self.facts.append(self.polynomial(_factored(denominator)) != 0)
        return numerator, denominator

    def term(self, e: sp.Expr) -> z3.ArithRef:
        numerator, denominator = self.fraction(e)
        top = self.polynomial(_factored(numerator))
        return top if denominator == 1 else top / self.polynomial(denominator)

    # -- conditions -----------------------------------------------------------------------------------------

    def condition(self, c: Boolean) -> z3.BoolRef:
        if c in (sp.true, sp.false):
            return z3.BoolVal(bool(c), self.context)
        if isinstance(c, sp.And | sp.Or):
            combine = z3.And if isinstance(c, sp.And) else z3.Or
            return combine(*(self.condition(a) for a in c.args))
        if isinstance(c, sp.Not):
            return z3.Not(self.condition(c.args[0]))
        if isinstance(c, sp.Implies):
            return z3.Implies(self.condition(c.args[0]), self.condition(c.args[1]))
        if isinstance(c, sp.Equivalent):
            first, *rest = (self.condition(a) for a in c.args)
            return z3.And(*(first == r for r in rest))
        if isinstance(c, Relational):
            return self.relation(c)
        raise Untranslatable(str(c))

    def relation(self, r: Relational) -> z3.BoolRef:
        numerator, denominator = self.fraction(r.lhs - r.rhs)
        if isinstance(r, sp.Eq | sp.Ne):
            zero = self.polynomial(_factored(numerator)) == 0
            return zero if isinstance(r, sp.Eq) else z3.Not(zero)
        # sign of a quotient is the sign of the product: no division reaches the solver
        signed = self.polynomial(_factored(numerator * denominator))
        if isinstance(r, sp.StrictGreaterThan):
            return signed > 0
        if isinstance(r, sp.GreaterThan):
            return signed >= 0
        if isinstance(r, sp.StrictLessThan):
            return signed < 0
        return signed <= 0

    # -- facts about generators -------------------------------------------------------------------------------

    def state_facts(self) -> None:
        """Add the facts about every generator not yet described, pairs included."""
        while new := [(k, g) for k, g in self.atoms.generators.items() if g not in self._stated]:
            for key, symbol in new:
                self._stated.add(symbol)
                self.facts.extend(self._facts(key, self.variable(symbol)))
        self._state_pairs()

    def _facts(self, key: tuple, g: z3.ArithRef) -> Iterable[z3.BoolRef]:
        kind, *rest = key
        if kind == "root":
            base, q = self.term(rest[0]), rest[1]
            yield z3.And(g >= 0, base >= 0, z3.Product(*([g] * q)) == base)
        elif kind == "power" and len(rest) == 3:
            base, t, q = rest
            yield from self._power_facts(base, t, q, g)
        elif kind == "function" and rest[0] is sp.log:
            a = self.term(rest[1][0])
            yield z3.And(a > 0, g <= a - 1, a * g >= a - 1)
            yield z3.And(z3.Implies(a > 1, g > 0), z3.Implies(a < 1, g < 0), z3.Implies(a == 1, g == 0))
        elif kind == "function" and rest[0] is sp.Abs:
            a = self.term(rest[1][0])
            yield z3.And(g >= 0, z3.Implies(a >= 0, g == a), z3.Implies(a < 0, g == -a))
        elif kind == "function" and rest[0] in (sp.sin, sp.cos):
            yield z3.And(g <= 1, g >= -1)
        elif kind == "function" and rest[0] is sp.atan:
            a = self.term(rest[1][0])
            yield z3.And(g < self.number(11, 7), g > self.number(-11, 7))  # pi/2 < 11/7
            yield z3.And(z3.Implies(a > 0, z3.And(g > 0, g < a)), z3.Implies(a < 0, z3.And(g < 0, g > a)))
            yield z3.Implies(a == 0, g == 0)
        elif kind == "constant" and rest[0] in _ENCLOSURES:
            low, high = _ENCLOSURES[rest[0]]
            yield z3.And(g > self.number(*map(int, low.split("/"))), g < self.number(*map(int, high.split("/"))))

    def _power_facts(self, base: sp.Expr, t: sp.Expr, q: int, g: z3.ArithRef) -> Iterable[z3.BoolRef]:
        """g = base**(t/q): positivity, and comparison with base**k for k = 0, 1/2, 1, 2."""
        e = self.term(t / q)
        if base is sp.E:
            yield z3.And(g > 0, g >= 1 + e, g * (1 - e) <= 1)
            yield z3.And(z3.Implies(e > 0, g > 1), z3.Implies(e < 0, g < 1), z3.Implies(e == 0, g == 1))
            return
        b = self.term(base)
        yield z3.Implies(b > 0, g > 0)
        power = self.number(1)
        for k in range(3):
            above = z3.Or(z3.And(b >= 1, e >= k), z3.And(b <= 1, e <= k))
            below = z3.Or(z3.And(b >= 1, e <= k), z3.And(b <= 1, e >= k))
            yield z3.Implies(b > 0, z3.And(z3.Implies(above, g >= power), z3.Implies(below, g <= power)))
            strictly = z3.And(b != 1, e != k)
            yield z3.Implies(z3.And(b > 0, strictly), g != power)
            power = power * b
        # against the square root of the base, squared on both sides
        half = self.number(1, 2)
        above = z3.Or(z3.And(b >= 1, e >= half), z3.And(b <= 1, e <= half))
        below = z3.Or(z3.And(b >= 1, e <= half), z3.And(b <= 1, e >= half))
        yield z3.Implies(b > 0, z3.And(z3.Implies(above, g * g >= b), z3.Implies(below, g * g <= b)))

    def _state_pairs(self) -> None:
        """Logarithms are ordered as their arguments, and log a - log b <= a/b - 1; powers by exponent or base."""
        logs = [(g, k[2][0]) for k, g in self.atoms.generators.items() if k[0] == "function" and k[1] is sp.log]
        for i, (g, a) in enumerate(logs):
            for h, b in logs[:i]:
                if (pair := (g, h)) in self._stated:
                    continue
                self._stated.add(pair)
                x, y, u, v = self.variable(g), self.variable(h), self.term(a), self.term(b)
                self.facts.append(z3.And((x - y) * v <= u - v, (y - x) * u <= v - u))
                self.facts.append(z3.And((u > v) == (x > y), (u == v) == (x == y)))
        powers = [(g, k) for k, g in self.atoms.generators.items() if k[0] == "power" and len(k) == 4]
        for i, (g, (_, base, t, q)) in enumerate(powers):
            for h, (_, other, r, p) in powers[:i]:
                if (base != other and t / q != r / p) or (g, h) in self._stated:
                    continue
                self._stated.add((g, h))
                x, y, e, f = self.variable(g), self.variable(h), self.term(t / q), self.term(r / p)
                if base != other:
                    if sp.E not in (base, other):
                        b, c = self.term(base), self.term(other)
                        both = z3.And(b > 0, c > 0)
                        self.facts.append(
                            z3.Implies(z3.And(both, e > 0), z3.And((b > c) == (x > y), (b == c) == (x == y)))
                        )
                        self.facts.append(
                            z3.Implies(z3.And(both, e < 0), z3.And((b > c) == (x < y), (b == c) == (x == y)))
                        )
                    continue
                one = self.number(1)
                b = self.number(2) if base is sp.E else self.term(base)
                self.facts.append(z3.Implies(b > one, (e > f) == (x > y)))
                self.facts.append(z3.Implies(z3.And(b > 0, b < one), (e > f) == (x < y)))

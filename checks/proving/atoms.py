"""Reading an expression as a rational function of atoms, exactly.

Powers with symbolic or fractional exponents, exponentials, logarithms and other functions become generators; what
is known about a generator without approximation (g**q = base, splitting of exponents) is kept. If the rational
function vanishes modulo these relations, the expression vanishes wherever it is defined. The converse is not
claimed: a nonzero normal form proves nothing.

Exponents are split, b**(m + n) = b**m * b**n, only where b is known to be nonzero; logarithms only where every factor
is known to be positive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import sympy as sp

from checks.proving.rational import Relation, is_zero

Test = Callable[[sp.Expr], bool]


@dataclass
class Atoms:
    """A growing table of generators shared by all expressions of one question.

    `positive(e)` must return True only where e > 0 on the whole domain. Symbols are used as they are. Without
    `split_logs` the logarithm of a product stays one generator, of which the solver knows more.
    """

    positive: Test = lambda e: bool(e.is_positive)
    split_logs: bool = True
    generators: dict[tuple, sp.Symbol] = field(default_factory=dict)
    meaning: dict[sp.Symbol, sp.Expr] = field(default_factory=dict)
    roots: dict[sp.Expr, int] = field(default_factory=dict)
    _known: dict[sp.Expr, bool] = field(default_factory=dict)

    def generator(self, key: tuple, meaning: sp.Expr) -> sp.Symbol:
        if key not in self.generators:
            symbol = sp.Symbol(f"<{len(self.generators)}>", real=True)  # no document can declare this name
            self.generators[key] = symbol
            self.meaning[symbol] = meaning
        return self.generators[key]

    def is_positive(self, e: sp.Expr) -> bool:
        if e not in self._known:
            self._known[e] = bool(e.is_positive) or self.positive(e)
        return self._known[e]

    def read(self, *expressions: sp.Expr) -> list[sp.Expr]:
        """The expressions as rational functions of symbols and generators, with common roots."""
        prepared = [self._prepare(e) for e in expressions]
        self._collect_roots(prepared)
        return [self._walk(e) for e in prepared]

    def relations(self) -> list[Relation]:
        """Triples (g, q, value) with g**q = value; values of inner roots come before those that contain them."""
        found: list[Relation] = []
        for (kind, *rest), symbol in list(self.generators.items()):
            if kind == "root":
                base, q = rest
                found.append((symbol, q, self._walk(base)))
            elif kind == "i":
                found.append((symbol, 2, sp.Integer(-1)))
        return found

    # -- preparation: logarithms and exponents in one canonical shape ---------------------------------------

    def _prepare(self, e: sp.Expr) -> sp.Expr:
        if not e.args or e.is_Number or _binds(e):
            return e
        if e.is_Pow and e.base is not sp.E:
            base = self._prepare(e.base)
            exponent = sp.expand(self._prepare(e.exp))
            if exponent.is_Integer:
                return sp.Pow(base, exponent)
            base = sp.factor(base) if base.is_Add or base.is_Mul else base
            return self._power(base, exponent)
        if isinstance(e, sp.log):
            return self._log(sp.factor(self._prepare(e.args[0])))
        if isinstance(e, sp.exp):
            return self._exponential(sp.expand(self._prepare(e.args[0])))
        if isinstance(e, sp.hyper):
            if (known := _contiguous(e)) is not None:
                return self._prepare(known)
            return sp.hyper([sp.expand(a) for a in e.ap], [sp.expand(b) for b in e.bq], self._prepare(e.argument))
        return e.func(*(self._prepare(a) for a in e.args))

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        """base**exponent, distributed over positive factors of the base."""
        if base.is_Mul:
            inside = [f for f in base.args if self.is_positive(f)]
            rest = sp.Mul(*(f for f in base.args if f not in inside))
            if inside:
                powers = [self._power(f, exponent) for f in inside]
                return sp.Mul(*powers) * (self._power(rest, exponent) if rest != 1 else 1)
        if base.is_Pow and self.is_positive(base.base) and base.exp.is_real:
            return self._power(base.base, sp.expand(base.exp * exponent))
        if base.is_Rational and base.is_positive and not exponent.is_Rational:
            factors = sp.factorint(base.p).items() | {(k, -v) for k, v in sp.factorint(base.q).items()}
            return sp.Mul(
                *(sp.Pow(sp.Integer(p), sp.expand(v * exponent), evaluate=False) for p, v in factors if p != 1)
            )
        return sp.Pow(base, exponent)

    def _log(self, argument: sp.Expr) -> sp.Expr:
        if not self.split_logs:
            return sp.log(argument)
        if argument.is_Mul and all(self.is_positive(f) for f in argument.args):
            return sp.Add(*(self._log(f) for f in argument.args))
        if argument.is_Pow and self.is_positive(argument.base) and argument.exp.is_real:
            return sp.expand(argument.exp * self._log(argument.base))
        if argument.is_Rational and argument.is_positive and argument not in (0, 1):
            parts = [v * sp.log(p) for p, v in sp.factorint(argument.p).items()]
            parts += [-v * sp.log(p) for p, v in sp.factorint(argument.q).items()]
            return sp.Add(*parts)
        if isinstance(argument, sp.exp) and argument.args[0].is_real:
            return argument.args[0]
        return sp.log(argument)

    def _exponential(self, argument: sp.Expr) -> sp.Expr:
        """exp(a + n log b) = exp(a) b**n for positive b."""
        plain, powers = [], []
        for term in sp.Add.make_args(argument):
            logs = [f for f in sp.Mul.make_args(term) if isinstance(f, sp.log)]
            if len(logs) == 1 and self.is_positive(logs[0].args[0]):
                powers.append(self._power(logs[0].args[0], sp.expand(term / logs[0])))
            else:
                plain.append(term)
        return sp.exp(sp.Add(*plain)) * sp.Mul(*powers)

    # -- generators -----------------------------------------------------------------------------------------

    def _split(self, exponent: sp.Expr) -> list[tuple[sp.Rational, sp.Expr]]:
        """exponent = sum of c_k * t_k with rational c_k and canonical t_k (t = 1 for the rational part)."""
        parts = []
        for term in sp.Add.make_args(sp.expand(exponent)):
            c, t = term.as_coeff_Mul(rational=True)
            parts.append((c, t))
        return parts

    def _collect_roots(self, expressions: list[sp.Expr]) -> None:
        """The least common denominator of each (base, t), so that powers become integer powers of one root."""
        for e in expressions:
            for node in sp.preorder_traversal(e):
                if isinstance(node, sp.exp):
                    base, exponent = sp.E, node.args[0]
                elif node.is_Pow and not node.exp.is_Integer:
                    base, exponent = node.base, node.exp
                else:
                    continue
                for c, t in self._split(exponent):
                    key = sp.Tuple(base, t)
                    self.roots[key] = int(sp.ilcm(self.roots.get(key, 1), c.q))

    def _walk(self, e: sp.Expr) -> sp.Expr:
        if e.is_Symbol or e.is_Rational:
            return e
        if e is sp.I:
            return self.generator(("i",), sp.I)
        if e.is_Add or e.is_Mul:
            return e.func(*(self._walk(a) for a in e.args))
        if isinstance(e, sp.exp):
            return self._generators_of_power(sp.E, e.args[0])
        if e.is_Pow:
            if e.exp.is_Integer:
                return self._walk(e.base) ** e.exp
            return self._generators_of_power(e.base, e.exp)
        if not e.args:  # pi, EulerGamma, …
            return self.generator(("constant", e), e)
        if _binds(e):
            return self.generator(("opaque", e), e)
        arguments = tuple(sp.factor(self._prepare(a)) if isinstance(a, sp.Expr) else a for a in e.args)
        return self.generator(("function", e.func, arguments), e.func(*arguments))

    def _generators_of_power(self, base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        parts = self._split(exponent)
        splits = base is sp.E or self.is_positive(base) or (base.is_number and base.is_nonzero)
        if len(parts) > 1 and not splits:
            return self.generator(("power", base, exponent), sp.Pow(base, exponent))
        product = sp.Integer(1)
        for c, t in parts:
            if base is not sp.E and t == 1:
                whole, rest = divmod(c, 1)
                if rest == 0:
                    product *= self._walk(base) ** whole
                    continue
                q = self.roots.get(sp.Tuple(base, t), c.q)
                q = int(sp.ilcm(q, c.q))
                product *= self.generator(("root", base, q), sp.Pow(base, sp.Rational(1, q))) ** int(c * q)
            else:
                q = int(sp.ilcm(self.roots.get(sp.Tuple(base, t), 1), c.q))
                meaning = sp.exp(t / q) if base is sp.E else sp.Pow(base, t / q)
                product *= self.generator(("power", base, t, q), meaning) ** int(c * q)
        return product


def _contiguous(e: sp.hyper) -> sp.Expr | None:
    """2F1(2, c; c + 1; z) by 2F1(1, c - 1; c; z): what differentiating the latter in z leads to.

    Term by term: c (n + 1)/(c + n) = (c/z) (1 - (c - 1)/(c - 1 + n + 1)) at the power z**n of the series.
    """
    if len(e.ap) != 2 or len(e.bq) != 1 or sp.Integer(2) not in e.ap:
        return None
    (c,) = [a for a in e.ap if a != 2] or [sp.Integer(2)]
    z = e.argument
    if sp.expand(e.bq[0] - c - 1) != 0:
        return None
    return c / z * (1 / (1 - z) - sp.hyper([1, sp.expand(c - 1)], [sp.expand(c)], z))


def _binds(e: sp.Basic) -> bool:
    """Whether e binds variables: what is known about a symbol outside says nothing about a variable bound inside."""
    return not set().union(*(a.free_symbols for a in e.args)) <= e.free_symbols


def vanishes(e: sp.Expr, atoms: Atoms | None = None) -> bool:
    """True only if `e` is identically zero wherever it is defined, by exact rational normal form."""
    atoms = atoms or Atoms()
    (rational,) = atoms.read(e)
    relations = atoms.relations()
    # walking the bases of roots may have met further roots
    while len(again := atoms.relations()) > len(relations):
        relations = again
    # a root that contains another must be lowered before it; is_zero goes backwards
    values = {g: value for g, _, value in relations}

    def depth(g: sp.Symbol) -> int:
        return 1 + max((depth(h) for h in values[g].free_symbols & values.keys()), default=0)

    relations.sort(key=lambda r: depth(r[0]))
    return is_zero(rational, relations)

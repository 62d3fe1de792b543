"""Means over the two laws that Gaussian data bring with them: the uniform law on a sphere, independent Gaussians.

Like the quantities of a flow, each node has two independent meanings. `doit()` knows the moments, and so the mean of
every polynomial; `lower()` integrates the law itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.expressions import expression
from numeric.errors import CannotLower

if TYPE_CHECKING:
    from numeric.program import Builder, Reg


_MARK = "averaged "


class SphereMean(sp.Expr):
    """The mean of f(m) for m = <x, theta>, x uniform on the unit sphere of R^N, theta a unit vector; N >= 2.

    Its moments of odd order vanish by symmetry. Those of even order follow from a standard Gaussian g in R^N, of which
    the direction is uniform and independent of the length: E <g, theta>^p = E |g|^p E m^p, that is

        E m^(2j) = 1 * 3 * ... * (2j - 1) / (N (N + 2) ... (N + 2j - 2)).

    The law itself has a density proportional to sin(t)^(N - 2) in the angle t = arccos(m), the area of a slice.
    """

    def __new__(cls, f: sp.Expr, m: sp.Symbol, N: sp.Expr) -> SphereMean:
        return sp.Expr.__new__(cls, expression(f).xreplace({m: _twin(m)}), _twin(m), expression(N))

    @property
    def free_symbols(self) -> set[sp.Basic]:
        f, m, N = self.args
        return (f.free_symbols - {m}) | N.free_symbols

    @property
    def bound_symbols(self) -> set[sp.Basic]:
        return {self.args[1]}

    def doit(self, **hints: Any) -> sp.Expr:
        f, m, N = self.args
        if not (f := f.doit()).is_polynomial(m):
            return SphereMean(f, m, N.doit())
        terms = sp.Poly(f, m).terms()
        return sp.Add(*(c * _odd_product(p) / _sphere_product(p, N.doit()) for (p,), c in terms if p % 2 == 0))

    def lower(self, builder: Builder, env: Mapping[sp.Symbol, Reg]) -> Reg:
        f, m, N = self.args
        t = sp.Symbol("<angle>", real=True)
        slice_area = sp.sin(t) ** (N - 2)
        weighted, whole = (sp.Integral(e, (t, 0, sp.pi)) for e in (f.xreplace({m: sp.cos(t)}) * slice_area, slice_area))
        return builder.expression(weighted / whole, env)

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Expr:
        f, m, N = self.args
        return SphereMean(f._subs(old, new), m, N._subs(old, new))

    def _latex(self, printer: Any) -> str:
        f, m, N = map(printer._print, _plain(self, [self.args[1]]))
        return rf"\mathbb{{E}}_{{x \in S^{{{N}-1}}}}\left[{f}\right]_{{{m} = \langle x, \theta \rangle}}"

    def _sympystr(self, printer: Any) -> str:
        f, m, N = map(printer._print, _plain(self, [self.args[1]]))
        return f"mean of {f} over the sphere, {m} the overlap, dimension {N}"

    def _eval_is_real(self) -> bool:
        return True


class GaussianMean(sp.Expr):
    """The mean of a polynomial in independent standard Gaussian variables.

    By the moments E g^(2j) = 1 * 3 * ... * (2j - 1), or by Gauss quadrature, which is exact for these degrees: with n
    nodes up to 2n - 1 in each variable. Raises StatementError for what is no polynomial in the variables, or has a
    degree above 9 in one of them.
    """

    def __new__(cls, f: sp.Expr, variables: Sequence[sp.Symbol]) -> GaussianMean:
        f = expression(f).xreplace({x: _twin(x) for x in variables})
        variables = sp.Tuple(*map(_twin, variables))
        if not f.is_polynomial(*variables) or any(sp.degree(f, x) > 2 * max(_NODES) - 1 for x in variables):
            raise StatementError(f"{f} is no polynomial of degree at most 9 in each of {variables}")
        return sp.Expr.__new__(cls, f, variables)

    @property
    def free_symbols(self) -> set[sp.Basic]:
        f, variables = self.args
        return f.free_symbols - set(variables)

    @property
    def bound_symbols(self) -> set[sp.Basic]:
        return set(self.args[1])

    def doit(self, **hints: Any) -> sp.Expr:
        f, variables = self.args
        terms = sp.Poly(f.doit(), *variables).terms()
        even = ((powers, c) for powers, c in terms if all(p % 2 == 0 for p in powers))
        return sp.Add(*(c * sp.Mul(*map(_odd_product, powers)) for powers, c in even))

    def lower(self, builder: Builder, env: Mapping[sp.Symbol, Reg]) -> Reg:
        f, variables = self.args
        rules = [_rule(sp.degree(f, x)) for x in variables]
        total = builder.constant(0)
        for chosen in itertools.product(*rules):
            place = {x: builder.expression(node, {}) for x, (node, _) in zip(variables, chosen, strict=True)}
            weight = builder.expression(sp.Mul(*(w for _, w in chosen)), {})
            total = builder.add(total, builder.mul(weight, builder.expression(f, dict(env) | place)))
        return total

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Expr:
        f, variables = self.args
        return GaussianMean(f._subs(old, new), variables)

    def _latex(self, printer: Any) -> str:
        f, variables = _plain(self, self.args[1])
        names = ", ".join(map(printer._print, variables))
        return rf"\mathbb{{E}}_{{{names} \sim \mathcal{{N}}(0,1)}}\left[{printer._print(f)}\right]"

    def _sympystr(self, printer: Any) -> str:
        f, variables = _plain(self, self.args[1])
        return f"mean of {printer._print(f)} over Gaussian {', '.join(map(printer._print, variables))}"

    def _eval_is_real(self) -> bool:
        return True


def _twin(x: sp.Symbol) -> sp.Symbol:
    """A private symbol in the place of x, so that no condition on an x outside reaches the one that is averaged."""
    return x if x.name.startswith(_MARK) else sp.Symbol(_MARK + x.name, real=True)


def _plain(node: sp.Expr, bound: Sequence[sp.Symbol]) -> sp.Tuple:
    """The parts of a node with the names that were given, for printing."""
    back = {x: sp.Symbol(x.name.removeprefix(_MARK), real=True) for x in bound}
    return sp.Tuple(*node.args).xreplace(back)


def _odd_product(p: int) -> sp.Integer:
    """1 * 3 * ... * (p - 1) for an even p: the p-th moment of a standard Gaussian."""
    return sp.Integer(sp.factorial2(p - 1)) if p else sp.Integer(1)


def _sphere_product(p: int, N: sp.Expr) -> sp.Expr:
    """N (N + 2) ... (N + p - 2) for an even p: the p-th moment of the length of a Gaussian in R^N."""
    return sp.Mul(*(N + 2 * i for i in range(p // 2)))


def _both(node: sp.Expr, weight: sp.Expr) -> list[tuple[sp.Expr, sp.Expr]]:
    return [(node, weight), (-node, weight)]


_R6, _R10 = sp.sqrt(6), sp.sqrt(10)
# nodes, the zeros of the Hermite polynomial of degree n, and weights for the standard Gaussian
_NODES: dict[int, list[tuple[sp.Expr, sp.Expr]]] = {
    1: [(sp.Integer(0), sp.Integer(1))],
    2: _both(sp.Integer(1), sp.Rational(1, 2)),
    3: [(sp.Integer(0), sp.Rational(2, 3)), *_both(sp.sqrt(3), sp.Rational(1, 6))],
    4: [*_both(sp.sqrt(3 - _R6), (3 + _R6) / 12), *_both(sp.sqrt(3 + _R6), (3 - _R6) / 12)],
    5: [
        (sp.Integer(0), sp.Rational(8, 15)),
        *_both(sp.sqrt(5 - _R10), (7 + 2 * _R10) / 60),
        *_both(sp.sqrt(5 + _R10), (7 - 2 * _R10) / 60),
    ],
}


def _rule(degree: int) -> list[tuple[sp.Expr, sp.Expr]]:
    """The smallest rule that is exact for the degree; CannotLower where there is none."""
    for n, rule in _NODES.items():
        if degree <= 2 * n - 1:
            return rule
    raise CannotLower(sp.Integer(degree), "no quadrature rule of this degree")

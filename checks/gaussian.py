"""Means over x ~ N(0, I) in the plane, kept as definitions until a witness asks.

The body is built from rectified linear forms, so it is a quadratic form on each of finitely many cones. `doit()` takes
its mean cone by cone in closed form; `lower()` writes each cone's mean as an integral over the angle, to be enclosed by
quadrature. Neither knows of the other's formula. Two vectors in any dimension span a plane, so a loss that is a sum
over pairs of neurons is a sum of such means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.expressions import expression

if TYPE_CHECKING:
    from checks.settings import Settings
    from numeric.program import Builder, Reg

Vector = tuple[sp.Expr, sp.Expr]
Form = tuple[sp.Expr, sp.Expr, sp.Expr]  # of x^2, x y, y^2

# the coordinates of x; no document can declare these names
X, Y = sp.Symbol("<x>", real=True), sp.Symbol("<y>", real=True)
_HALF = sp.Rational(1, 2)
_SHARE = 3


class Relu(sp.Function):
    """The larger of 0 and its argument."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        return Step(self.args[0])


class Step(sp.Function):
    """1 where its argument is positive, else 0."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        raise StatementError("a step has no derivative; differentiate under the mean once")


def along(w: Sequence[sp.Expr | int]) -> sp.Expr:
    """The linear form <w, x>."""
    return expression(w[0]) * X + expression(w[1]) * Y


def neuron(w: Sequence[sp.Expr | int]) -> sp.Expr:
    """relu(<w, x>)."""
    return Relu(along(w))


class PlaneMean(sp.Expr):
    """E[body] over x ~ N(0, I) in the plane, where `body` is of degree 2 in X, Y, Relu and X, Y times Step.

    `doit` and `lower` raise StatementError for a body of another degree, and where a cone has more than two sides.
    """

    def __new__(cls, body: sp.Expr) -> PlaneMean:
        return sp.Expr.__new__(cls, expression(body))

    @property
    def free_symbols(self) -> set[sp.Basic]:
        return set(self.args[0].free_symbols) - {X, Y}

    def doit(self, **hints: Any) -> sp.Expr:
        return sp.Add(*(_closed(sides, form) for sides, form in cones(self.args[0])))

    def lower(self, builder: Builder, env: Mapping[sp.Symbol, Reg]) -> Reg:
        total = builder.constant(0)
        for sides, form in cones(self.args[0]):
            total = builder.add(total, _integrated(builder, env, sides, form))
        return total

    def _eval_derivative(self, s: sp.Symbol) -> sp.Expr:
        # the body is Lipschitz on bounded sets, so the derivative may be taken inside
        return PlaneMean(sp.diff(self.args[0], s))

    def _latex(self, printer: Any) -> str:
        names = {X: sp.Symbol("x_1"), Y: sp.Symbol("x_2")}
        shown = self.args[0].xreplace(names).replace(Relu, sp.Function("relu")).replace(Step, sp.Function("step"))
        return rf"\mathbb{{E}}\left[{printer._print(shown)}\right]"

    def _sympystr(self, printer: Any) -> str:
        return f"E[{printer._print(self.args[0].xreplace({X: sp.Symbol('x_1'), Y: sp.Symbol('x_2')}))}]"

    def _eval_is_real(self) -> bool:
        return True


def squared_loss(students: Sequence[Sequence[sp.Expr | int]], teacher: Sequence[sp.Expr | int]) -> PlaneMean:
    """E[(sum of relu(<w_i, x>) - relu(<v, x>))^2 / 2]."""
    return PlaneMean(_HALF * (sp.Add(*map(neuron, students)) - neuron(teacher)) ** 2)


def affordable(settings: Settings, e: sp.Basic) -> Settings:
    """A third of the usual points and examples where `e` holds means, each of which costs several integrals."""
    if not e.has(PlaneMean):
        return settings
    return replace(settings, points=-(-settings.points // _SHARE), examples=-(-settings.examples // _SHARE))


def is_never_negative(e: sp.Expr) -> bool:
    """Whether `e` is seen to be a product of squares, Relu and Step, or the mean of one."""
    if isinstance(e, PlaneMean):
        return is_never_negative(e.args[0])
    if e.is_Mul:
        return all(map(is_never_negative, e.args))
    if e.is_Pow and e.exp.is_Integer and e.exp.is_even:
        return True
    return isinstance(e, Relu | Step) or bool(e.is_number and e.is_nonnegative)


def cones(body: sp.Expr) -> Iterator[tuple[tuple[Vector, ...], Form]]:
    """The body as a sum of quadratic forms, each on the cone where the linear forms of `sides` are positive."""
    body = body.replace(Relu, lambda a: a * Step(a))
    marks = {step: sp.Dummy(real=True) for step in sorted(body.atoms(Step), key=str)}
    vectors = {mark: (sp.diff(s.args[0], X), sp.diff(s.args[0], Y)) for s, mark in marks.items()}
    found: dict[tuple[sp.Dummy, ...], list[sp.Expr]] = {}
    place = {(2, 0): 0, (1, 1): 1, (0, 2): 2}
    for powers, coefficient in sp.Poly(body.xreplace(marks), X, Y, *vectors).terms():
        if powers[:2] not in place:
            raise StatementError(f"{body} is not of degree 2")
        sides = tuple(mark for mark, k in zip(vectors, powers[2:], strict=True) if k)
        if len(sides) > 2:
            raise StatementError(f"a cone of {body} has more than two sides")
        found.setdefault(sides, [sp.Integer(0)] * 3)[place[powers[:2]]] += coefficient
    for sides, (xx, xy, yy) in found.items():
        yield tuple(vectors[m] for m in sides), (xx, xy, yy)


def _products(a: Vector, b: Vector) -> tuple[sp.Expr, sp.Expr]:
    return sp.expand(a[0] * b[0] + a[1] * b[1]), sp.expand(a[0] * b[1] - a[1] * b[0])


def angle(a: Sequence[sp.Expr], b: Sequence[sp.Expr]) -> sp.Expr:
    """The angle between two vectors of the plane, from 0 to pi.

    It is written as twice the arc tangent of the tangent of its half, which is smooth up to opposite vectors; for
    vectors that are seen to be parallel as 0 or pi by the sign of the inner product.
    """
    inner, cross = _products((a[0], a[1]), (b[0], b[1]))
    if cross == 0:
        return sp.pi * (1 - sp.sign(inner)) / 2
    lengths = sp.sqrt(a[0] ** 2 + a[1] ** 2) * sp.sqrt(b[0] ** 2 + b[1] ** 2)
    return 2 * sp.atan(sp.Abs(cross) / (lengths + inner))


def _closed(sides: tuple[Vector, ...], form: Form) -> sp.Expr:
    """The mean of a quadratic form on a cone.

    On the cone between two half-planes at angle t the directions fill an arc of length pi - t about the bisector, and
    the squared length has mean 2: so E[x x^T] is (pi - t) I + sin t R over 2 pi, R the reflection at the bisector.
    """
    xx, xy, yy = form
    if len(sides) < 2:
        return (xx + yy) / (1 + len(sides))
    a, b = sides
    _, cross = _products(a, b)
    whole = (sp.pi - angle(a, b)) * (xx + yy)
    if cross == 0:
        return whole / (2 * sp.pi)
    turned = (a[0] * b[0] - a[1] * b[1]) * (xx - yy) + (a[0] * b[1] + a[1] * b[0]) * xy
    lengths = (a[0] ** 2 + a[1] ** 2) * (b[0] ** 2 + b[1] ** 2)
    return (whole + sp.Abs(cross) * turned / lengths) / (2 * sp.pi)


def _integrated(builder: Builder, env: Mapping[sp.Symbol, Reg], sides: tuple[Vector, ...], form: Form) -> Reg:
    """The same mean as an integral over the angle from the first side, 1/pi times that over the directions."""
    from numeric.program import Program

    turn, *names = sp.symbols("turn a1 a2 xx xy yy", real=True)
    a1, a2, xx, xy, yy = names
    x, y = a1 * sp.cos(turn) - a2 * sp.sin(turn), a2 * sp.cos(turn) + a1 * sp.sin(turn)
    integrand = Program.of([(xx * x**2 + xy * x * y + yy * y**2) / sp.pi], [turn, *names])
    first = sides[0] if sides else (sp.Integer(1), sp.Integer(0))
    share, low, high = sp.Integer(1), -sp.pi / 2, sp.pi / 2
    if not sides:
        low, high = -sp.pi, sp.pi
    elif len(sides) == 2:
        inner, cross = _products(*sides)
        if cross == 0:
            share = (1 + sp.sign(inner)) / 2
        else:
            other = sp.atan2(cross, inner)
            low, high = sp.Max(low, other - sp.pi / 2), sp.Min(high, other + sp.pi / 2)
    parameters = [builder.expression(e, env) for e in (*first, *form)]
    ends = builder.expression(low, env), builder.expression(high, env)
    # the length of the first side is divided out here: inside, a side of length 0 would cost the whole work limit
    scale = builder.expression(share / (first[0] ** 2 + first[1] ** 2), env)
    return builder.mul(scale, builder.integral(integrand, *ends, parameters))

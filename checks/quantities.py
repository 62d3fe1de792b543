"""Quantities that are defined by a flow, kept unevaluated until a witness asks.

Each node has two independent meanings: `doit()` differentiates symbolically for a derivation; `lower()` writes the
definition into a straight-line program, where derivatives come from automatic differentiation of the loss. Typing
a rate in by hand is impossible: the only source of motion is a loss.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.expressions import expression
from checks.proving.atoms import vanishes

if TYPE_CHECKING:
    from numeric.program import Builder, Reg


class Slope(sp.Expr):
    """Minus the partial derivative of `loss` in `variable`, evaluated where each `olds[i]` equals `news[i]`.

    The bound symbols are private twins of the loss's variables, so substitution outside never touches them.
    """

    def __new__(cls, loss: sp.Expr, variable: sp.Symbol, olds: sp.Tuple, news: sp.Tuple) -> Slope:
        return sp.Expr.__new__(cls, loss, variable, olds, news)

    @classmethod
    def at(cls, loss: sp.Expr, variable: sp.Symbol, place: Mapping[sp.Symbol, sp.Expr]) -> Slope:
        twins = {x: sp.Symbol(f"_{x.name}", **x.assumptions0) for x in place}
        return cls(loss.xreplace(twins), twins[variable], sp.Tuple(*twins.values()), sp.Tuple(*place.values()))

    @property
    def free_symbols(self) -> set[sp.Basic]:
        loss, _, olds, news = self.args
        return (loss.free_symbols - set(olds)) | news.free_symbols

    @property
    def bound_symbols(self) -> set[sp.Basic]:
        return set(self.args[2])

    def doit(self, **hints: Any) -> sp.Expr:
        loss, variable, olds, news = self.args
        return (-sp.diff(loss, variable)).xreplace(dict(zip(olds, news, strict=True)))

    def lower(self, builder: Builder, env: Mapping[sp.Symbol, Reg]) -> Reg:
        loss, variable, olds, news = self.args
        inner = dict(env) | {old: builder.expression(new, env) for old, new in zip(olds, news, strict=True)}
        (partial,) = builder.gradient(loss, [variable], inner)
        return builder.mul(builder.constant(-1), partial)

    def _latex(self, printer: Any) -> str:
        _, variable, _, news = self.args
        where = ", ".join(printer._print(new) for new in news)
        name = printer._print(sp.Symbol(variable.name.removeprefix("_")))
        return rf"-\frac{{\partial \mathcal{{L}}}}{{\partial {name}}}\left({where}\right)"

    def _sympystr(self, printer: Any) -> str:
        _, variable, _, news = self.args
        return f"-dL/d{variable.name.removeprefix('_')}({', '.join(printer._print(n) for n in news)})"

    def _eval_is_real(self) -> bool:
        return True


class Rate(sp.Expr):
    """The Lie derivative of `quantity` along the field whose components are `velocities`, state by state."""

    def __new__(cls, quantity: sp.Expr, state: sp.Tuple, velocities: sp.Tuple) -> Rate:
        return sp.Expr.__new__(cls, quantity, state, velocities)

    def doit(self, **hints: Any) -> sp.Expr:
        quantity, state, velocities = self.args
        quantity = quantity.doit()
        return sp.Add(*(sp.diff(quantity, x) * v.doit() for x, v in zip(state, velocities, strict=True)))

    def lower(self, builder: Builder, env: Mapping[sp.Symbol, Reg]) -> Reg:
        quantity, state, velocities = self.args
        total = builder.constant(0)
        for partial, velocity in zip(builder.gradient(quantity, list(state), env), velocities, strict=True):
            total = builder.add(total, builder.mul(partial, builder.expression(velocity, env)))
        return total

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Expr | None:
        # a state variable stands for the direction of motion too: substitute after differentiating
        return At.made(self, {old: new}) if old in self.args[1] else None

    def _latex(self, printer: Any) -> str:
        quantity = self.args[0]
        shown = printer._print(quantity)
        return rf"\frac{{d {shown}}}{{dt}}" if quantity.is_Symbol else rf"\frac{{d}}{{dt}}\left({shown}\right)"

    def _sympystr(self, printer: Any) -> str:
        return f"d({printer._print(self.args[0])})/dt"

    def _eval_is_real(self) -> bool:
        return True


class At(sp.Expr):
    """`body` evaluated where each `olds[i]` equals `news[i]`, after everything inside it has been differentiated."""

    def __new__(cls, body: sp.Expr, olds: sp.Tuple, news: sp.Tuple) -> At:
        return sp.Expr.__new__(cls, body, olds, news)

    @classmethod
    def made(cls, body: sp.Expr, place: Mapping[sp.Basic, sp.Basic]) -> At:
        return cls(body, sp.Tuple(*place), sp.Tuple(*place.values()))

    @property
    def free_symbols(self) -> set[sp.Basic]:
        body, olds, news = self.args
        return (body.free_symbols - set(olds)) | news.free_symbols

    def doit(self, **hints: Any) -> sp.Expr:
        body, olds, news = self.args
        place = {old: new.doit() for old, new in zip(olds, news, strict=True)}
        return body.doit().xreplace(place)

    def lower(self, builder: Builder, env: Mapping[sp.Symbol, Reg]) -> Reg:
        body, olds, news = self.args
        inner = {old: builder.expression(new, env) for old, new in zip(olds, news, strict=True)}
        return builder.expression(body, dict(env) | inner)

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Expr:
        body, olds, news = self.args
        if old not in olds:
            body = body._subs(old, new)
        return At(body, olds, sp.Tuple(*(n._subs(old, new) for n in news)))

    def _latex(self, printer: Any) -> str:
        body, olds, news = self.args
        where = r",\;".join(f"{printer._print(o)} = {printer._print(n)}" for o, n in zip(olds, news, strict=True))
        return rf"\left. {printer._print(body)} \right|_{{{where}}}"

    def _sympystr(self, printer: Any) -> str:
        body, olds, news = self.args
        where = ", ".join(f"{o} = {printer._print(n)}" for o, n in zip(olds, news, strict=True))
        return f"[{printer._print(body)} at {where}]"

    def _eval_is_real(self) -> bool:
        return True


class TravelTime(sp.Expr):
    """The time in which a coordinate that moves at `speed(u) = du/dt` goes from `start` to `end`."""

    def __new__(cls, speed: sp.Expr, u: sp.Symbol, start: sp.Expr, end: sp.Expr) -> TravelTime:
        return sp.Expr.__new__(cls, speed, u, expression(start), expression(end))

    @property
    def speed(self) -> sp.Expr:
        return self.args[0]

    @property
    def free_symbols(self) -> set[sp.Basic]:
        speed, u, start, end = self.args
        return (speed.free_symbols - {u}) | start.free_symbols | end.free_symbols

    def doit(self, **hints: Any) -> sp.Expr:
        speed, u, start, end = self.args
        return TravelTime(speed.doit(), u, start.doit(), end.doit())

    def lower(self, builder: Builder, env: Mapping[sp.Symbol, Reg]) -> Reg:
        speed, u, start, end = self.args
        return builder.expression(sp.Integral(1 / speed, (u, start, end)), env)

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Expr:
        speed, u, start, end = self.args
        if old != u:
            speed = speed._subs(old, new)
        return TravelTime(speed, u, start._subs(old, new), end._subs(old, new))

    def _latex(self, printer: Any) -> str:
        speed, u, start, end = self.args
        a, b, x = printer._print(start), printer._print(end), printer._print(u)
        return rf"\int_{{{a}}}^{{{b}}} \frac{{d{x}}}{{{printer._print(speed)}}}"

    def _sympystr(self, printer: Any) -> str:
        return f"time({', '.join(printer._print(a) for a in self.args)})"

    def _eval_is_real(self) -> bool:
        return True


class GradientFlow:
    """dx/dt = -(gradient of the loss) for the variables `of`.

    `on` restricts the flow to an invariant set: it maps each variable of the loss (and each other symbol that the
    loss uses as a name for the rest of the network) to an expression in fewer state symbols. `state` then maps
    each state symbol to the loss variable whose rate is its rate. That the set is invariant is a claim of its own.

    Raises StatementError where a variable does not occur in the loss, and where the set is not shown to be invariant
    (for the variables `of`; other symbols of the loss are names for the rest of the network).
    """

    def __init__(
        self,
        loss: sp.Expr,
        of: Sequence[sp.Symbol],
        *,
        on: Mapping[sp.Symbol, sp.Expr] | None = None,
        state: Mapping[sp.Symbol, sp.Symbol] | None = None,
    ) -> None:
        for x in of:
            if x not in loss.free_symbols:
                raise StatementError(f"the loss {loss} does not depend on {x}, so its gradient flow does not move it")
        self.loss = loss
        self.of = tuple(of)
        self.on = dict(on) if on else {x: x for x in of}
        self.state = dict(state) if state else {x: x for x in of}
        if any(variable not in self.of for variable in self.state.values()):
            raise StatementError("each state symbol must follow one of the loss's variables")
        if on:
            self._check_invariance()

    def _check_invariance(self) -> None:
        """Every variable must move as its image does; else the restriction leaves the set at once."""
        velocities = {x: v.doit() for x, v in self.field.items()}
        for x in self.of:
            image = expression(self.on[x])
            along = sum((sp.diff(image, y) * v for y, v in velocities.items()), sp.Integer(0))
            if not vanishes(Slope.at(self.loss, x, self.on).doit() - along):
                raise StatementError(f"the set {x} = {image} is not invariant: the flow of the loss leaves it")

    @property
    def field(self) -> dict[sp.Symbol, Slope]:
        """The velocity of every state symbol."""
        return {x: Slope.at(self.loss, variable, self.on) for x, variable in self.state.items()}

    def rate(self, quantity: sp.Expr) -> Rate:
        """The time derivative of `quantity` along the flow (its Lie derivative)."""
        field = self.field
        return Rate(expression(quantity), sp.Tuple(*field), sp.Tuple(*field.values()))

    def relative_rate(self, quantity: sp.Expr) -> sp.Expr:
        """The time derivative of `quantity` divided by `quantity`."""
        return self.rate(quantity) / quantity

    def speed(self, quantity: sp.Expr, u: sp.Symbol, inverse: Mapping[sp.Symbol, sp.Expr]) -> At:
        """du/dt as a function of u = quantity, where `inverse` gives each state symbol as a function of u."""
        return At.made(self.rate(quantity), inverse)

    def time(
        self,
        quantity: sp.Expr,
        u: sp.Symbol,
        inverse: Mapping[sp.Symbol, sp.Expr],
        start: sp.Expr,
        end: sp.Expr,
    ) -> TravelTime:
        """The time in which u = quantity goes from `start` to `end`, as an integral over u."""
        return TravelTime(self.speed(quantity, u, inverse), u, start, end)

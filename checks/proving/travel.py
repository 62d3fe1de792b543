"""Travel times in closed form, by the fundamental theorem of calculus.

An equation that is linear in one TravelTime holds if both sides have the same derivative in a symbol that only the
end points carry, agree where the end points meet, and are smooth in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp

from checks.proving.ladder import Hung, is_smooth, limited
from checks.proving.relations import Context
from checks.quantities import TravelTime


def single(e: sp.Expr) -> TravelTime | None:
    """The one travel time in `e`; None where there is none or more than one."""
    found = e.atoms(TravelTime)
    return next(iter(found)) if len(found) == 1 else None


def unify(e: sp.Expr, context: Context) -> sp.Expr:
    """`e` with travel times over the same range replaced by one where their speeds are equal."""
    kept: list[TravelTime] = []
    for time in sorted(e.atoms(TravelTime), key=str):
        speed, u, start, end = time.args
        for other in kept:
            if other.args[1:] == time.args[1:] and _between(context, u, start, end).vanishes(speed - other.speed):
                e = e.xreplace({time: other})
                break
        else:
            kept.append(time)
    return e


def linear(e: sp.Expr, time: TravelTime) -> tuple[sp.Expr, sp.Expr] | None:
    """(a, b) with e = a*time + b, or None."""
    mark = sp.Symbol("<time>", real=True)
    marked = sp.expand(e.xreplace({time: mark}))
    if not marked.is_polynomial(mark) or sp.degree(marked, mark) != 1:
        return None
    return marked.coeff(mark, 1), marked.coeff(mark, 0)


def keeps_moving(time: TravelTime, context: Context) -> bool:
    """Whether the speed is smooth and nonzero between the end points, so that the time is finite and unique."""
    speed, u, start, end = time.doit().args
    between = _between(context, u, start, end)
    speed = speed.doit()
    zero = sp.Integer(0)
    moves = any(between.holds(c(speed, zero, evaluate=False)) for c in (sp.StrictGreaterThan, sp.StrictLessThan))
    return moves and is_smooth(between.inside(speed), between)


def comparable(left: sp.Expr, right: sp.Expr, context: Context, depends: Sequence[sp.Symbol]) -> str | None:
    """How two multiples of travel times over the same range are equal up to positive constants; None if not shown.

    Where the ratio of the speeds stays between positive constants on the whole range, so does the ratio of the times.
    The constants may depend on `depends` and on nothing else.
    """
    from checks.proving.bounds import find_bounds

    left, right = left.doit(), right.doit()
    first, second = single(left), single(right)
    if first is None or second is None:
        return None
    parts = linear(left, first), linear(right, second)
    if parts[0] is None or parts[1] is None or not context.vanishes(parts[0][0] - parts[1][0]):
        return None
    (one, u, start, end), (other, v, *ends) = first.args, second.args
    if not context.vanishes(parts[0][1]) or not context.vanishes(parts[1][1]) or ends != [start, end]:
        return None
    if any(_is_used(time.args[1], time, context) for time in (first, second)):
        return None
    if not keeps_moving(first, context) or not keeps_moving(second, context):
        return None
    between = _between(context, u, start, end)
    ratio = one / other.xreplace({v: u})
    for scaled, region in ((ratio, between), *_scale_free(ratio, u, between)):
        inside = region.inside(scaled)
        back = {strong: plain for plain, strong in region.strengthened.items()}
        if (found := find_bounds(sp.simplify(inside).xreplace(back), region, depends)) is not None:
            return f"speeds comparable, ratio from {found[0]} to {found[1]}"
    return None


def _is_used(u: sp.Symbol, time: TravelTime, context: Context) -> bool:
    """Whether the variable of integration is also the name of something else, of which the domain may speak."""
    _, _, start, end = time.args
    outside = (*start.free_symbols, *end.free_symbols, *context.symbols)
    return any(x.name == u.name for x in outside)


def _between(context: Context, u: sp.Symbol, start: sp.Expr, end: sp.Expr) -> Context:
    """The domain with a point u of the range, whichever end point is the larger."""
    for low, high in ((start, end), (end, start)):
        if context.holds(low <= high):
            return context.with_conditions(low <= u, u <= high, symbols=[u])
    return context.with_conditions(sp.Or(sp.And(start <= u, u <= end), sp.And(end <= u, u <= start)), symbols=[u])


def _scale_free(e: sp.Expr, u: sp.Symbol, region: Context) -> Iterator[tuple[sp.Expr, Context]]:
    """The same with u measured in units of each positive parameter."""
    for p in region.symbols:
        if p in e.free_symbols - {u} and not p.is_integer and region.holds(p > 0):
            share = {u: p * u}
            yield e.xreplace(share), Context([c.xreplace(share) for c in region.raw], region.symbols)


def equal_by_fundamental_theorem(left: sp.Expr, right: sp.Expr, context: Context) -> bool:
    """True only if left = right on the domain, where their difference is linear in one travel time."""
    difference = left.doit() - right.doit()
    if any(_is_used(time.args[1], time, context) for time in difference.atoms(TravelTime)):
        return False
    difference = unify(difference, context)
    time = single(difference)
    if time is None:
        return context.vanishes(difference)
    if (parts := linear(difference, time)) is None:
        return False
    coefficient, rest = parts
    if context.vanishes(coefficient):
        return context.vanishes(rest)
    closed = -rest / coefficient
    speed, _, start, end = time.args
    candidates = (start.free_symbols ^ end.free_symbols) - speed.free_symbols
    return any(_agree(closed, time, x, context) for x in sorted(candidates, key=str) if not x.is_integer)


def in_closed_form(e: sp.Expr, context: Context, seconds: float = 3.0) -> sp.Expr | None:
    """`e` with its travel times in closed form, each shown by the fundamental theorem; None where one is not."""
    for time in sorted(e.atoms(TravelTime), key=str):
        speed, u, start, end = time.doit().args
        region = _between(context, u, start, end)
        try:
            with limited(seconds):
                primitive = sp.integrate(sp.apart(sp.together(1 / speed), u), u)
        except (Hung, NotImplementedError, ValueError, TypeError, AttributeError, ArithmeticError, sp.PolynomialError):
            return None
        # SymPy's logarithms may run through negative numbers; the sign of an argument is constant on the way
        flipped = {a: sp.log(-a.args[0]) for a in primitive.atoms(sp.log) if region.holds(a.args[0] < 0)}
        primitive = primitive.xreplace(flipped)
        closed = primitive.xreplace({u: end}) - primitive.xreplace({u: start})
        if primitive.has(sp.Integral) or not equal_by_fundamental_theorem(time, closed, context):
            return None
        e = e.xreplace({time: closed})
    return e


def _agree(closed: sp.Expr, time: TravelTime, x: sp.Symbol, context: Context) -> bool:
    speed, u, start, end = time.args
    meets = sp.solve(sp.Eq(start, end), x)  # linear in x for every end point that notes use
    if len(meets) != 1:
        return False
    meeting = meets[0]
    if (wider := _including(context, x, meeting)) is None:
        return False
    if not keeps_moving(time, wider) or not is_smooth(wider.inside(closed), wider):
        return False
    flow = sp.diff(end, x) / speed.xreplace({u: end}) - sp.diff(start, x) / speed.xreplace({u: start})
    return wider.vanishes(sp.diff(closed, x) - flow) and wider.vanishes(closed.xreplace({x: meeting}))


def _including(context: Context, x: sp.Symbol, place: sp.Expr) -> Context | None:
    """The domain with x = place added at the edge: a slice in x stays an interval that reaches `place`."""
    kept = []
    for c in context.raw:
        if x not in c.free_symbols:
            kept.append(c)
            continue
        if isinstance(c, sp.Ne | sp.Eq) or not hasattr(c, "lhs"):
            return None
        slope = sp.diff(c.lhs - c.rhs, x)
        if x in slope.free_symbols:
            return None
        weak = {sp.StrictLessThan: sp.LessThan, sp.StrictGreaterThan: sp.GreaterThan}.get(type(c), type(c))
        # c is affine in x and true at the point: true at the edge, it is true all the way there
        for relation in (c, weak(c.lhs, c.rhs)):
            if context.holds(relation.xreplace({x: place})):
                kept.append(relation)
                break
        else:
            return None
    return Context(kept, context.symbols)

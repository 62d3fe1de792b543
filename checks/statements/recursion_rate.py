"""How fast a recursion x -> f(x) that falls to 0 carries a quantity to 0: the exponent and the constant.

If 0 < f(x) < x on an interval (0, top] and f is continuous, every start in it goes to 0. If then 1/f(x)^q - 1/x^q tends
to a positive number c as x falls to 0, the means of these differences along the recursion do so too (Cesaro), so that
1/x_t^q is asymptotic to c t. A quantity Q with Q/x^m -> k > 0 is therefore asymptotic to k (c t)^(-m/q). If f(x)/x
tends to a number below 1 instead, x_t and every such Q with m > 0 fall faster than every power of t.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import sympy as sp

from checks.errors import StatementError
from checks.expressions import expression
from checks.proving.argue import link
from checks.proving.ladder import close, is_smooth
from checks.proving.limits import limit
from checks.proving.relations import Context
from checks.statements.base import Statement, require_number
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from fractions import Fraction

    from checks.proving.chain import Chain
    from checks.settings import Settings
    from checks.statements.pointwise import Point
    from numeric.domains import Domain

_MOST = 6  # the highest powers that are tried
_SENSES = {"equal": "~", "theta": "= Theta of", "above": ">= Omega of", "below": "<= O of"}
_STEPS = (1 << 10, 1 << 11, 1 << 12, 1 << 13)
_TOLERANCE = 0.03  # of a figure after 8192 steps, for corrections of the order of log(t)/t


class RecursionRate(Statement):
    """`quantity` after t steps of x -> `update`, from any start in the domain, compares with t^exponent.

    sense     "theta": between two positive multiples of it, for large t; "above" and "below": one of the two;
              "equal": quantity ~ constant * t^exponent
    The quantity is an expression in x and parameters, x itself unless it is given. The domain is an interval (0, top]
    or (0, oo) of x for fixed parameters. Raises StatementError where the constant depends on x or is missing.
    """

    kind = "rate of a recursion"

    def __init__(
        self,
        x: sp.Symbol,
        update: sp.Expr,
        exponent: sp.Rational | int,
        *,
        sense: str = "theta",
        quantity: sp.Expr | None = None,
        constant: sp.Expr | int | None = None,
    ) -> None:
        self.x, self.update, self.exponent, self.sense = x, update, expression(exponent), sense
        self.quantity: sp.Expr = x if quantity is None else quantity
        self.constant = None if constant is None else expression(constant)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        more = set() if self.constant is None else self.constant.free_symbols
        return {self.x} | self.update.free_symbols | self.quantity.free_symbols | more

    def check(self) -> None:
        for e in (self.update, self.quantity):
            require_number(e, "side of the recursion")
        if self.sense not in _SENSES:
            raise StatementError(f"the sense of a rate is one of {', '.join(_SENSES)}, not {self.sense!r}")
        if not self.exponent.is_Rational:
            raise StatementError(f"the exponent {self.exponent} is no rational number")
        if (self.sense == "equal") != (self.constant is not None):
            raise StatementError("a constant belongs to the sense 'equal' and to no other")
        if self.constant is not None and self.x in require_number(self.constant, "constant").free_symbols:
            raise StatementError(f"the constant depends on {self.x}")

    def latex(self) -> str:
        power = rf"t^{{{sp.latex(self.exponent)}}}"
        shown = {
            "theta": rf"= \Theta({power})",
            "above": rf"\ge \Omega({power})",
            "below": rf"\le O({power})",
            "equal": rf"\sim {sp.latex(self.constant)}\, {power}",
        }[self.sense]
        x = sp.latex(self.x)
        return rf"{sp.latex(self.quantity)} {shown} \text{{ along }} {x} \leftarrow {sp.latex(self.update)}"

    def __str__(self) -> str:
        times = f"({self.constant})*" if self.constant is not None else ""
        return f"{self.quantity} {_SENSES[self.sense]} {times}t**({self.exponent}) along {self.x} <- {self.update}"

    def _rate(self, context: Context) -> tuple[sp.Expr, sp.Rational, list[dict[str, str]]] | str:
        """(k, p) with quantity ~ k t^p, and the links that show it; what is missing where it is not shown."""
        x, update, quantity = self.x, self.update.doit(), self.quantity.doit()
        zero = sp.Integer(0)
        if not _reaches_down(x, context):
            return f"the domain is not shown to reach from every {x} in it down to 0"
        if not is_smooth(context.inside(update), context):
            return f"{update} is not shown to be continuous"
        if not context.holds(sp.StrictGreaterThan(update, zero, evaluate=False)):
            return f"{update} is not shown to stay positive"
        if not context.holds(sp.StrictLessThan(sp.expand(update - x), zero, evaluate=False)):
            return f"{update} is not shown to fall"
        links = [link(update, f"between 0 and {x}, so it falls to 0", "z3 with facts about each function", "")]
        size = _first_finite(lambda m: quantity / x**m, range(_MOST + 1), x, context)
        if size is None:
            return f"{quantity} is of the order of no power of {x}"
        m, k = size
        links.append(link(k, f"limit of the quantity over {x}**{m}", "limit", "→"))
        if m == 0:
            return k, sp.Integer(0), links
        ratio = limit(update / x, x, sp.Integer(0), context)
        if ratio is not None and context.holds(sp.StrictLessThan(ratio, 1, evaluate=False)):
            links.append(link(ratio, f"limit of the ratio of a step, so {x} falls geometrically", "limit", "→"))
            return zero, -sp.oo, links
        step = _first_finite(lambda q: 1 / update**q - 1 / x**q, range(1, _MOST + 1), x, context)
        if step is None:
            return "no power has a step with a positive limit"
        q, c = step
        links.append(link(c, f"limit of the step of 1/{x}**{q}", "limit", "→"))
        p = -sp.Rational(m, q)
        whole = k * c**p
        links.append(link(whole, f"times t**({p}), for 1/{x}**{q} ~ ({c}) t", "Cesaro means", "~"))
        return whole, p, links

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        context = Context(domain.conditions, domain.symbols)
        found = self._rate(context)
        if isinstance(found, str):
            return Evidence("derive", Outcome.NOTHING, f"no proof: {found}")
        whole, p, links = found
        told = f"goes like ({whole}) t**({p})" if p.is_finite else "falls faster than every power of t"
        if not self._agrees(p) or (self.sense == "equal" and close(whole, self.constant, context) is None):
            return Evidence("derive", Outcome.NOTHING, f"no proof: {self.quantity} {told}", {"links": links})
        figures = {"links": links, "constants": {"rate": str(whole)}}
        return Evidence("derive", Outcome.PROVES, f"{self.quantity} {told}", figures)

    def _agrees(self, p: sp.Rational) -> bool:
        if self.sense in ("theta", "equal"):
            return bool(p == self.exponent)
        return bool(p >= self.exponent if self.sense == "above" else p <= self.exponent)

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        """The recursion run in floating point from random starts: exponent and constant as figures, no more."""
        from numeric.points import sample

        agreed = 0
        seen: list[list[str]] = []
        for point in sample(domain, 24, settings.seed, hard=False):
            figures = self._run(point)
            if figures is None:
                continue
            exponent, share = figures
            seen.append([f"{exponent:.4f}", f"{share:.4f}"])
            if self.sense in ("theta", "equal"):
                good = abs(exponent - self.exponent) < _TOLERANCE
            else:
                rises = exponent > self.exponent - _TOLERANCE
                good = rises if self.sense == "above" else exponent < self.exponent + _TOLERANCE
            if not good or (self.sense == "equal" and abs(share - 1) > _TOLERANCE):
                told = f"at {seen[-1]} (exponent, constant over the claimed one)"
                return Evidence("confirm", Outcome.NOTHING, f"the figures do not bear it out {told}", {"seen": seen})
            agreed += 1
            if agreed >= 6:
                break
        if agreed < 4:
            return Evidence("confirm", Outcome.NOTHING, f"only {agreed} runs could be measured", {"points": agreed})
        summary = f"{agreed} runs of {_STEPS[-1]} steps from random starts have the exponent within {_TOLERANCE}"
        return Evidence("confirm", Outcome.AGREES, summary, {"points": agreed, "seen": seen})

    def _run(self, point: Point) -> tuple[float, float] | None:
        """The exponent between the last two counts of steps, and the quantity over the claim at the last one.

        1/x^q grows by a constant plus corrections of order log(t)/t: one extrapolation in 1/t takes the start out.
        """
        import numpy as np

        names = sorted(self.free_symbols, key=str)
        values = [float(point[s]) for s in names]
        place = names.index(self.x)
        step, measured = (sp.lambdify(names, e.doit(), "math") for e in (self.update, self.quantity))
        sizes, start = [], values[place]
        for t in range(1, _STEPS[-1] + 1):
            values[place] = step(*values)
            if not 0 < values[place] < 1e9:
                return None
            if t in _STEPS:
                sizes.append(float(measured(*values)))
        if not all(s > 0 for s in sizes) or 20 * values[place] > start:
            return None  # rounded away, or still on its way to the law
        slopes = np.diff(np.log(sizes)) / np.log(2)
        exponent = float(2 * slopes[-1] - slopes[-2])
        if self.constant is None:
            return exponent, 1.0
        claimed = float(self.constant.subs(dict(zip(names, values, strict=True))))
        shares = [s / (claimed * t ** float(self.exponent)) for s, t in zip(sizes, _STEPS, strict=True)]
        return exponent, float(2 * shares[-1] - shares[-2])

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        """Fixed parameters: the exact rate there, where it contradicts the statement."""
        from numeric.points import sample

        for point in sample(domain, 6, settings.seed + 7, hard=False):
            if (found := self.counterexample_at(domain, dict(point))) is not None:
                return Evidence("search", Outcome.REFUTES, f"the exact rate: {found}", {}, found)
        return Evidence("search", Outcome.AGREES, "the exact rates at fixed parameters agree", {"points": 6})

    def counterexample_at(self, domain: Domain, point: dict[sp.Symbol, Fraction]) -> Counterexample | None:
        """The exact rate at the parameters of `point` and every start, where it contradicts the statement."""
        fixed = {y: sp.Rational(v.numerator, v.denominator) for y, v in point.items() if y != self.x}
        here = RecursionRate(
            self.x,
            self.update.xreplace(fixed),
            self.exponent,
            sense=self.sense,
            quantity=self.quantity.xreplace(fixed),
            constant=None if self.constant is None else self.constant.xreplace(fixed),
        )
        context = Context([c.xreplace(fixed) for c in domain.conditions], [self.x])
        if domain.contains(point) is not True or isinstance(found := here._rate(context), str):
            return None
        whole, p, _ = found
        wrong = here.constant is not None and sp.Ne(here.constant, whole) == sp.true
        if here._agrees(p) and not wrong:
            return None
        claimed = "" if here.constant is None else f"({here.constant}) "
        told = {y.name: str(v) for y, v in point.items() if y != self.x}
        along = ", ".join([*(f"{k} = {v}" for k, v in told.items()), f"every start {self.x} of the domain"])
        relation = {"theta": "= Θ of", "equal": "~", "above": ">= Ω of", "below": "<= O of"}[self.sense]
        exact = f"({whole}) t^({p})" if p.is_finite else "faster than every power of t"
        return Counterexample(told, exact, f"{claimed}t^({self.exponent})", relation, along)


def _reaches_down(x: sp.Symbol, context: Context) -> bool:
    """Whether every condition that holds at x > 0 holds at each smaller positive number too."""
    below = sp.Symbol("<below>", real=True)
    inner = context.with_conditions(below > 0, below <= x, symbols=[below])
    return context.holds(x > 0) and all(inner.holds(c.xreplace({x: below})) for c in context.raw)


def _first_finite(
    term: Callable[[int], sp.Expr], powers: Iterable[int], x: sp.Symbol, context: Context
) -> tuple[int, sp.Expr] | None:
    """The first power of which `term` has a positive limit as x falls to 0, and that limit."""
    for power in powers:
        value = limit(term(power), x, sp.Integer(0), context)
        if value is not None and value.is_finite and context.positive(value):
            return power, value
    return None

"""Order statements: Θ, ~ ("approximately, in the limit") and "much greater".

Every one of them is a statement about a quotient. Without a limit, f = Θ(g) says that constants 0 < c <= C exist with
c <= f/g <= C on the whole domain; with one, that they exist once the limit variable is close enough to its limit.
The constants may depend on the symbols in `depends` and on nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.figures import figures_clash, tabulated
from checks.proving.argue import Conclusion, Moved, argue
from checks.proving.bounds import find_bounds
from checks.proving.limits import limit
from checks.proving.relations import Context
from checks.statements.base import Statement, require_number
from checks.statements.relation import SOLVER
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain


@dataclass(frozen=True)
class To:
    """A limit: `variable` tends to `point` (0 from above or oo), where `put` writes other symbols in terms of it.

    To(rho, oo, {w1: rho*w2}, given=[rho > 0]) reads "w1/w2 tends to infinity, w2 and everything else arbitrary".
    """

    variable: sp.Symbol
    point: sp.Expr
    put: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.point not in (0, sp.oo):
            raise StatementError(f"a limit goes to 0 from above or to oo, not to {self.point}")

    def moved(self, e: Any) -> Any:
        return e.doit().xreplace(dict(self.put)) if self.put else e

    def domain(self, conditions: Sequence[Any], symbols: Sequence[sp.Symbol]) -> tuple[list[Any], list[sp.Symbol]]:
        """Conditions and symbols after the substitution, with the variable positive."""
        kept = [s for s in symbols if s not in self.put]
        if self.variable not in kept:
            kept.append(self.variable)
        return [c.xreplace(dict(self.put)) for c in conditions] + [self.variable > 0], kept

    @property
    def latex(self) -> str:
        where = ",\\; ".join(f"{sp.latex(k)} = {sp.latex(v)}" for k, v in self.put.items())
        arrow = r"\infty" if self.point == sp.oo else "0^+"
        return rf"{sp.latex(self.variable)} \to {arrow}" + (f" \\; ({where})" if where else "")

    def __str__(self) -> str:
        where = ", ".join(f"{k} = {v}" for k, v in self.put.items())
        return f"{self.variable} -> {self.point}" + (f" where {where}" if where else "")


class Order(Statement):
    """What the order statements share: the quotient, its limit, and how figures are collected."""

    symbol = ""
    needs_limit = False
    up_to_constants = False  # whether the statement survives a change of its sides by constant factors

    def __init__(self, f: sp.Expr, g: sp.Expr, *, limit: To | None = None, depends: Sequence[sp.Symbol] = ()) -> None:
        self.f, self.g, self.limit, self.depends = f, g, limit, tuple(depends)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        more = set(self.depends)
        if self.limit:
            more |= {self.limit.variable, *self.limit.put}.union(*(v.free_symbols for v in self.limit.put.values()))
        return set().union(*(getattr(e, "free_symbols", set()) for e in (self.f, self.g))) | more

    def check(self) -> None:
        self.f = require_number(self.f, "left side")
        self.g = require_number(self.g, "right side")
        if self.g == 0:
            raise StatementError("nothing is of the order of zero")
        if self.needs_limit and self.limit is None:
            raise StatementError("an approximation needs the limit in which it is meant")

    @property
    def quotient(self) -> sp.Expr:
        return self.f / self.g

    def latex(self) -> str:
        return f"{sp.latex(self.f)} {self._relation(sp.latex(self.g))}" + (
            rf" \quad ({self.limit.latex})" if self.limit else ""
        )

    def __str__(self) -> str:
        tail = f" as {self.limit}" if self.limit else ""
        return f"{self.f} {self.symbol} {self.g}{tail}"

    def _relation(self, g: str) -> str:
        raise NotImplementedError

    def moved_domain(self, domain: Domain) -> Domain:
        """The domain in the variables of the limit."""
        from numeric.domains import Domain as Made

        if self.limit is None:
            return domain
        conditions, symbols = self.limit.domain(domain.conditions, list(domain.symbols))
        return Made(tuple(symbols), tuple(conditions))

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        subject, inner = self.quotient, domain
        if self.limit is not None:
            subject, inner = self.limit.moved(subject), self.moved_domain(domain)
        context = Context(inner.conditions, inner.symbols)
        if self.limit is not None and not self.is_reached(context):
            return Evidence(
                "derive", Outcome.NOTHING, f"no proof: no point of the domain is near the limit {self.limit}"
            )
        return argue(subject, chain, context, self.conclude, up_to_constants=self.up_to_constants, depends=self.depends)

    def is_reached(self, context: Context) -> bool:
        """False where the assumptions are known to keep the limit variable away from its limit."""
        assert self.limit is not None
        x = self.limit.variable
        near = x < sp.Rational(1, 10**12) if self.limit.point == 0 else x > 10**12
        return not context.with_conditions(near).is_empty()

    def conclude(self, last: sp.Expr, context: Context, moved: Moved) -> Conclusion:
        raise NotImplementedError

    def _limit_of(self, last: sp.Expr, context: Context) -> tuple[sp.Expr | None, str]:
        """The limit of the last line, if it is uniform: only the variable and `depends` may be left."""
        assert self.limit is not None
        last = context.inside(last.doit())
        names = {self.limit.variable.name, *(x.name for x in self.depends)}
        tidy = sp.cancel(last) if any(x.name not in names for x in last.free_symbols) else last
        if others := sorted({x.name for x in tidy.free_symbols} - names):
            return None, f"the quotient still depends on {', '.join(others)}; the limit may not be uniform"
        value = limit(tidy, self.limit.variable, self.limit.point, context)
        return value, "no limit found" if value is None else ""

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.scaling import confirm_in_the_limit, confirm_on_the_domain

        inner = self.moved_domain(domain)
        if self.limit is None:
            return confirm_on_the_domain(self, inner, settings)
        return confirm_in_the_limit(self, inner, settings)

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.searching.sweeps import search_order

        return search_order(self, domain, settings)

    def terms(self) -> tuple[sp.Expr, ...]:
        return (self.f, self.g)


class Theta(Order):
    """f = Θ(g): equal sign, and the quotient stays between two positive constants."""

    kind = "order"
    symbol = "= Theta of"
    up_to_constants = True

    def _relation(self, g: str) -> str:
        return rf"= \Theta\left({g}\right)"

    def conclude(self, last: sp.Expr, context: Context, moved: Moved) -> Conclusion:
        if self.limit is None:
            f, g = (moved(side).doit() for side in (self.f, self.g))
            zeros = sp.Implies(sp.Eq(g, 0, evaluate=False), sp.Eq(f, 0, evaluate=False), evaluate=False)
            if not context.holds(sp.Ne(g, 0)) and not context.holds(zeros):
                return Conclusion(False, "", f"not shown: {self.f} is zero wherever {self.g} is")
            found = find_bounds(last.doit(), context, self.depends)
            if found is None:
                return Conclusion(False, "", f"no constants could be shown for the quotient {last}")
            low, high = found
            claim = f"the quotient lies between {low} and {high}"
            latex = rf"{sp.latex(low)} \le {sp.latex(last)} \le {sp.latex(high)}"
            details = {
                "constants": {"lower": str(low), "upper": str(high)},
                "bounds_at": tabulated((low, high), self.depends),
            }
            return Conclusion(True, SOLVER, claim, latex, details)
        value, why = self._limit_of(last, context)
        if value is None or value.has(sp.oo) or not context.positive(value):
            return Conclusion(False, "", why or f"the quotient tends to {value}, not to a positive number")
        claim = f"the quotient tends to {value} as {self.limit}"
        table = {key: value for key, (value,) in tabulated((value,), self.depends).items()}
        return Conclusion(
            True, "limit", claim, rf"\to {sp.latex(value)}", {"constants": {"limit": str(value)}, "limit_at": table}
        )

    def contradiction(self, derived: Evidence, confirmed: Evidence) -> str | None:
        return figures_clash(derived, confirmed)


class Approx(Order):
    """f ≈ g in the limit: the quotient tends to 1."""

    kind = "approximation"
    symbol = "~"
    needs_limit = True

    def _relation(self, g: str) -> str:
        return rf"\sim {g}"

    def conclude(self, last: sp.Expr, context: Context, moved: Moved) -> Conclusion:
        value, why = self._limit_of(last, context)
        if value != 1:
            return Conclusion(False, "", why or f"the quotient tends to {value}, not to 1")
        claim = f"the quotient tends to 1 as {self.limit}"
        return Conclusion(True, "limit", claim, r"\to 1", {"constants": {"limit": "1"}})


class MuchGreater(Order):
    """f ≫ g in the limit: the quotient tends to infinity."""

    kind = "much greater"
    symbol = ">>"
    up_to_constants = True
    needs_limit = True

    def _relation(self, g: str) -> str:
        return rf"\gg {g}"

    def conclude(self, last: sp.Expr, context: Context, moved: Moved) -> Conclusion:
        value, why = self._limit_of(last, context)
        if value != sp.oo:
            return Conclusion(False, "", why or f"the quotient tends to {value}, not to infinity")
        claim = f"the quotient tends to infinity as {self.limit}"
        return Conclusion(True, "limit", claim, r"\to \infty", {"constants": {"limit": "oo"}})

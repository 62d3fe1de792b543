"""Inequalities and Boolean statements: relations, monotone quantities, implications, equivalences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.proving.argue import Conclusion, Moved, argue
from checks.proving.relations import Context
from checks.statements.base import require_condition, require_number
from checks.statements.pointwise import Pointwise, written
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checks.proving.chain import Chain
    from checks.quantities import GradientFlow
    from checks.settings import Settings
    from checks.statements.pointwise import Point, Sides
    from numeric.domains import Domain

SOLVER = "z3 with facts about each function"


class Inequality(Pointwise):
    """A relation `left < right` (or another order) at every point of the domain at which both sides are real."""

    kind = "inequality"

    def __init__(self, relation: Relational) -> None:
        self.relation = relation

    def check(self) -> None:
        require_condition(self.relation, "inequality")
        if not isinstance(self.relation, Relational) or isinstance(self.relation, sp.Eq):
            raise StatementError(f"{self.relation} is not an inequality")

    def formula(self) -> Boolean:
        return self.relation

    def latex(self) -> str:
        return str(sp.latex(self.relation))

    def __str__(self) -> str:
        return str(self.relation)

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        """Lines of a derivation transform the left side."""
        context = Context(domain.conditions, domain.symbols)
        compare = type(self.relation)

        def finish(last: sp.Expr, inner: Context, moved: Moved) -> Conclusion:
            goal = compare(last.doit(), moved(self.relation.rhs), evaluate=False)
            claim = f"{last} {compare.rel_op} {self.relation.rhs}"
            proved = inner.holds(goal)
            return Conclusion(proved, SOLVER, claim if proved else f"not shown: {claim}", sp.latex(goal))

        return argue(self.relation.lhs, chain, context, finish)


class Monotone(Inequality):
    """The quantity never increases (or never decreases) along the flow; strictly if asked."""

    kind = "monotone along the flow"

    def __init__(self, flow: GradientFlow, quantity: sp.Expr, direction: str, *, strict: bool = False) -> None:
        orders = {
            ("increasing", False): sp.GreaterThan,
            ("increasing", True): sp.StrictGreaterThan,
            ("decreasing", False): sp.LessThan,
            ("decreasing", True): sp.StrictLessThan,
        }
        if (direction, strict) not in orders:
            raise StatementError(f"direction {direction!r}: say 'increasing' or 'decreasing'")
        self.quantity, self.direction, self.strict = quantity, direction, strict
        super().__init__(orders[direction, strict](flow.rate(quantity), 0, evaluate=False))

    def latex(self) -> str:
        how = ("strictly " if self.strict else "") + self.direction
        return rf"{sp.latex(self.quantity)} \text{{ is {how} along the flow}}"


class Logical(Pointwise):
    """Two conditions joined by a connective."""

    parts: tuple[Boolean, Boolean]
    connective: str

    def __init__(self, formula: Boolean) -> None:
        self._formula = formula

    def check(self) -> None:
        require_condition(self._formula, "formula")

    def formula(self) -> Boolean:
        return self._formula

    def latex(self) -> str:
        return str(sp.latex(self._formula))

    def __str__(self) -> str:
        return str(self._formula)

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        context = Context(domain.conditions, domain.symbols)
        proved = context.holds(_expanded(self._formula))
        links = [
            {"line": str(self._formula), "latex": self.latex(), "reason": "", "rung": SOLVER, "relation": ""},
        ]
        if not proved:
            return Evidence("derive", Outcome.NOTHING, f"no proof: not shown: {self._formula}", {"links": links[:0]})
        return Evidence("derive", Outcome.PROVES, f"no point violates {self._formula}: {SOLVER}", {"links": links})

    def show(self, point: Point, seen: Mapping[Relational, Sides]) -> Counterexample:
        def told(b: Boolean) -> str:
            inside = [
                f"{s.left} {s.relation} {s.right} ({s.truth})" for r, s in seen.items() if r in b.atoms(Relational)
            ]
            return "; ".join(inside)

        left, right = self.parts
        return Counterexample(written(point), told(left), told(right), self.connective)


class Implication(Logical):
    """premise ⇒ conclusion at every point of the domain."""

    kind = "implication"
    connective = "⇒"

    def __init__(self, premise: Boolean, conclusion: Boolean) -> None:
        self.parts = (require_condition(premise, "premise"), require_condition(conclusion, "conclusion"))
        super().__init__(sp.Implies(premise, conclusion, evaluate=False))


class Equivalence(Logical):
    """left ⇔ right at every point of the domain."""

    kind = "equivalence"
    connective = "⇔"

    def __init__(self, left: Boolean, right: Boolean) -> None:
        self.parts = (require_condition(left, "left side"), require_condition(right, "right side"))
        super().__init__(sp.Equivalent(left, right, evaluate=False))


class BothOccur(Pointwise):
    """Neither the relation nor its negation holds throughout: which one holds depends on the point."""

    kind = "depends on the point"

    def __init__(self, relation: Relational) -> None:
        self._formula = relation

    def check(self) -> None:
        require_condition(self._formula, "relation")
        if not isinstance(self._formula, Relational):
            raise StatementError(f"{self._formula} is not a single relation")

    def formula(self) -> Boolean:
        return self._formula

    def latex(self) -> str:
        return rf"{sp.latex(self._formula)} \text{{ at some points and not at others}}"

    def __str__(self) -> str:
        return f"{self._formula} at some points and not at others"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        """Two exact points at which disjoint balls decide differently prove that both occur."""
        found = self._both(domain, settings, seed=settings.seed)
        if len(found) < 2:
            return Evidence("derive", Outcome.NOTHING, "no proof: no two points with different answers were found")
        links = [
            {
                "line": f"{told.left} {told.relation} {told.right} is {truth}",
                "latex": r"\text{" + str(truth) + "}",
                "reason": "at " + ", ".join(f"{k} = {v}" for k, v in told.point.items()),
                "rung": "exact point",
                "relation": "",
            }
            for truth, told in found.items()
        ]
        return Evidence("derive", Outcome.PROVES, "both occur, each at an exact point", {"links": links})

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        found = self._both(domain, settings, seed=settings.seed + 1)
        if len(found) == 2:
            return Evidence("confirm", Outcome.AGREES, "both occur among independent random points", {"points": 2})
        return Evidence("confirm", Outcome.NOTHING, "one answer at every point tried")

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        context = Context(domain.conditions, domain.symbols)
        for formula, word in ((self._formula, "holds"), (sp.Not(self._formula), "fails")):
            if context.holds(_expanded(formula)):
                everywhere = Counterexample({}, str(self._formula), f"{word} at every point", "⇎", "the whole domain")
                return Evidence("search", Outcome.REFUTES, f"{self._formula} {word} at every point", {}, everywhere)
        return Evidence("search", Outcome.AGREES, "neither answer could be shown to hold throughout", {"tried": 2})

    def counterexample_at(self, domain: Domain, point: Point, digits: int = 50) -> None:
        """No single point speaks against it."""
        return None

    def _both(self, domain: Domain, settings: Settings, seed: int) -> dict[bool, Counterexample]:
        from numeric.points import sample

        found: dict[bool, Counterexample] = {}
        for point in sample(domain, settings.points * 4, seed):
            truth, _, seen = self.truth_at(point, settings.digits)
            if truth is not None and truth not in found:
                (sides,) = seen.values()
                found[truth] = Counterexample(written(point), sides.left, sides.right, sides.relation)
            if len(found) == 2:
                break
        return found


def _expanded(b: Boolean) -> Boolean:
    """The formula with every definitional node differentiated; connectives stay as they are."""
    if isinstance(b, Relational):
        return b.func(*(require_number(a.doit(), "side") for a in b.args), evaluate=False)
    if b in (sp.true, sp.false):
        return b
    keep = {"evaluate": False} if isinstance(b, sp.Implies | sp.Equivalent) else {}
    return b.func(*(_expanded(a) for a in b.args), **keep)

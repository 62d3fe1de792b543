"""What every kind of statement can do.

A statement is a typed value. It writes itself in LaTeX, names its free symbols, and answers three independent
questions, one per witness: is there an argument (`derive`), does it agree with the definitions at exact points
(`confirm`), is there a counterexample (`search`). A new kind of statement is a new file in this folder.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, TypeGuard

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain


class Statement(ABC):
    """A typed assertion about real (or integer) symbols; `kind` is its name in reports."""

    kind: ClassVar[str]

    @property
    @abstractmethod
    def free_symbols(self) -> set[sp.Symbol]:
        """The symbols that must be declared by the document."""

    @abstractmethod
    def check(self) -> None:
        """Raise StatementError where the statement is ill-typed."""

    @abstractmethod
    def latex(self) -> str:
        """The statement as mathematics."""

    def __str__(self) -> str:
        """The statement in plain text, for reports; a kind that has no plainer form shows its LaTeX."""
        return self.latex()

    @abstractmethod
    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        """Argue symbolically for every point of the domain."""

    @abstractmethod
    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        """Compare with the definitions at exact points, never with what `derive` found."""

    @abstractmethod
    def search(self, domain: Domain, settings: Settings) -> Evidence:
        """Hunt for a counterexample."""

    def counterexample_at(self, domain: Domain, point: dict[sp.Symbol, sp.Rational]) -> Counterexample | None:
        """A certified counterexample at one point of the domain; None where it holds there or is undefined.

        Statements that are not about single points keep this default.
        """
        return None

    def new_chain(self) -> Chain:
        """An empty derivation of the kind that this statement's lines belong to."""
        from checks.proving.chain import Chain as Made

        return Made()

    def remedies(self, domain: Domain) -> list[Boolean]:
        """Extra assumptions worth trying, the weakest first, for kinds that `terms` cannot describe."""
        return []

    def terms(self) -> tuple[sp.Expr, ...]:
        """The expressions whose signs and orderings are candidates for a missing assumption."""
        return ()

    def contradiction(self, derived: Evidence, confirmed: Evidence) -> str | None:
        """Why figures of two witnesses cannot both be right, beyond plain yes against no."""
        return None


class NotCheckable(Statement):
    """A definition, a plan or rhetoric: nothing to judge, for the reason given."""

    kind = "not checkable"

    def __init__(self, reason: str) -> None:
        self.reason = reason

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return set()

    def check(self) -> None:
        if not self.reason.strip():
            raise StatementError("say in a few words why this is not checkable")

    def latex(self) -> str:
        return r"\text{" + self.reason.replace("_", r"\_") + "}"

    def _nothing(self, witness: str) -> Evidence:
        return Evidence(witness, Outcome.NOTHING, self.reason)

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        return self._nothing("derive")

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        return self._nothing("confirm")

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        return self._nothing("search")


def require_number(value: object, role: str) -> sp.Expr:
    """`value` as a scalar expression with exact coefficients; StatementError names the role it fails in."""
    if isinstance(value, int) and not isinstance(value, bool):
        return sp.Integer(value)
    if isinstance(value, bool) or is_condition(value):
        raise StatementError(f"the {role} is a condition ({value}), where a number belongs")
    if not isinstance(value, sp.Expr):
        raise StatementError(f"the {role} is {value!r}, where a SymPy expression belongs")
    if value.atoms(sp.Float):
        raise StatementError(f"the {role} contains a floating-point number; write it as an exact rational")
    if value.has(sp.nan, sp.zoo):
        raise StatementError(f"the {role} is undefined everywhere: {value}")
    for node in value.atoms(sp.Subs):
        # SymPy takes Subs(d²f/da², (a, b), (0, 0)) and Subs(d²f/db², (a, b), (0, 0)) for equal: their quotient is 1
        if len(set(node.point)) < len(node.point):
            raise StatementError(
                f"the {role} puts several symbols at one value with Subs, which SymPy confuses; use quantities.At"
            )
    for node in sp.preorder_traversal(value):
        if is_condition(node) and not value.has(sp.Piecewise):
            raise StatementError(f"the {role} has the condition {node} where a number belongs")
    if getattr(value, "is_Matrix", False):
        raise StatementError(f"the {role} is a matrix of shape {value.shape}, where a scalar belongs")
    return value


def is_condition(value: object) -> TypeGuard[Boolean]:
    """A relation or Boolean. SymPy counts symbols as Booleans; here a symbol is a number."""
    return isinstance(value, Boolean) and not isinstance(value, sp.Symbol)


def require_condition(value: object, role: str) -> Boolean:
    """`value` as a Boolean over scalar sides; StatementError names the role it fails in."""
    if value is True or value is False or value in (sp.true, sp.false):
        raise StatementError(f"the {role} is already decided ({value}); build it unevaluated or state something else")
    if not is_condition(value):
        raise StatementError(f"the {role} is the expression {value}, where a condition belongs")
    for relation in value.atoms(sp.core.relational.Relational):
        for side in relation.args:
            require_number(side, f"side {side} of the {role}")
    return value

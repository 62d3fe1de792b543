"""Derivations: chains of lines, each with a reason in words, as data.

The reason is for the reader. What a line is worth is decided by the zero test on its link to the line before it,
whatever the reason says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.statements.base import require_number


@dataclass(frozen=True)
class Line:
    """The line before equals `expression`, for `reason`; with relation "≍" it does so up to positive constants."""

    expression: sp.Expr
    reason: str
    relation: str = "="


@dataclass(frozen=True)
class Change:
    """From here on, `new` stands for `value`, so that `old` is `image`; `given` holds for every such `new`.

    Sound because three things are checked: `image` at new = value is `old` on the whole domain, so no point of
    the domain is lost; and every condition of `given` holds for `value` there.
    """

    new: sp.Symbol
    value: sp.Expr
    old: sp.Symbol
    image: sp.Expr
    given: tuple[Boolean, ...]
    reason: str


@dataclass
class Chain:
    """The lines of one derivation, in order."""

    steps: list[Line | Change] = field(default_factory=list)

    def start(self, expression: sp.Expr, reason: str) -> None:
        """The first line: what the definitions say the subject is."""
        if any(isinstance(step, Line) for step in self.steps):
            raise StatementError("a derivation starts once")
        self.steps.append(Line(require_number(expression, "first line"), reason))

    def line(self, expression: sp.Expr, reason: str, relation: str = "=") -> None:
        """The next line: equal to the one before, or (order statements only) equal up to positive constants, "≍"."""
        if relation not in ("=", "≍"):
            raise StatementError(f"a line is joined by = or ≍, not by {relation}")
        if not any(isinstance(step, Line) for step in self.steps):
            raise StatementError("begin the derivation with start()")
        self.steps.append(Line(require_number(expression, f"line {len(self.steps) + 1}"), reason, relation))

    def let(
        self,
        new: sp.Symbol,
        value: sp.Expr,
        *,
        instead_of: sp.Symbol,
        image: sp.Expr,
        given: Sequence[Boolean] = (),
        reason: str,
    ) -> None:
        """Change variables: put `new = value`, so that `instead_of = image`."""
        self.steps.append(Change(new, value, instead_of, image, tuple(given), reason))

"""The nouns: a document, the claims it makes, and what each claim assumes.

A claim is data. It records one assertion as it is printed, where it stands, its typed statement and its
assumptions; a derivation may be attached. It knows nothing of witnesses, verdicts or reports.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.statements.base import NotCheckable, Statement, is_condition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checks.proving.chain import Chain

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?")


_SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Assumption:
    """A condition under which a claim is made.

    `line` is where the note states it; None marks a convention that the note never states (`unstated`).
    """

    condition: Boolean
    line: int | None = None

    @property
    def origin(self) -> str:
        return "unstated" if self.line is None else f"line {self.line}"

    def to_json(self) -> dict[str, object]:
        return {
            "condition": str(self.condition),
            "latex": sp.latex(self.condition),
            "stated": self.line is not None,
            "line": self.line,
        }


@dataclass(eq=False)
class Claim:
    """One assertion of a document, as printed.

    id        permanent, `document/name`
    line      of the note, or None for a claim of our own beyond the note
    printed   the formula in LaTeX as the note prints it (never its sentences)
    states    the typed statement that is judged
    given     the assumptions, document conventions included
    remark    a word of ours for reports: how prose was read, what the printed form leaves open
    module    the topic module that recorded it
    """

    document: Document
    name: str
    line: int | None
    printed: str
    states: Statement
    given: tuple[Assumption, ...]
    remark: str = ""
    amended: Claim | None = None
    chain: Chain | None = None
    module: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise StatementError(f"claim name {self.name!r}: use lower-case words joined by hyphens")
        for assumption in self.given:
            if not is_condition(assumption.condition):
                raise StatementError(
                    f"{self.id}: the assumption {assumption.condition} is not a condition (a relation or Boolean)"
                )
        try:
            self.states.check()
        except StatementError as error:
            raise StatementError(f"{self.id}: {error}") from None
        symbols = self.states.free_symbols.union(*(a.condition.free_symbols for a in self.given))
        for symbol in sorted(symbols - self.document.symbols, key=str):
            twin = [t for t in self.document.symbols if t.name == symbol.name]
            hint = (
                "the document declares a symbol of this name with other assumptions; use that one"
                if twin
                else "declare it with the document's reals() or integers()"
            )
            raise StatementError(f"{self.id}: undeclared symbol {symbol}: {hint}")

    @property
    def id(self) -> str:
        return f"{self.document.id}/{self.name}"

    @property
    def kind(self) -> str:
        return self.states.kind

    @property
    def conditions(self) -> tuple[Boolean, ...]:
        return tuple(a.condition for a in self.given)

    def derivation(self, write: Callable[[Chain], None]) -> Callable[[Chain], None]:
        """Decorator: attach the derivation that `write` puts down line by line."""
        chain = self.states.new_chain()
        try:
            write(chain)
        except StatementError as error:
            raise StatementError(f"{self.id}: in the derivation: {error}") from None
        self.chain = chain
        return write


@dataclass(frozen=True)
class Amended:
    """The smallest correction of a claim: the corrected formula, its statement, and what it needs."""

    printed: str
    states: Statement
    given: Sequence[Boolean | Assumption] = ()
    remark: str = ""


@dataclass(eq=False)
class Document:
    """A note: its title, the file that was read (name and sha256 of its text), and its claims in order.

    `conventions` apply to every claim that mentions one of their symbols.
    """

    id: str
    title: str
    note: str
    sha256: str
    symbols: set[sp.Symbol] = field(default_factory=set)
    conventions: list[Assumption] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)

    def reals(self, names: str) -> tuple[sp.Symbol, ...]:
        """Declare real symbols; `names` are separated by spaces."""
        return self._declare(names, real=True)

    def integers(self, names: str) -> tuple[sp.Symbol, ...]:
        """Declare integer symbols; `names` are separated by spaces."""
        return self._declare(names, integer=True)

    def _declare(self, names: str, **assumptions: bool) -> tuple[sp.Symbol, ...]:
        for name in names.split():
            if not _SYMBOL.fullmatch(name):
                raise StatementError(f"{self.id}: symbol name {name!r}: use letters, digits and inner underscores")
        made = tuple(sp.Symbol(name, **assumptions) for name in names.split())
        for symbol in made:
            if any(s.name == symbol.name and s != symbol for s in self.symbols):
                raise StatementError(f"{self.id}: symbol {symbol} is declared twice, with different assumptions")
        self.symbols.update(made)
        return made

    def convention(self, condition: Boolean, *, line: int | None = None) -> None:
        """A standing assumption; `line` where the note states it, None where it never does."""
        self.conventions.append(Assumption(condition, line))

    def claim(
        self,
        name: str,
        *,
        line: int | None,
        printed: str,
        states: Statement,
        given: Iterable[Boolean | Assumption] = (),
        amended: Amended | None = None,
        remark: str = "",
    ) -> Claim:
        """Record one assertion. A bare condition in `given` is stated on the claim's own line.

        Raises StatementError, naming the claim, for a repeated id, undeclared symbols or an ill-typed statement.
        """
        stated = _assumptions(given, line)
        claim = self._add(name, line, printed, states, stated, remark, _topic())
        if amended is not None:
            # the amended form keeps nothing of the old statement but its place; what it needs, it says
            more = _assumptions(amended.given, line)
            claim.amended = self._add(
                f"{name}.amended", line, amended.printed, amended.states, stated + more, amended.remark, claim.module
            )
        return claim

    def not_checkable(self, name: str, *, line: int | None, printed: str, reason: str) -> Claim:
        """Record a sentence or formula that asserts nothing that could be judged, and why."""
        return self._add(name, line, printed, NotCheckable(reason), (), "", _topic())

    def _add(
        self,
        name: str,
        line: int | None,
        printed: str,
        states: Statement,
        given: tuple[Assumption, ...],
        remark: str,
        module: str,
    ) -> Claim:
        if not isinstance(states, Statement):
            raise StatementError(f"{self.id}/{name}: expected a statement, got {type(states).__name__}")
        if name in self.claims:
            raise StatementError(f"{self.id}/{name}: this id is taken; ids are permanent and unique")
        mentioned = states.free_symbols.union(
            *(a.condition.free_symbols for a in given if isinstance(a.condition, sp.Basic))
        )
        standing = tuple(a for a in self.conventions if a.condition.free_symbols <= mentioned)
        claim = Claim(self, name, line, printed, states, standing + given, remark, module=module)
        self.claims[name] = claim
        return claim

    def __iter__(self) -> Iterator[Claim]:
        """The claims in the order of the note; those beyond it follow, as they were recorded."""
        return iter(sorted(self.claims.values(), key=lambda claim: (claim.line is None, claim.line or 0)))


def _assumptions(given: Iterable[Boolean | Assumption], line: int | None) -> tuple[Assumption, ...]:
    """Bare conditions are stated on the claim's own line."""
    return tuple(a if isinstance(a, Assumption) else Assumption(a, line) for a in given)


def _topic() -> str:
    """The module whose call recorded the claim."""
    return str(sys._getframe(2).f_globals.get("__name__", ""))

"""A statement for every degree (depth): one general argument, checked again at small degrees.

The general form names the product of the other weights by one symbol, so that its proof does not see the degree; the
instances spell every weight out. All of them must hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from checks.errors import StatementError
from checks.statements.base import Statement
from checks.statements.pointwise import Pointwise
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain


class EveryDegree(Statement):
    """`general` for a symbolic degree, and `at[n]` spelled out for small degrees n.

    A derivation belongs to the general form. The numeric witnesses work on the instances, where nothing is abbreviated.
    """

    def __init__(self, general: Pointwise, at: Mapping[int, Pointwise]) -> None:
        if not at:
            raise StatementError("spell out at least one degree")
        self.general, self.at = general, dict(at)

    @property
    def kind(self) -> str:  # type: ignore[override]  # the kind is that of the general form
        return self.general.kind

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return self.general.free_symbols.union(*(s.free_symbols for s in self.at.values()))

    def check(self) -> None:
        self.general.check()
        for n, statement in self.at.items():
            try:
                statement.check()
            except StatementError as error:
                raise StatementError(f"at degree {n}: {error}") from None

    def latex(self) -> str:
        return self.general.latex()

    def __str__(self) -> str:
        return f"{self.general} (every degree; spelled out for {', '.join(map(str, self.at))})"

    def _own(self, statement: Statement, domain: Domain) -> Domain:
        """The conditions on the symbols of this instance, and on whatever these conditions tie them to."""
        from numeric.domains import Domain as Made

        symbols = statement.free_symbols
        while more := [c.free_symbols - symbols for c in domain.conditions if c.free_symbols & symbols]:
            if not any(more):
                break
            symbols = symbols.union(*more)
        return Made(sorted(symbols, key=str), [c for c in domain.conditions if c.free_symbols <= symbols])

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        general = self.general.derive(self._own(self.general, domain), chain, settings)
        if general.outcome is not Outcome.PROVES:
            return general
        for n, statement in self.at.items():
            told = statement.derive(self._own(statement, domain), None, settings)
            if told.outcome is not Outcome.PROVES:
                return Evidence("derive", Outcome.NOTHING, f"at degree {n}: {told.summary}", told.details)
        degrees = ", ".join(map(str, self.at))
        return Evidence("derive", Outcome.PROVES, f"{general.summary}; also spelled out for {degrees}", general.details)

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        counted = {}
        for n, statement in self.at.items():
            told = statement.confirm(self._own(statement, domain), settings)
            if told.outcome is not Outcome.AGREES:
                return Evidence(
                    "confirm", told.outcome, f"at degree {n}: {told.summary}", told.details, told.counterexample
                )
            counted[str(n)] = told.details.get("points", 0)
        total = sum(counted.values())
        summary = f"agrees to {settings.digits} digits at {total} exact random points over {len(counted)} degrees"
        return Evidence("confirm", Outcome.AGREES, summary, {"points": total, "digits": settings.digits, "at": counted})

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        last = None
        shared = replace(settings, examples=max(20, settings.examples // len(self.at)))
        for n, statement in self.at.items():
            last = statement.search(self._own(statement, domain), shared)
            if last.outcome is Outcome.REFUTES:
                return Evidence(
                    "search", last.outcome, f"at degree {n}: {last.summary}", last.details, last.counterexample
                )
        assert last is not None
        return last

    def terms(self) -> tuple[sp.Expr, ...]:
        return self.general.terms()

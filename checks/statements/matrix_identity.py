"""Identities between matrices of any size, and between scalars made of them by traces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.expressions import expression
from checks.matrices.algebra import Matrix
from checks.matrices.assumptions import Balanced, FullRank
from checks.matrices.chain import MatrixChain, require_same_kind
from checks.matrices.letters import Letter
from checks.matrices.networks import Network
from checks.matrices.shapes import parts
from checks.matrices.traces import Trace
from checks.proving.argue import link
from checks.proving.chain import Line
from checks.proving.combinations import difference_vanishes
from checks.proving.readings import denominators
from checks.statements.base import Statement, require_number
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain

WORDS = "words"
_SPELLED = (1, 2, 3, 4)


class MatrixIdentity(Statement):
    """`left = right` for matrices of every size, rank and entries that the assumptions allow.

    Both sides are matrix expressions of one shape, or both scalar expressions in which traces of matrices occur. What
    the letters, layers and flows mean is in `checks.matrices`. Claims may assume `Balanced(network)`, `FullRank(W)`,
    and relations between scalars, traces among them. It holds or fails at instances at which both sides are defined.
    """

    kind = "matrix identity"

    def __init__(self, left: Matrix | sp.Expr, right: Matrix | sp.Expr) -> None:
        self.left, self.right = left, right

    @property
    def is_matrix(self) -> bool:
        return isinstance(self.left, Matrix)

    def check(self) -> None:
        if not self.is_matrix and not isinstance(self.right, Matrix):
            for side, role in ((self.left, "left side"), (self.right, "right side")):
                traces = parts((side,), Trace) if isinstance(side, sp.Basic) else []
                require_number(side.xreplace({t: sp.Dummy(real=True) for t in traces}) if traces else side, role)
            self.left, self.right = expression(self.left), expression(self.right)
        require_same_kind(self.left, self.right)
        if not parts((self.left, self.right), Matrix):
            raise StatementError("no matrix occurs in this identity; state it as an Identity of scalars")

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return {x for side in (self.left, self.right) for x in side.free_symbols if isinstance(x, sp.Symbol)}

    def latex(self) -> str:
        return f"{sp.latex(self.left)} = {sp.latex(self.right)}"

    def __str__(self) -> str:
        return f"{self.left} = {self.right}"

    def new_chain(self) -> Chain:
        return MatrixChain()

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        try:
            return self._derive(domain, chain)
        except StatementError as error:
            return Evidence("derive", Outcome.NOTHING, f"no proof: {error}")

    def _derive(self, domain: Domain, chain: Chain | None) -> Evidence:
        conditions, symbols = domain.conditions, domain.symbols
        links = [link(self.left, "the subject, from the definitions", "", "")]
        lines = [s for s in chain.steps if isinstance(s, Line)] if chain else []
        current, used = self.left, set[str]()
        for line in [*lines, Line(self.right, "conclusion")]:
            rules = _shown(current, line.expression, conditions, symbols)
            if rules is None:
                why = f"no proof: `{line.expression}` is not shown to equal `{current}`"
                return Evidence("derive", Outcome.NOTHING, why, {"links": links})
            used |= rules
            links.append(link(line.expression, line.reason, ", ".join(sorted(rules)) or WORDS, "="))
            current = line.expression
        details: dict[str, object] = {"links": links}
        sides = denominators(self.left) | denominators(self.right)
        divides = any(denominators(line.expression) - sides for line in lines)
        # a line that is undefined somewhere says nothing there, so the ends have to meet without it
        if divides and _shown(self.left, self.right, conditions, symbols) is None:
            why = "no proof: a line divides by what the claim does not, and the ends do not meet without it"
            return Evidence("derive", Outcome.NOTHING, why, details)
        spelled = self._spelled(conditions)
        if isinstance(spelled, int):
            return Evidence("derive", Outcome.NOTHING, f"no proof: the words differ for {spelled} layers", details)
        if any("induction" in rule for rule in used):
            from checks.proving.induction import lemmas

            details["lemmas"] = lemmas()
        summary = f"equal as words, by {', '.join(sorted(used))}" if used else "equal as words"
        if spelled:
            details["rewritings"] = self._rewritings(conditions)
            summary += f"; also letter by letter for {', '.join(map(str, spelled))} layers"
        return Evidence("derive", Outcome.PROVES, summary, details)

    def _spelled(self, conditions: Iterable[Boolean]) -> tuple[int, ...] | int:
        """The depths at which both sides agree letter by letter as well; the depth at which they differ, if any."""
        from checks.proving.spelled import Unspellable, agree_letter_by_letter

        depths = {n.depth for n in parts((self.left, self.right), Network) if n.depth.is_Symbol}
        if len(depths) != 1:
            return ()
        (depth,) = depths
        done = []
        for n in _SPELLED:
            try:
                agrees = agree_letter_by_letter(self.left, self.right, tuple(conditions), depth, n)
            except Unspellable:
                continue
            if not agrees:
                return n
            done.append(n)
        return tuple(done)

    def _rewritings(self, conditions: tuple[Boolean, ...]) -> list[dict[str, str]]:
        """Each rewriting of the words for three layers, in LaTeX: how a reader sees the rules at work."""
        from checks.proving.spelled import Unspellable, rewritings

        (depth,) = {n.depth for n in parts((self.left, self.right), Network) if n.depth.is_Symbol}
        found: list[dict[str, str]] = []
        for side in (self.left, self.right):
            assert isinstance(side, Matrix)
            try:
                found += [{"before": a, "after": b} for a, b in rewritings(side, conditions, depth, 3)]
            except Unspellable:  # fewer layers could be spelled
                continue
        return found

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.matrices.confirming import confirm_matrices

        return confirm_matrices(self, domain, settings)

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.matrices.hunting import search_matrices

        return search_matrices(self, domain, settings)

    def remedies(self, domain: Domain) -> list[Boolean]:
        """Balanced networks first, then full ranks, then nonzero end-to-end matrices."""
        from checks.matrices.traces import norm_squared

        sides = (self.left, self.right)
        networks, letters = parts(sides, Network), parts(sides, Letter)
        found: list[Boolean] = [Balanced(n) for n in networks]
        found += [FullRank(w) for w in letters if w.kind == "general"]
        found += [sp.Gt(norm_squared(n.end_to_end), 0, evaluate=False) for n in networks]
        return [c for c in found if c not in domain.conditions]


def _shown(
    left: Matrix | sp.Expr, right: Matrix | sp.Expr, conditions: tuple[Boolean, ...], symbols: tuple[sp.Symbol, ...]
) -> set[str] | None:
    """The rules that close a link; without balancedness where it is not needed, so that readers see where it is."""
    free = tuple(c for c in conditions if not isinstance(c, Balanced))
    for known in dict.fromkeys((free, conditions)):
        rules = difference_vanishes(left, right, known, symbols)
        if rules is not None:
            return rules
    return None

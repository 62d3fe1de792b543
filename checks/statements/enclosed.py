"""Inequalities on a box, certified by ball arithmetic that covers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.relational import Relational

from checks.errors import StatementError
from checks.expressions import expression
from checks.gaussian import PlaneMean, affordable, is_never_negative
from checks.proving.argue import link
from checks.proving.atoms import vanishes
from checks.proving.ladder import close
from checks.proving.relations import Context
from checks.statements.base import require_number
from checks.statements.relation import Inequality
from checks.verdict import Evidence, Outcome

if TYPE_CHECKING:
    from flint import arb, fmpq

    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain

RUNG = "ball arithmetic on the whole box"
_BITS = 128
_HIGHEST = 8  # the most derivatives that may vanish where the two sides meet
_END = sp.Symbol("<s>", real=True)

Ends = tuple[sp.Expr, sp.Expr]


class Enclosed(Inequality):
    """An order relation on the domain, which lies in the box `over`: symbol -> (low, high), finite exact numbers.

    touching  ends of the interval at which the two sides meet, for a box with one side
    parts     (factor, square) pairs whose products add up to the difference of the two sides, the larger minus the
              smaller. The squares, or means of squares, are seen to be nonnegative; the factors are enclosed, so other
              symbols may be in the squares and need not be bounded. The pairs default to the difference itself, times 1

    Where every factor is a positive number the sum of squares is a proof, and no box is needed.

    Raises StatementError for a relation that is no order, and for ends that are not finite numbers.
    """

    kind = "inequality on a box"

    def __init__(
        self,
        relation: Relational,
        over: Mapping[sp.Symbol, Ends],
        *,
        touching: Sequence[sp.Expr | int] = (),
        parts: Sequence[tuple[sp.Expr, sp.Expr | int]] = (),
    ) -> None:
        super().__init__(relation)
        self.over = {x: (expression(low), expression(high)) for x, (low, high) in over.items()}
        self.touching = tuple(expression(p) for p in touching)
        self.parts = tuple((expression(factor), expression(square)) for factor, square in parts)

    def check(self) -> None:
        super().check()
        if isinstance(self.relation, sp.Ne):
            raise StatementError(f"{self.relation} is not an order")
        for x, ends in self.over.items():
            if not all(require_number(e, f"end of {x}").is_number and e.is_finite for e in ends):
                raise StatementError(f"the ends of {x} are not finite numbers")
        if self.touching and len(self.over) != 1:
            raise StatementError("sides may meet at the ends of an interval, not of a box")

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return super().free_symbols | set(self.over)

    @property
    def strict(self) -> bool:
        return isinstance(self.relation, sp.StrictLessThan | sp.StrictGreaterThan)

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        context = Context(domain.conditions, domain.symbols)
        difference = (self.relation.gts - self.relation.lts).doit()
        parts = self.parts or ((difference, sp.Integer(1)),)
        links = [link(difference, "the larger side minus the smaller", "", "")]

        def open_end(why: str) -> Evidence:
            return Evidence("derive", Outcome.NOTHING, f"no proof: {why}", {"links": links})

        for x, (low, high) in self.over.items():
            if not (context.holds(x >= low) and context.holds(x <= high)):
                return open_end(f"the domain is not shown to lie in {low} <= {x} <= {high}")
            if self.strict and not all(context.holds(sp.Ne(x, p, evaluate=False)) for p in self.touching):
                return open_end("the two sides meet in the domain")
        if self.parts:
            if self.strict:
                return open_end("a sum of squares may vanish")
            total = sp.Add(*(factor * square for factor, square in parts))
            if (rung := close(difference, total, context)) is None:
                return open_end(f"{total} is not shown to be the difference of the two sides")
            links.append(link(total, "as a sum of squares", str(rung)))
        boxes = 0
        for factor, square in parts:
            if not _is_square(square, context):
                return open_end(f"{square} is not seen to be nonnegative")
            found = enclose_positive(factor.doit(), self.over, self.touching)
            if found is None:
                return open_end(f"{factor} is not shown to be nonnegative on the box")
            boxes += found
            links.append(link(factor, f"not negative, {found} boxes", RUNG, ""))
        if all(factor.is_Rational for factor, _ in parts):
            return Evidence("derive", Outcome.PROVES, f"{self.relation}: a sum of squares", {"links": links})
        summary = f"{self.relation}: ball arithmetic covers the box with {boxes} pieces"
        return Evidence("derive", Outcome.ENCLOSES, summary, {"links": links, "boxes": boxes})

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        return super().confirm(domain, affordable(settings, self.relation))

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.searching.sampled import search_by_samples

        if not self.relation.has(PlaneMean):
            return super().search(domain, settings)
        return search_by_samples(self, domain, affordable(settings, self.relation))

    def terms(self) -> tuple[sp.Expr, ...]:
        """None: a box is stated with the relation, and the screening of candidates would only restate it."""
        return ()


def _is_square(e: sp.Expr, context: Context) -> bool:
    return is_never_negative(e) or context.holds(e >= 0)


def enclose_positive(e: sp.Expr, over: Mapping[sp.Symbol, Ends], touching: Sequence[sp.Expr] = ()) -> int | None:
    """How many boxes show that e > 0 on the box, but for the `touching` ends, where e vanishes; None if not shown.

    A number needs no box at all.
    """
    from numeric.boxes import positive
    from numeric.errors import NumericError
    from numeric.precision import precision
    from numeric.program import Program

    symbols = [x for x in over if x in e.free_symbols]
    if not e.free_symbols <= set(symbols):
        return None
    try:
        with precision(_BITS):
            ends = [tuple(map(_ball, over[x])) for x in symbols]
            beside = 0
            for p in touching if symbols else ():
                low, high = over[symbols[0]]
                if p not in (low, high):
                    return None
                way = 1 if p == low else -1
                radius = _beside(e.xreplace({symbols[0]: p + way * _END}))
                if radius is None:
                    return None
                beside += 1
                one, other = ends[0]
                ends[0] = (one + radius, other) if way == 1 else (one, other - radius)
            if symbols and not ends[0][0] < ends[0][1]:
                return beside
            cover = positive(Program.of([e], symbols), ends, bits=_BITS)
    except NumericError:
        return None
    return beside + cover.boxes if cover.positive else None


def _ball(e: sp.Expr) -> arb:
    from numeric.balls import evaluate
    from numeric.precision import ball

    value = evaluate(e, {}, digits=36)
    return ball(value.exact) if value.exact is not None else value.ball


def _beside(e: sp.Expr) -> fmpq | None:
    """How far to the right of 0 a function is positive, whose first derivatives that vanish there are shown to."""
    from numeric.boxes import positive_beside
    from numeric.program import Program

    derivative = e
    for order in range(_HIGHEST + 1):
        at_end = derivative.xreplace({_END: sp.Integer(0)})
        if at_end.has(sp.nan, sp.zoo):
            return None
        if not vanishes(at_end):
            return positive_beside(Program.of([e], [_END]), order, bits=_BITS)
        derivative = sp.diff(derivative, _END)
    return None

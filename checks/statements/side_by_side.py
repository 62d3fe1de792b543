"""The flow of the layers and a flow of the end-to-end matrix, integrated side by side from one start."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.statements.base import Statement, require_number
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from flint import arb

    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain
    from numeric.program import Program, Reg

_LONG = 400  # characters of a field that no reader of a report wants


class SideBySide(Statement):
    """At each of `times`, the largest entry of |W_N(t) ⋯ W_1(t) − W(t)| is smaller than `below` (or exceeds `above`).

    The layers move by dW_j/dt = −rate · (gradient of loss(W_N ⋯ W_1) in W_j) from `start`; the matrix W moves by
    dW/dt = field(W) from `begin`.

    loss    an expression in the entries of W
    W       m×n matrix of distinct symbols
    field   m×n matrix of expressions in the entries of W
    start   W_1, ..., W_N with rational entries, whose product W_N ⋯ W_1 is m×n
    times   rising positive rationals
    begin   W(0), m×n with rational entries; the product of the start if not given

    Nothing is free: the data are exact, so one certified pair of trajectories settles the assertion.
    """

    kind = "two flows side by side"

    def __init__(
        self,
        loss: sp.Expr,
        W: sp.Matrix,
        field: sp.Matrix,
        start: Sequence[sp.Matrix],
        times: Sequence[sp.Rational],
        *,
        below: sp.Rational | int | None = None,
        above: sp.Rational | int | None = None,
        rate: sp.Rational | int = 1,
        begin: sp.Matrix | None = None,
    ) -> None:
        self.loss, self.W, self.field = loss, sp.ImmutableMatrix(W), sp.ImmutableMatrix(field)
        self.start, self.times = tuple(map(sp.ImmutableMatrix, start)), tuple(sp.Integer(1) * t for t in times)
        self.below, self.above = (None if b is None else sp.Integer(1) * b for b in (below, above))
        self.rate = sp.Integer(1) * rate
        self.begin = None if begin is None else sp.ImmutableMatrix(begin)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return set()

    def check(self) -> None:
        entries = set(self.W)
        if len(entries) != len(self.W) or not all(x.is_Symbol for x in entries):
            raise StatementError("the entries of the end-to-end matrix are distinct symbols")
        if not self.start or any(above.cols != below.rows for below, above in pairwise(self.start)):
            raise StatementError(f"the layers {[W.shape for W in self.start]} do not fit together")
        if (self.start[-1].rows, self.start[0].cols) != self.W.shape or self.field.shape != self.W.shape:
            raise StatementError(f"the layers, the field and the matrix of shape {self.W.shape} do not fit together")
        if self.beginning.shape != self.W.shape:
            raise StatementError(f"W(0) and the matrix of shape {self.W.shape} do not fit together")
        for what in (self.loss, *self.field):
            if other := require_number(what, "loss or field").free_symbols - entries:
                raise StatementError(f"{', '.join(sorted(map(str, other)))}: no entry of the end-to-end matrix")
        if not all(x.is_Rational for W in (*self.start, self.beginning) for x in W):
            raise StatementError("a start with entries that are not rational is no exact start")
        if (
            not self.times
            or any(not t.is_Rational for t in self.times)
            or any(s >= t for s, t in pairwise((sp.S.Zero, *self.times)))
        ):
            raise StatementError("the times are rising positive rationals")
        if (self.below is None) == (self.above is None):
            raise StatementError("say either what the distance is below, or what it is above")
        if not (self.bound.is_Rational and self.bound > 0 and self.rate.is_Rational and self.rate > 0):
            raise StatementError("the bound and the rate are positive rationals")

    @property
    def bound(self) -> sp.Rational:
        """What the distance is compared with."""
        return self.below if self.below is not None else self.above

    @property
    def beginning(self) -> sp.Matrix:
        """W(0)."""
        return product_of(self.start) if self.begin is None else self.begin

    @property
    def digits(self) -> int:
        """Enough to tell the distance from the bound, and for figures to ten digits."""
        return max(12, 2 + len(str(int(1 / self.bound))))

    @property
    def relation(self) -> str:
        """How it is compared: `<` or `>`."""
        return "<" if self.below is not None else ">"

    @cached_property
    def layers(self) -> list[sp.Matrix]:
        """A symbol for each entry of each layer."""
        return [
            sp.Matrix(*W.shape, lambda a, b, j=j: sp.Symbol(f"W_{j}_{a + 1}{b + 1}", real=True))
            for j, W in enumerate(self.start, 1)
        ]

    @property
    def composed(self) -> sp.Expr:
        """The loss of the product of the layers, in their entries."""
        return self.loss.xreplace(dict(zip(self.W, product_of(self.layers), strict=True)))

    def latex(self) -> str:
        product = " ".join(f"W_{{{j}}}" for j in range(len(self.start), 0, -1))
        times = ", ".join(sp.latex(t) for t in self.times)
        bound = sp.latex(self.bound) if self.bound.p > 1 else _small(int(self.bound.q))
        at = f"t = {times}" + ("" if self.begin is None else rf",\; W(0) = {sp.latex(self.begin)}")
        return rf"\max_{{a,b}} \left|\left({product} - W\right)_{{ab}}(t)\right| {self.relation} {bound},\; {at}"

    def __str__(self) -> str:
        times = ", ".join(map(str, self.times))
        layers = f"{len(self.start)} layers from {[W.tolist() for W in self.start]}, loss {self.loss}, rate {self.rate}"
        field = str(self.field.tolist())
        field = field if len(field) < _LONG else "the given field"
        field += "" if self.begin is None else f" from {self.begin.tolist()}"
        return f"distance of {layers} from dW/dt = {field}: {self.relation} {self.bound} at t = {times}"

    def _enclosed(self) -> list[arb]:
        """Balls around the distance at each time. Raises NumericError where a trajectory is not enclosed."""
        from flint import arb

        from checks.quantities import GradientFlow
        from numeric.precision import digits_to_bits, precision
        from numeric.program import Program
        from numeric.trajectories import trajectory_until

        flow = GradientFlow(self.composed, of=[x for W in self.layers for x in W])
        state = list(flow.field)
        layers = Program.of([self.rate * v for v in flow.field.values()], state)
        ends = trajectory_until(layers, [x for W in self.start for x in W], [], self.times, digits=self.digits)
        whole = _roots_as_exponentials(Program.of(list(self.field), list(self.W)))
        others = trajectory_until(whole, list(self.beginning), [], self.times, digits=self.digits)
        bits = digits_to_bits(self.digits) + 30
        product = Program.of(list(product_of(self.layers)), state).real(bits)
        with precision(bits):
            apart = [
                [abs(p - w) for p, w in zip(product(*e), o, strict=True)] for e, o in zip(ends, others, strict=True)
            ]
            return [reduce(arb.max, entries) for entries in apart]

    def holds(self, distance: Any, bound: Any) -> bool:
        """Whether it does for certain: between balls that overlap every comparison is False."""
        return bool(distance < bound if self.below is not None else distance > bound)

    def fails(self, distance: Any, bound: Any) -> bool:
        """Whether it certainly does not."""
        return bool(distance >= bound if self.below is not None else distance <= bound)

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        from numeric.errors import NumericError
        from numeric.networks import imbalance
        from numeric.precision import rational

        try:
            distances = self._enclosed()
        except NumericError as error:
            return Evidence("derive", Outcome.NOTHING, f"no proof: {error}")
        uneven = max((abs(x) for W in imbalance(list(map(_exact, self.start))) for x in W.entries()), default=0)
        seen = {
            str(t): [_shown(d.abs_lower()), _shown(d.abs_upper())] for t, d in zip(self.times, distances, strict=True)
        }
        details = {"distances": seen, "imbalance": str(uneven)}
        told = ", ".join(f"between {low} and {high} at t = {t}" for t, (low, high) in seen.items())
        told = f"distance {told}; imbalance of the start {uneven}"
        if not all(self.holds(d, rational(self.bound)) for d in distances):
            return Evidence("derive", Outcome.NOTHING, f"no proof: {told}", details)
        return Evidence("derive", Outcome.ENCLOSES, f"integrated in balls: {told}", details)

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        """The balls again, for a time at which they are certain to speak against the bound."""
        from numeric.errors import NumericError
        from numeric.precision import rational

        try:
            distances = self._enclosed()
        except NumericError as error:
            return Evidence("search", Outcome.NOTHING, str(error))
        for t, distance in zip(self.times, distances, strict=True):
            if self.fails(distance, rational(self.bound)):
                found = Counterexample({"t": str(t)}, _shown(distance), str(self.bound), self.relation)
                return Evidence("search", Outcome.REFUTES, f"integrated in balls: {found}", {}, found)
        return Evidence("search", Outcome.AGREES, "no time speaks against it", {"points": len(self.times)})

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.extrapolating import confirm_by_extrapolation

        return confirm_by_extrapolation(self)

    def contradiction(self, derived: Evidence, confirmed: Evidence) -> str | None:
        """Distances in balls and in rounded arithmetic that are further apart than ten error estimates."""
        for t, (low, high) in derived.details.get("distances", {}).items():
            distance, error = map(float, confirmed.details.get("distances", {}).get(t, ("nan", "nan")))
            # the figures are rounded to ten digits
            slack = 10 * error + 1e-8 * abs(distance)
            if distance + slack < float(low) or distance - slack > float(high):
                return (
                    f"at t = {t} the distance is {distance} +- {error} by rounded arithmetic, {low} to {high} in balls"
                )
        return None


def product_of(layers: Sequence[sp.Matrix]) -> sp.Matrix:
    """W_N ... W_1 of W_1, ..., W_N."""
    return reduce(lambda product, W: W * product, layers)


def _exact(W: sp.Matrix) -> Any:
    """The rational matrix as flint's."""
    from flint import fmpq_mat

    from numeric.precision import rational

    return fmpq_mat(W.rows, W.cols, [rational(x) for x in W])


def _roots_as_exponentials(field: Program) -> Program:
    """The same field where it is real and smooth, its roots as exp(log(x)/n), for which Taylor's recursion has rules.

    Where x is not certainly positive the logarithm is not finite, and the integrator gives up.
    """
    from numeric.program import Builder

    builder = Builder(field.inputs)
    place: list[Reg] = []
    for instruction in field.code:
        operands = [place[a] for a in instruction.args]
        if instruction.op == "root" and instruction.data > 2:
            share = builder.div(builder.call("log", operands[0]), builder.constant(instruction.data))
            place.append(builder.call("exp", share))
        else:
            place.append(builder.copy(instruction, operands, builder.inputs))
    return builder.program(place[r] for r in field.outputs)


def _small(denominator: int) -> str:
    """LaTeX of 1/denominator."""
    zeros = len(str(denominator)) - 1
    return rf"10^{{-{zeros}}}" if denominator == 10**zeros and zeros > 2 else sp.latex(sp.Rational(1, denominator))


def _shown(ball: arb) -> str:
    return str(ball.str(10, radius=not ball.is_exact()))

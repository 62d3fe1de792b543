"""Iterative methods compared by the number of steps that they need, counted in certified arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp

from checks.errors import StatementError
from checks.statements.base import Statement, require_number
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from fractions import Fraction

    from checks.proving.chain import Chain
    from checks.settings import Settings
    from numeric.domains import Domain

_BITS = 320
_DIGITS = 120  # of the independent count
_MOST_STEPS = 200_000


@dataclass(frozen=True)
class Method:
    """state <- update(state) from `start`, until `error` is at most `tolerance`; `loss` is to fall at every step.

    All five are expressions in the state symbols, which `update` and `start` have in common, and in parameters.
    """

    name: str
    update: Mapping[sp.Symbol, sp.Expr]
    start: Mapping[sp.Symbol, sp.Expr]
    loss: sp.Expr
    error: sp.Expr
    tolerance: sp.Expr
    bits: int = field(default=_BITS, compare=False)

    @property
    def parameters(self) -> set[sp.Symbol]:
        parts = (*self.update.values(), *self.start.values(), self.loss, self.error, self.tolerance)
        return set().union(*(part.free_symbols for part in parts)) - set(self.update)

    def check(self) -> None:
        if not self.update or set(self.update) != set(self.start):
            raise StatementError(f"{self.name}: say of each state symbol where it starts and what comes next")
        for what in (*self.update.values(), *self.start.values(), self.loss, self.error, self.tolerance):
            require_number(what, f"{self.name}, an expression of the method")
        if set().union(*(e.free_symbols for e in self.start.values())) & set(self.update):
            raise StatementError(f"{self.name}: the start depends on the state")


@dataclass(frozen=True)
class Count:
    """How many steps were taken, and whether the loss fell at each; None for what could not be decided."""

    steps: int | None
    falls: bool | None


def count(method: Method, values: Mapping[sp.Symbol, Fraction | int]) -> Count:
    """The number of steps in balls: every comparison is certain, or the count is given up."""
    from flint import arb

    from numeric.precision import precision, rational

    here = {x: rational(v) for x, v in values.items()}
    with precision(method.bits):
        start, step = _programs(method, list(here))
        place = [arb(v) for v in here.values()]
        return _run(start.real(method.bits)(*place), lambda state: step.real(method.bits)(*state, *place))


def count_again(method: Method, values: Mapping[sp.Symbol, Fraction | int]) -> Count:
    """The same by mpmath's rounded arithmetic to many digits: independent, and no certificate."""
    import mpmath

    from numeric.precision import rational

    here = {x: rational(v) for x, v in values.items()}
    with mpmath.workdps(max(_DIGITS, method.bits // 3)):
        start, step = _programs(method, list(here))
        place = [mpmath.mpf(int(v.p)) / int(v.q) for v in here.values()]
        return _run(start.mpmath(*place), lambda state: step.mpmath(*state, *place))


def _programs(method: Method, parameters: Sequence[sp.Symbol]) -> tuple[Any, Any]:
    """Programs for the start and for a step; each ends with loss, error and tolerance at the state it has reached."""
    from numeric.program import Program

    watched = [method.loss, method.error, method.tolerance]
    state = list(method.update)

    def reached(place: Mapping[sp.Symbol, sp.Expr]) -> list[sp.Expr]:
        return [place[x] for x in state] + [w.xreplace(dict(place)) for w in watched]

    return Program.of(reached(method.start), parameters), Program.of(reached(method.update), [*state, *parameters])


def _run(now: Sequence[Any], step: Any) -> Count:
    """Follow the numbers; anything that compares neither way ends the count without a number."""
    falls: bool | None = True
    for steps in range(_MOST_STEPS):
        *state, loss, error, tolerance = now
        if error <= tolerance:
            return Count(steps, falls)
        if not error > tolerance:
            return Count(None, falls)
        now = step(state)
        after = now[-3]
        if not after < loss:
            return Count(None, False if after >= loss else None)
    return Count(None, falls)


class FewerSteps(Statement):
    """At each of the instances `at`, `fast` needs fewer steps than `slow`, and at every step of either its loss falls.

    An instance gives every parameter a rational value, so nothing is free and nothing is left to sampling: the counts
    are facts. Raises StatementError for a parameter without a value.
    """

    kind = "number of steps"

    def __init__(self, fast: Method, slow: Method, at: Sequence[Mapping[sp.Symbol, Fraction | int]]) -> None:
        self.fast, self.slow, self.at = fast, slow, tuple(dict(values) for values in at)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return set()

    def check(self) -> None:
        if not self.at:
            raise StatementError("name at least one instance")
        for method in (self.fast, self.slow):
            method.check()
            for values in self.at:
                if missing := method.parameters - set(values):
                    raise StatementError(f"{method.name}: no value for {', '.join(sorted(map(str, missing)))}")

    def latex(self) -> str:
        where = "; ".join(_told(values) for values in self.at)
        return rf"\text{{{self.fast.name} needs fewer steps than {self.slow.name}}} \quad ({where})"

    def __str__(self) -> str:
        where = "; ".join(_told(values) for values in self.at)
        return f"{self.fast.name} needs fewer steps than {self.slow.name} at {where}"

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        links = []
        for values in self.at:
            fast, slow = (count(method, values) for method in (self.fast, self.slow))
            if not (fast.falls and slow.falls) or fast.steps is None or slow.steps is None or fast.steps >= slow.steps:
                return Evidence("derive", Outcome.NOTHING, f"no proof: at {_told(values)}: {self._seen(fast, slow)}")
            links.append(
                {
                    "line": f"{fast.steps} < {slow.steps}",
                    "latex": f"{fast.steps} < {slow.steps}",
                    "reason": f"steps at {_told(values)}",
                    "rung": "iterated in balls",
                    "relation": "",
                }
            )
        told = "; ".join(f"{entry['line']} {entry['reason']}" for entry in links)
        return Evidence("derive", Outcome.PROVES, f"counted in balls: {told}", {"links": links})

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        for values in self.at:
            fast, slow = (count_again(method, values) for method in (self.fast, self.slow))
            if fast.steps is None or slow.steps is None or fast.steps >= slow.steps:
                return Evidence("confirm", Outcome.NOTHING, f"at {_told(values)}: {self._seen(fast, slow)}")
        summary = f"the same order at {len(self.at)} instances in mpmath's arithmetic"
        return Evidence("confirm", Outcome.AGREES, summary, {"points": len(self.at)})

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        """The instances in turn: a certified count that goes the other way, or a loss that does not fall."""
        for values in self.at:
            fast, slow = (count(method, values) for method in (self.fast, self.slow))
            certain = fast.steps is not None and slow.steps is not None
            if fast.falls is False or slow.falls is False or (certain and fast.steps >= slow.steps):  # type: ignore[operator]  # both are numbers
                point = {x.name: str(v) for x, v in values.items()}
                found = Counterexample(point, _steps(fast), _steps(slow), "<")
                return Evidence("search", Outcome.REFUTES, f"counted in balls: {found}", {}, found)
            if not certain:
                return Evidence("search", Outcome.NOTHING, f"at {_told(values)}: {self._seen(fast, slow)}")
        return Evidence("search", Outcome.AGREES, "no instance speaks against it", {"points": len(self.at)})

    def _seen(self, fast: Count, slow: Count) -> str:
        return f"{self.fast.name}: {_steps(fast)}; {self.slow.name}: {_steps(slow)}"


def _steps(c: Count) -> str:
    if c.falls is False:
        return "a step at which the loss does not fall"
    return "no certain count" if c.steps is None else f"{c.steps} steps"


def _told(values: Mapping[sp.Symbol, Fraction | int]) -> str:
    return ", ".join(f"{x} = {v}" for x, v in values.items())

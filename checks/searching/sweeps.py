"""Counterexamples to order statements: a point where the signs part, or a path on which no constant is enough.

A path sends every symbol along c * n**k. A quotient that tends to 0 or infinity on a path inside the domain rules out
every pair of constants; the limit is exact, the path is shown to stay in the domain, and the figures at a large n are
evaluated as a cross-check.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp

from checks.figures import number
from checks.proving.limits import limit
from checks.proving.relations import Context
from checks.proving.travel import in_closed_form
from checks.scaling import sign_clash
from checks.searching.engines import by_grid, by_hypothesis, by_samples
from checks.searching.shrinking import shrink
from checks.statements.pointwise import Point, written
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from checks.settings import Settings
    from checks.statements.order import Order
    from numeric.domains import Domain

N = sp.Symbol("n", positive=True)
_FAR = 10**6
_PATHS = [(c, k) for k in (0, 1, -1, 2, -2) for c in (1, -1, 2, 4)]


def search_order(statement: Order, domain: Domain, settings: Settings) -> Evidence:
    """Sign clashes first (for Θ on a domain), then paths, then the limit itself at fixed values of everything else."""
    inner = statement.moved_domain(domain)
    if statement.limit is not None:
        found = _wrong_limit(statement, inner, settings) or _not_uniform(statement, inner)
        method = "the limit at fixed values of the other symbols, and on paths on which they move too"
    else:
        found = _sign(statement, inner, settings) or _path(statement, inner)
        method = "small numbers, exact samples, Hypothesis and paths c*n**k"
    if found is not None:
        return Evidence("search", Outcome.REFUTES, f"{method}: {found}", {"engine": method}, found)
    tried = {"examples": settings.examples, "engines": [method], "seed": settings.seed}
    return Evidence("search", Outcome.AGREES, f"{method} found no counterexample", tried)


def _sign(statement: Order, domain: Domain, settings: Settings) -> Counterexample | None:
    def test(p: Point) -> Counterexample | None:
        return sign_clash(statement, domain, p, settings.digits)

    point = by_grid(test, domain) or by_samples(test, domain, settings) or by_hypothesis(test, domain, settings)
    return None if point is None else test(shrink(dict(point), lambda p: test(p) is not None))


def _paths(domain: Domain, fixed: set[sp.Symbol]) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Paths in order of simplicity: few moving symbols, small powers."""
    moving = [x for x in domain.symbols if x not in fixed]
    constant = [x for x in domain.symbols if x in fixed]
    choices = sorted(
        itertools.product(_PATHS, repeat=len(moving)),
        key=lambda ck: (sum(k != 0 for _, k in ck), sum(abs(k) for _, k in ck), sum(abs(c - 1) for c, _ in ck)),
    )
    for held in itertools.product((1, 2, 3, 4), repeat=len(constant)):
        rest = dict(zip(constant, map(sp.Integer, held), strict=True))
        for choice in choices[:4000]:
            if any(k for _, k in choice):
                yield {x: c * N**k for x, (c, k) in zip(moving, choice, strict=True)} | rest


def _path(statement: Order, domain: Domain, tries: int = 1500) -> Counterexample | None:
    from numeric.balls import evaluate

    suspicious = 0
    # a moving integer leaves the domain where it is not an integer; in an exponent it would be too large to evaluate
    exponents = {x for p in statement.quotient.doit().atoms(sp.Pow) for x in p.exp.free_symbols if x.is_integer}
    for path in itertools.islice(_paths(domain, exponents.union(statement.depends)), tries):
        far = [_at(path, n) for n in (_FAR, _FAR**2)]
        if not all(domain.contains(p) for p in far):
            continue
        quotients = [number(evaluate(statement.quotient, p, digits=15)) for p in far]
        known = [q for q in quotients if q is not None]
        if len(known) < len(far) or not _runs_away(*known):
            continue
        suspicious += 1
        if suspicious > 8:
            return None
        if _stays_inside(path, domain) and (goes_to := _limit_on(statement, path)) in (0, sp.oo):
            where = ", ".join(f"{x} = {e}" for x, e in sorted(path.items(), key=lambda i: i[0].name))
            f, g = (evaluate(side, far[0], digits=20) for side in (statement.f, statement.g))
            along = f"{where}, n to infinity: the quotient tends to {goes_to}; n = {_FAR}"
            return Counterexample(written(far[0]), str(f), str(g), "= Θ of", along)
    return None


def _at(path: dict[sp.Symbol, sp.Expr], n: int) -> Point:
    values = {x: sp.Rational(e.subs(N, n)) for x, e in path.items()}
    return {x: Fraction(int(v.p), int(v.q)) for x, v in values.items()}


def _runs_away(near: Fraction, far: Fraction) -> bool:
    near, far = abs(near), abs(far)
    return (near > 1000 and far > 100 * near) or (near < Fraction(1, 1000) and 100 * far < near)


def _stays_inside(path: dict[sp.Symbol, sp.Expr], domain: Domain) -> bool:
    """Whether every point of the path with n >= 10**6 satisfies every condition."""
    n = sp.Symbol("n", real=True)
    on_path = {x: e.xreplace({N: n}) for x, e in path.items()}
    context = Context([n >= _FAR], [n])
    return all(context.holds(c.xreplace(on_path)) for c in domain.conditions)


def _limit_on(statement: Order, path: dict[sp.Symbol, sp.Expr]) -> sp.Expr | None:
    quotient = statement.quotient.doit().xreplace(path)
    return limit(quotient, N, sp.oo, Context([], [N]))


def _special(domain: Domain, x: sp.Symbol, most: int = 27) -> list[Point]:
    """Parameters at 0, 1 and -1, where a limit that is right in general may fail."""
    others = [y for y in domain.symbols if y != x]
    choices = itertools.islice(itertools.product((0, 1, -1), repeat=len(others)), most)
    return [dict(zip(others, map(Fraction, values), strict=True)) for values in choices] if others else []


def _wrong_limit(statement: Order, domain: Domain, settings: Settings) -> Counterexample | None:
    """Everything but the limit variable fixed at simple values: does the exact limit contradict the statement?"""
    from numeric.balls import evaluate
    from numeric.points import sample

    assert statement.limit is not None
    x, to = statement.limit.variable, statement.limit.point
    measured = statement.limit.moved(statement.f if statement.kind == "limit" else statement.quotient)
    subject = measured.doit()
    close = Fraction(1, 10**9) if to == 0 else Fraction(10**9)
    for point in [*_special(domain, x), *sample(domain, 5, settings.seed, hard=False)]:
        near = dict(point) | {x: close}
        if not domain.contains(near):
            continue
        fixed = {y: sp.Rational(v.numerator, v.denominator) for y, v in point.items() if y != x}
        here = Context([x > 0, *(c.xreplace(fixed) for c in domain.conditions)], [x])
        plain = in_closed_form(subject.xreplace(fixed).doit(), here)
        value = None if plain is None else limit(plain, x, to, here)
        if value is None or not _contradicts(statement, value, fixed):
            continue
        seen = number(evaluate(measured, near, digits=20))
        if seen is None or (value.is_finite and abs(float(seen) - float(value)) > 0.1 * (1 + abs(float(value)))):
            continue  # the exact limit and the figures disagree: this is not a certificate
        f, g = (evaluate(statement.limit.moved(side), near, digits=20) for side in (statement.f, statement.g))
        held = ", ".join(f"{k} = {v}" for k, v in sorted(fixed.items(), key=lambda i: i[0].name))
        what = statement.f if statement.kind == "limit" else "the quotient"
        along = f"{held}; as {statement.limit}, {what} tends to {value}; {x} = {close}".removeprefix("; ")
        return Counterexample(written(near), str(f), str(g), statement.symbol, along)
    return None


def _not_uniform(statement: Order, domain: Domain) -> Counterexample | None:
    """A path into the limit on which other symbols move too, and on which the quotient goes elsewhere.

    The constants, or the approach to the limit, may depend on `depends` alone; a limit statement is about fixed values.
    """
    from numeric.balls import evaluate

    assert statement.limit is not None
    x = statement.limit.variable
    others = [y for y in domain.symbols if y not in (x, *statement.depends)]
    if statement.kind == "limit" or not others or any(y.is_integer for y in domain.symbols):
        return None
    quotient = statement.limit.moved(statement.quotient)
    into = N if statement.limit.point == sp.oo else 1 / N
    for powers in itertools.islice(itertools.product((1, -1, 2, -2, 0), repeat=len(others)), 200):
        path = {x: into, **{y: N**k for y, k in zip(others, powers, strict=True)}}
        path |= {y: sp.Integer(1) for y in domain.symbols if y not in path}
        far = [_at(path, n) for n in (_FAR, _FAR**2)]
        if not all(domain.contains(p) for p in far):
            continue
        seen = [q for p in far if (q := number(evaluate(quotient, p, digits=15))) is not None]
        if len(seen) < len(far) or not _goes_elsewhere(statement, seen) or not _stays_inside(path, domain):
            continue
        value = limit(quotient.doit().xreplace(path), N, sp.oo, Context([], [N]))
        if value is not None and _contradicts(statement, value, {}):
            along = ", ".join(f"{y} = {e}" for y, e in sorted(path.items(), key=lambda i: i[0].name))
            along = f"{along}, n to infinity: the quotient tends to {value}; n = {_FAR}"
            f, g = (evaluate(statement.limit.moved(side), far[0], digits=20) for side in (statement.f, statement.g))
            return Counterexample(written(far[0]), str(f), str(g), statement.symbol, along)
    return None


def _goes_elsewhere(statement: Order, seen: list[Fraction]) -> bool:
    """Whether figures on a path make it worth an exact limit."""
    if statement.kind == "order":
        return _runs_away(*seen) or seen[-1] <= 0
    if statement.kind == "approximation":
        return abs(seen[-1] - 1) > Fraction(1, 100)
    return seen[-1] < 100


def _contradicts(statement: Order, value: sp.Expr, fixed: dict[sp.Symbol, sp.Rational]) -> bool:
    """Whether an exact limit of the quotient (of the expression, for a limit statement) rules the statement out."""
    if statement.kind == "order":
        return value in (0, sp.oo, -sp.oo) or value.is_negative is True
    if statement.kind == "approximation":
        return value.is_number and sp.Ne(value, 1) == sp.true
    if statement.kind == "much greater":
        return value.is_finite is True or value == -sp.oo
    claimed = statement.g.doit().xreplace(fixed)
    difference = sp.N(value - claimed, 30) if value.is_finite else sp.oo
    return bool(abs(difference) > sp.Float("1e-20"))

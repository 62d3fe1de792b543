"""The missing assumption: one extra condition, made from the claim's own symbols, under which it holds.

Candidates are signs, orderings and thresholds of the statement's symbols and sub-expressions. A candidate survives
the screening if it excludes every sampled point at which the claim fails and keeps points at which it holds; survivors
come weakest first (the larger the share of good points kept, the weaker). What survives is then judged like any claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.figures import number
from checks.scaling import sign_clash
from checks.statements.order import Order
from checks.statements.pointwise import Point, Pointwise

if TYPE_CHECKING:
    from fractions import Fraction

    from checks.settings import Settings
    from checks.statements.base import Statement
    from numeric.domains import Domain

KEPT = 8
_SHARE = 0.02


def candidates(statement: Statement, domain: Domain) -> list[Boolean]:
    """Conditions to try, without those that the domain already settles in form; deterministic order."""
    if remedies := statement.remedies(domain):
        return remedies
    found: dict[Boolean, None] = {}
    for e in _expressions(statement, domain):
        for c in _conditions(e):
            # a variable of integration is none of the claim's symbols
            if not isinstance(c, sp.core.relational.Relational) or not c.free_symbols <= set(domain.symbols):
                continue
            if c not in domain.conditions:
                found[c] = None
    own = _differences(statement.formula()) if isinstance(statement, Pointwise) else set()
    return [c for c in found if isinstance(c, sp.Eq | sp.Ne) or not _differences(c) & own]


def _differences(formula: Boolean) -> set[sp.Expr]:
    """Both signs of the difference of the two sides of an inequality: to assume the claim itself is no assumption."""
    if not isinstance(formula, sp.core.relational.Relational) or isinstance(formula, sp.Eq | sp.Ne):
        return set()
    difference = sp.expand(formula.lhs.doit() - formula.rhs.doit())
    return {difference, sp.expand(-difference)}


def _expressions(statement: Statement, domain: Domain) -> Iterator[sp.Expr]:
    """Symbols, their differences, and the factors and sub-expressions of the statement's terms."""
    symbols = list(domain.symbols)
    yield from symbols
    for i, a in enumerate(symbols):
        for b in symbols[:i]:
            yield a - b
            yield a * b
    sides = [side for c in domain.conditions for r in c.atoms(sp.core.relational.Relational) for side in r.args]
    unsigned = dict.fromkeys(_bare(e.doit()) for e in (*statement.terms(), *sides))
    bare = [e for e in unsigned if _usable(e)]
    for i, a in enumerate(bare[:8]):
        for b in bare[:i]:
            yield a - b
    seen: set[sp.Expr] = set(symbols)
    for term in statement.terms():
        expanded = term.doit()
        if expanded.count_ops() > 200:
            continue
        for node in (*sp.preorder_traversal(expanded), *sp.Mul.make_args(sp.factor(expanded))):
            if _usable(node) and node not in seen and not node.is_Symbol:
                seen.add(node)
                yield node
        factors = [f for f in sp.Mul.make_args(sp.factor(expanded)) if _usable(f)]
        for i, a in enumerate(factors):
            for b in factors[:i]:
                yield a * b


def _usable(e: sp.Basic) -> bool:
    """Short and algebraic: an assumption that repeats a logarithm of the statement explains nothing."""
    return (
        isinstance(e, sp.Expr)
        and not e.is_number
        and e.count_ops() <= 12
        and e.is_real is not False
        and not e.atoms(sp.Function)
    )


def _bare(e: sp.Expr) -> sp.Expr:
    """Without a numeric factor."""
    return e.as_coeff_Mul()[1]


def _conditions(e: sp.Expr) -> Iterator[Boolean]:
    positive, negative = _sides(e)
    yield positive >= negative
    yield positive > negative
    yield positive <= negative
    yield positive < negative
    if e.is_Symbol:
        for bound in (1, sp.Rational(1, 2), 2):
            yield e >= bound
            yield e > bound
            yield e <= bound
        yield sp.Ne(e, 0)


def _sides(e: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """e compared with 0 reads best with negative terms moved across: s - w1*w2 > 0 is s > w1*w2."""
    if not e.is_Add:
        return e, sp.Integer(0)
    minus = [t for t in e.args if t.could_extract_minus_sign()]
    return e + sp.Add(*(-t for t in minus)), sp.Add(*(-t for t in minus))


def _verdicts(statement: Statement, domain: Domain, settings: Settings) -> list[tuple[Point, bool]]:
    """Sampled points with whether the claim holds there; for orders, extreme quotients count as failures."""
    from numeric.balls import evaluate
    from numeric.points import sample

    told: list[tuple[Point, bool]] = []
    points = sample(domain, 160, settings.seed + 3) + sample(domain, 160, settings.seed + 4, hard=False)
    formula = statement.formula() if isinstance(statement, Pointwise) else None
    # an implication whose premise fails holds for want of a case; an assumption that leaves no case explains nothing
    speaks = _membership(formula.args[0], domain) if isinstance(formula, sp.Implies) else None
    for point in points:
        if isinstance(statement, Pointwise):
            if speaks is not None and speaks(point) is not True:
                continue
            certain, agrees, _ = statement.truth_at(point, 20)
            if certain is False or agrees:
                told.append((point, agrees))
        elif isinstance(statement, Order) and statement.limit is None:
            if sign_clash(statement, domain, point, 20) is not None:
                told.append((point, False))
            elif (q := number(evaluate(statement.quotient, point, digits=15))) is not None:
                told.append((point, abs(q) < 10**4 and abs(q) * 10**4 > 1))
    return told


def screen(statement: Statement, domain: Domain, settings: Settings) -> list[tuple[int, str, float]]:
    """Surviving candidates as (index in `candidates`, condition, share of good points kept), weakest first."""
    if remedies := statement.remedies(domain):
        # a few assumptions of the kind's own, weakest first: each is judged in full
        return [(index, str(condition), 1.0) for index, condition in enumerate(remedies)]
    if not isinstance(statement, Pointwise | Order):
        return []  # it is not about points, at which its conditions may have no meaning
    told = _verdicts(statement, domain, settings)
    good, bad = [p for p, ok in told if ok], [p for p, ok in told if not ok]
    if not bad or not good:
        return []
    survivors = []
    for index, condition in enumerate(candidates(statement, domain)):
        inside = _membership(condition, domain)
        if any(inside(p) is not False for p in bad[:40]) or any(inside(p) is not False for p in bad[40:]):
            continue
        kept = [p for p in good if inside(p) is True]
        share = len(kept) / len(good)
        if share >= _SHARE and not _pins(kept, good):
            survivors.append((index, str(condition), round(share, 4), _size(condition)))
    survivors.sort(key=lambda s: (-s[2], s[3], s[0]))
    return [s[:3] for s in survivors[:KEPT]]


def _pins(kept: list[Point], good: list[Point]) -> bool:
    """Whether a condition holds a symbol at one value, or two symbols equal: that is a coincidence, no assumption."""

    def free(points: list[Point]) -> set[frozenset[sp.Symbol]]:
        symbols = sorted(points[0], key=str)
        alone = {frozenset([x]) for x in symbols if len({p[x] for p in points}) > 1}
        pairs = {
            frozenset([x, y]) for i, x in enumerate(symbols) for y in symbols[:i] if any(p[x] != p[y] for p in points)
        }
        return alone | pairs

    return not free(good) <= free(kept)


def _size(condition: Boolean) -> tuple[int, int]:
    return (int(sp.count_ops(condition)), len(str(condition)))


def _membership(condition: Boolean, domain: Domain):  # type: ignore[no-untyped-def]  # a closure over one domain
    from numeric.domains import Domain as Made
    from numeric.errors import NumericError

    one = Made(domain.symbols, [condition])

    def inside(point: dict[sp.Symbol, Fraction]) -> bool | None:
        try:
            return one.contains(point)
        except NumericError:
            return None

    return inside

"""Linear combinations of matrix products, with sums over an index, compared by their normal forms.

An expression is expanded into terms c * word, each perhaps summed over an integer range. Terms with the same word have
their coefficients added; the difference of two expressions is zero if every coefficient is, which the zero test for
scalars decides. Traces are taken up to rotation and transposition of the word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.matrices.algebra import Matrix
from checks.matrices.traces import Trace
from checks.proving.facts import Facts
from checks.proving.ladder import close
from checks.proving.products import normal_form
from checks.proving.readings import Side, readings
from checks.proving.terms import SMALL, Term, expanded
from checks.proving.tokens import Word, flipped, mentions, substituted
from checks.proving.units import SingularValue, with_known_values

_ROTATIONS = 12  # of a trace, each followed by a normal form; in practice the second changes nothing


def scalar_terms(e: sp.Expr) -> list[Term]:
    """The terms of a scalar expression that may be linear in traces."""
    terms = []
    for part in sp.Add.make_args(sp.expand(e)):
        factors = sp.Mul.make_args(part)
        traces = [f for f in factors if isinstance(f, Trace)]
        rest = sp.Mul(*(f for f in factors if not isinstance(f, Trace)))
        if len(traces) == 1:
            found = expanded(traces[0].args[0])
            size = traces[0].args[0].rows
            terms += [Term(rest * t.coefficient, t.word, t.ranges, size) for t in found]
        else:
            terms.append(Term(part))
    return terms


def plain(e: sp.Expr, facts: Facts) -> sp.Expr:
    """A scalar with its traces replaced by symbols, one for each value that the rules can tell apart."""
    place = {}
    for node in e.atoms(Trace):
        total = sp.Integer(0)
        for t in expanded(node.args[0]):
            if t.ranges:
                raise StatementError(f"{node} is a sum; it cannot stand inside a function")
            total += plain(t.coefficient, facts) * traced(t.word, node.args[0].rows, facts)
        place[node] = total
    return e.xreplace(place)


def traced(word: Word, size: sp.Expr, facts: Facts) -> sp.Expr:
    """The trace of a word: a coefficient times the symbol of its least form."""
    coefficient, form = _traced_form(word, size, facts)
    return coefficient * facts.square(form) if form else coefficient


def _traced_form(word: Word, size: sp.Expr, facts: Facts) -> tuple[sp.Expr, Word]:
    """(c, w) with Tr(word) = c Tr(w) for the least normal form w among the rotations; (c n, ()) for c I of size n.

    A rotation can bring new neighbours together: rotate, simplify, and go on until nothing changes.
    """
    coefficient, previous = sp.Integer(1), None
    for _ in range(_ROTATIONS):
        if not word or word == previous:
            break
        previous = word
        forms = []
        for i in range(len(word)):
            factor, form = normal_form(word[i:] + word[:i], facts)
            forms.append((len(form), str(_rotated(form)), factor, form, word[i].rows))
        _, _, factor, form, size = min(forms, key=lambda f: f[:2])
        coefficient, word = coefficient * factor, _rotated(form)
    return (coefficient, word) if word else (coefficient * size, ())


def simplest(t: Term, facts: Facts) -> Term:
    """A term in normal form within its ranges."""
    inner = _inside(t, facts)
    coefficient = plain(t.coefficient, inner)
    if t.traced is not None:
        factor, word = _traced_form(t.word, t.traced, inner)
        return Term(_merged(coefficient * factor, inner), word, t.ranges, sp.Integer(1) if word else None)
    factor, word = normal_form(t.word, inner)
    return Term(_merged(coefficient * factor, inner), word, t.ranges)


def _merged(coefficient: sp.Expr, facts: Facts) -> sp.Expr:
    """Powers of one positive base as one power, so that an index that cancels is seen to cancel."""
    exponents: dict[sp.Expr, sp.Expr] = {}
    for factor in sp.Mul.make_args(with_known_values(coefficient, facts)):
        base, exponent = factor.as_base_exp()
        exponents[base] = exponents.get(base, sp.Integer(0)) + exponent
    unknown = [b for b, e in exponents.items() if not e.is_Integer and b.free_symbols]
    if not all(isinstance(b, SingularValue) or facts.positive(b) for b in unknown):
        return coefficient
    return sp.Mul(*(b ** sp.cancel(e) for b, e in exponents.items()))


def _rotated(word: Word) -> Word:
    """The least rotation of a word or of its transpose: both have the same trace."""
    turns = [w[i:] + w[:i] for w in (word, flipped(word)) for i in range(max(1, len(word)))]
    return min(turns, key=str)


def difference_vanishes(
    left: Side, right: Side, conditions: Sequence[Boolean], symbols: Sequence[sp.Symbol]
) -> set[str] | None:
    """The rules by which left - right is shown to be zero; None where it is not shown.

    Raises StatementError where an expression has no normal form at all.
    """
    for used, one, other in readings(left, right, conditions):
        rules = _closes(one, other, conditions, symbols)
        if rules is not None:
            return rules | used
    return None


def _closes(left: Side, right: Side, conditions: Sequence[Boolean], symbols: Sequence[sp.Symbol]) -> set[str] | None:
    facts = known(conditions, symbols)
    if isinstance(left, Matrix) and isinstance(right, Matrix):
        ours, theirs = expanded(left), expanded(right)
    else:
        ours, theirs = scalar_terms(left), scalar_terms(right)
    for renamed in (theirs, *_renamed(theirs)):
        terms = ours + [Term(-t.coefficient, t.word, t.ranges, t.traced) for t in renamed]
        if _vanish(terms, facts, splits=2):
            return facts.used
    return None


def _renamed(terms: list[Term]) -> Iterator[list[Term]]:
    """The same sums counted from 1, and counted backwards; nothing where there is nothing to rename."""

    def put(t: Term, new: Callable[[sp.Symbol, sp.Expr, sp.Expr], tuple[sp.Expr, sp.Expr, sp.Expr]]) -> Term:
        if len(t.ranges) != 1:
            return t
        ((i, low, high),) = t.ranges
        image, low, high = new(i, low, high)
        return Term(t.coefficient.xreplace({i: image}), substituted(t.word, {i: image}), ((i, low, high),), t.traced)

    if any(len(t.ranges) == 1 for t in terms):
        from_one = [put(t, lambda i, a, b: (i + a - 1, sp.Integer(1), sp.expand(b - a + 1))) for t in terms]
        if from_one != terms:
            yield from_one
        yield [put(t, lambda i, a, b: (sp.expand(a + b - i), a, b)) for t in from_one]


def _vanish(terms: list[Term], facts: Facts, splits: int) -> bool:
    grouped: dict[tuple[object, ...], tuple[Term, sp.Expr]] = {}
    for t in _aligned(terms, facts):
        t = _counted(simplest(t, facts), facts)
        key = (t.word, t.ranges, t.traced)
        kept, total = grouped.get(key, (t, sp.Integer(0)))
        grouped[key] = (kept, total + t.coefficient)
    open_terms = [Term(c, t.word, t.ranges, t.traced) for t, c in grouped.values() if not _zero(c, t, facts)]
    if not open_terms:
        return True
    ranged = [t for t in terms if t.ranges]
    if splits and ranged:
        # a first or last term may follow other rules than the rest, as a zeroth power does
        for first in (True, False):
            parts = [part for t in terms for part in _split(t, facts, first)]
            if len(parts) > len(terms) and _vanish(parts, facts, splits - 1):
                return True
    return False


def _zero(coefficient: sp.Expr, t: Term, facts: Facts) -> bool:
    if coefficient == 0:
        return True
    inner = _inside(t, facts)
    if coefficient.atoms(SingularValue):
        terms = sp.Add.make_args(sp.expand(coefficient))
        coefficient = sp.Add(*(_merged(c, inner) for c in terms))
    return close(coefficient, sp.Integer(0), inner.context) is not None


def _inside(t: Term, facts: Facts) -> Facts:
    """What is known for each summand of a term."""
    if not t.ranges:
        return facts
    bound = frozenset(i for i, _, _ in t.ranges)
    return facts.within(*(c for i, low, high in t.ranges for c in (i >= low, i <= high)), bound=bound)


def _counted(t: Term, facts: Facts) -> Term:
    """A sum of equal terms is one term times their number; an index gets the name of its place."""
    for n, (i, low, high) in enumerate(t.ranges):
        others = t.ranges[:n] + t.ranges[n + 1 :]
        used = t.coefficient.free_symbols.union(*(a.free_symbols | b.free_symbols for _, a, b in others))
        fixed = i not in used and not mentions(t.word, i)
        # a range that ends before it begins is empty, whatever the difference of its ends
        if fixed and facts.nonnegative(high - low + 1):
            return _counted(Term(t.coefficient * sp.expand(high - low + 1), t.word, others, t.traced), facts)
    place = {i: sp.Symbol(f"_{n}", integer=True) for n, (i, _, _) in enumerate(t.ranges)}
    moved = t.at(dict(place))
    ranges = tuple((place[i], sp.expand(a), sp.expand(b)) for i, a, b in moved.ranges)
    return Term(moved.coefficient, moved.word, ranges, t.traced)


def _aligned(terms: list[Term], facts: Facts) -> list[Term]:
    """Sums over ranges that differ by a few terms at an end are brought to the common range."""
    single = [t for t in terms if len(t.ranges) == 1]
    rest = [t for t in terms if len(t.ranges) != 1]
    for first in (True, False):
        ends = [t.ranges[0][1 if first else 2] for t in single]
        if not ends:
            continue
        gaps = [sp.expand(e - ends[0]) for e in ends]
        if not all(g.is_Integer for g in gaps):
            continue
        goal = max(gaps) if first else min(gaps)
        aligned = []
        for t, gap in zip(single, gaps, strict=True):
            steps = abs(int(goal - gap))
            for _ in range(steps if steps < SMALL else 0):
                parts = _split(t, facts, first)
                rest += parts[1:]
                t = parts[0]
            aligned.append(t)
        single = aligned
    return rest + single


def _split(t: Term, facts: Facts, first: bool) -> list[Term]:
    """The sum without its first (or last) term, and that term; just [t] where the sum may be empty."""
    if len(t.ranges) != 1:
        return [t]
    ((i, low, high),) = t.ranges
    if not facts.nonnegative(high - low):
        return [t]
    end = low if first else high
    rest = (i, low + 1, high) if first else (i, low, high - 1)
    lone = t.at({i: end})
    return [Term(t.coefficient, t.word, (rest,), t.traced), Term(lone.coefficient, lone.word, (), t.traced)]


def known(conditions: Sequence[Boolean], symbols: Sequence[sp.Symbol]) -> Facts:
    """The facts that a claim's assumptions give; conditions on traces are about the symbols that stand for them."""
    apart = [c for c in conditions if c.has(Trace)]
    facts = Facts.of([c for c in conditions if c not in apart], symbols)
    told = [c.xreplace({node: plain(node, facts) for node in c.atoms(Trace)}) for c in apart]
    return facts.within(*told) if told else facts

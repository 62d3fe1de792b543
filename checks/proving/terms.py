"""Matrix expressions multiplied out into terms: a coefficient times a word, perhaps summed over integer ranges."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import sympy as sp

from checks.errors import StatementError
from checks.matrices.algebra import Matrix, Product, Scaled, Sum, Transpose
from checks.matrices.entries import Unit
from checks.matrices.letters import Identity, Letter, Zero
from checks.matrices.networks import Gradient, Run
from checks.matrices.powers import Power
from checks.matrices.sums import IndexedSum
from checks.proving.tokens import Atom, Layers, Raised, Word, flipped, substituted

Range = tuple[sp.Symbol, sp.Expr, sp.Expr]

SMALL = 12  # sums of fewer terms with numbers as ends are written out


@dataclass(frozen=True)
class Term:
    """coefficient * word, summed over the ranges; `traced` is the word's size where its trace is meant."""

    coefficient: sp.Expr
    word: Word = ()
    ranges: tuple[Range, ...] = ()
    traced: sp.Expr | None = None

    def at(self, place: dict[sp.Symbol, sp.Expr]) -> Term:
        moved = tuple((i, low.xreplace(place), high.xreplace(place)) for i, low, high in self.ranges)
        return Term(self.coefficient.xreplace(place), substituted(self.word, place), moved, self.traced)


def expanded(m: Matrix) -> list[Term]:
    """The terms of a matrix expression, products multiplied out. Raises StatementError for a power of a sum."""
    if isinstance(m, Letter | Gradient | Unit):
        return [Term(sp.Integer(1), (Atom(m, False),))]
    if isinstance(m, Run):
        return [Term(sp.Integer(1), _cut(m))]
    if isinstance(m, Zero):
        return []
    if isinstance(m, Identity):
        return [Term(sp.Integer(1))]
    if isinstance(m, Sum):
        return [t for part in m.args for t in expanded(part)]
    if isinstance(m, Scaled):
        return [Term(m.args[0] * t.coefficient, t.word, t.ranges) for t in expanded(m.args[1])]
    if isinstance(m, Transpose):
        return [Term(t.coefficient, flipped(t.word), t.ranges) for t in expanded(m.args[0])]
    if isinstance(m, Product):
        terms = [Term(sp.Integer(1))]
        for factor in m.args:
            terms = [
                Term(a.coefficient * b.coefficient, a.word + b.word, a.ranges + b.ranges)
                for a in terms
                for b in map(_fresh, expanded(factor))
            ]
        return terms
    if isinstance(m, IndexedSum):
        body, index, low, high = m.args
        if low.is_Integer and high.is_Integer and high - low < SMALL:
            return [t.at({index: sp.Integer(i)}) for i in range(int(low), int(high) + 1) for t in expanded(body)]
        # under another name, for what a claim assumes about a symbol is not assumed about the index of a sum
        bound = _unnamed(index)
        terms = [t.at({index: bound}) for t in expanded(body)]
        return [Term(t.coefficient, t.word, (*t.ranges, (bound, low, high))) for t in terms]
    if isinstance(m, Power):
        base, exponent = m.args
        (only,) = terms if len(terms := expanded(base)) == 1 else (None,)
        if only is None or only.ranges or only.coefficient != 1:
            raise StatementError(f"a power of {base} has no normal form: its base is not one product")
        # a product of no layers is the identity, and so are its powers
        return [Term(sp.Integer(1), (Raised(only.word, sp.expand(exponent)),) if only.word else ())]
    if (meaning := m.doit()) != m:
        return expanded(meaning)
    raise StatementError(f"{m} has no normal form")


def _cut(run: Run) -> Word:
    """The layers of a run, cut where a layer has a single unit: what is on either side is a column or a row there."""
    network, high, low = run.args
    ends = [low]
    if high.is_Integer and low.is_Integer:
        ends += [sp.Integer(i + 1) for i in range(int(low), int(high)) if network.width(i) == 1]
    tops = [*(e - 1 for e in ends[1:]), high]
    return tuple(Layers(network, top, end, False) for top, end in reversed(list(zip(tops, ends, strict=True))))


_COUNTER = itertools.count()


def _unnamed(index: sp.Symbol) -> sp.Dummy:
    """An index of its own, its name included: facts about it are told apart from others by their names."""
    return sp.Dummy(f"<{index.name.strip('<>')} {next(_COUNTER)}>", integer=True)


def _fresh(t: Term) -> Term:
    """The term with indices of its own, so that two sums multiply to a double sum."""
    place = {i: _unnamed(i) for i, _, _ in t.ranges}
    moved = t.at(dict(place))
    return Term(moved.coefficient, moved.word, tuple((place[i], a, b) for i, a, b in moved.ranges))

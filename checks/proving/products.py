"""The normal form of a matrix product whose layers, shapes and exponents may be symbols.

Rules, applied until none fits; each replaces a part of the product by an equal one, for every shape and rank:

    merge         W_c ... W_{b+1} and W_b ... W_a side by side are one run of layers
    orthogonal    U U^T = U^T U = I; diagonal square letters commute
    fold          X X^T is the first power of itself
    add           B^p B^q = B^{p+q}, B^0 = I                                       (p, q >= 0)
    root          (B^p)^q = B^{pq}, (U B U^T)^q = U B^q U^T for orthogonal U: the positive semidefinite root is unique
    push          X (X^T X)^q = (X X^T)^q X: powers move to the left
    gram          P P^T and P^T P of a run of balanced layers are powers of one layer's W W^T (see `induction`)
    scalar        a factor of shape 1 x 1 is a number
    rank one      (v v^T)^q = |v|^{2q-2} v v^T for a column v != 0 and q > 0
    units         a power of a diagonal matrix multiplies a unit vector by a number (see `units`)

They terminate: merge, fold, add, gram and orthogonal shorten the product, push moves powers to the left and shortens
nothing else, the others act once on each power. Where a rule needs to know a sign (q > 0, or a layer below the last
one), it applies only if the assumptions settle it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import sympy as sp

from checks.matrices.letters import Letter
from checks.matrices.shapes import same
from checks.proving import layers, units
from checks.proving.facts import Facts
from checks.proving.tokens import Atom, Layers, Piece, Raised, Word, flip

Rule = Callable[[Word, int, Facts], "tuple[int, Word] | None"]


def normal_form(word: Word, facts: Facts) -> tuple[sp.Expr, Word]:
    """(c, w) with word = c w and w in normal form."""
    coefficient = sp.Integer(1)
    while True:
        if (acted := units.act(word, facts)) is not None:
            coefficient, word = coefficient * acted[0], acted[1]
            continue
        factor, shorter = _scalars(word, facts)
        if factor is not None:
            coefficient, word = coefficient * factor, shorter
            continue
        for name, rule in _RULES:
            found = next(((i, f) for i in range(len(word)) if (f := rule(word, i, facts)) is not None), None)
            if found is not None:
                start, (length, new) = found
                word = word[:start] + new + word[start + length :]
                facts.used.add(name)
                break
        else:
            factor, word, changed = _powers(word, facts)
            coefficient *= factor
            if not changed:
                return coefficient, word


def _merge(word: Word, i: int, facts: Facts) -> tuple[int, Word] | None:
    if i + 1 >= len(word) or not isinstance(a := word[i], Layers) or not isinstance(b := word[i + 1], Layers):
        return None
    if a.network != b.network or a.flipped != b.flipped:
        return None
    above, below = (b, a) if a.flipped else (a, b)
    if not same(above.low, below.high + 1) or above.columns == 1:
        return None  # with a single unit between them one of the two is a number or a row, the other a column
    return 2, (Layers(a.network, above.high, below.low, a.flipped),)


def _orthogonal(word: Word, i: int, facts: Facts) -> tuple[int, Word] | None:
    if i + 1 >= len(word):
        return None
    a, b = word[i], word[i + 1]
    if _is_orthogonal(a) and b == flip(a):
        return 2, ()
    if _diagonal(a) and _diagonal(b) and str(_bare(a)) > str(_bare(b)):
        return 2, (b, a)
    return None


def _bare(piece: Piece) -> Piece:
    return piece.base[0] if isinstance(piece, Raised) and len(piece.base) == 1 else piece


def _diagonal(piece: Piece) -> bool:
    p = _bare(piece)
    return isinstance(p, Atom) and isinstance(p.node, Letter) and p.node.kind == "diagonal" and p.node.is_symmetric


def _fold(word: Word, i: int, facts: Facts) -> tuple[int, Word] | None:
    """X X^T, and every symmetric letter, as a first power; v v^T of a column stays as it is."""
    a = word[i]
    if isinstance(a, Atom) and flip(a) == a:
        return 1, (Raised((a,), sp.Integer(1)),)
    if i + 1 < len(word) and not isinstance(a, Raised) and word[i + 1] == flip(a) and a.columns != 1:
        return 2, (Raised((a, word[i + 1]), sp.Integer(1)),)
    return None


def _add(word: Word, i: int, facts: Facts) -> tuple[int, Word] | None:
    a = word[i]
    if isinstance(a, Raised):
        if sp.expand(a.exponent) == 0:
            return 1, ()
        b = word[i + 1] if i + 1 < len(word) else None
        if isinstance(b, Raised) and a.base == b.base and all(map(facts.nonnegative, (a.exponent, b.exponent))):
            return 2, (Raised(a.base, sp.expand(a.exponent + b.exponent)),)
    return None


def _push(word: Word, i: int, facts: Facts) -> tuple[int, Word] | None:
    """X (X^T X)^q = (X X^T)^q X, also for runs of balanced layers."""
    if i + 1 >= len(word) or isinstance(x := word[i], Raised) or not isinstance(p := word[i + 1], Raised):
        return None
    if not facts.nonnegative(p.exponent):
        return None
    if p.base == (flip(x), x):
        return 2, (Raised((x, flip(x)), p.exponent), x)
    if isinstance(x, Layers) and x.network in facts.balanced:
        last, first = (x.high, x.low) if x.flipped else (x.low, x.high)
        meets = layers.above(x.network, last, facts) if x.flipped else layers.below(x.network, last)
        if p.base == meets:
            base = layers.below(x.network, first) if x.flipped else layers.above(x.network, first, facts)
            if base is not None:
                return 2, (Raised(base, p.exponent), x)
    return None


_RULES: tuple[tuple[str, Rule], ...] = (
    ("neighbouring layers", _merge),
    ("orthogonality", _orthogonal),
    ("powers of one matrix", _add),
    ("balanced layers, by induction on their number", layers.gram),
    ("powers of one matrix", _fold),
    ("balancedness", layers.canonical),
    ("push-through", _push),
)


def _scalars(word: Word, facts: Facts) -> tuple[sp.Expr | None, Word]:
    """Take out a factor of shape 1 x 1, the shortest first."""
    if not word:
        return None, word
    cuts = [i for i, piece in enumerate(word) if piece.rows == 1]
    if word[-1].columns == 1:
        cuts.append(len(word))
    if len(cuts) < 2:
        return None, word
    start, end = min(itertools.pairwise(cuts), key=lambda c: c[1] - c[0])
    inside = word[start:end]
    if len(inside) == 1 and isinstance(inside[0], Raised):
        base, exponent = inside[0]
        factor, rest = normal_form(base, facts) if len(base) > 1 else (sp.Integer(1), base)
        value = (factor * (facts.square(rest) if rest else 1)) ** exponent
    else:
        value = _number(inside, facts)
    facts.used.add("a 1 x 1 matrix is a number")
    return value, word[:start] + word[end:]


def _number(inside: Word, facts: Facts) -> sp.Expr:
    """The value of a 1 x 1 product; for runs of balanced layers up to the last one, a power of |W_e|^2."""
    if len(inside) == 2 and isinstance(a := inside[0], Layers) and inside[1] == flip(a):
        net = a.network
        if net in facts.balanced and same(a.high, net.depth) and not a.flipped and not same(a.low, 1):
            facts.used.add("balanced layers, by induction on their number")
            return facts.square(layers.whole(net)) ** (a.count / net.depth)
    if units.are_ends_of(inside):
        coefficient, core = normal_form(inside[1:-1], facts)
        inside = (inside[0], *core, inside[-1])
        while (acted := units.act(inside, facts)) is not None:
            coefficient, inside = coefficient * acted[0], acted[1]
        return coefficient * facts.square(inside) if inside else coefficient
    return facts.square(inside)


def _powers(word: Word, facts: Facts) -> tuple[sp.Expr, Word, bool]:
    """Normal forms of the bases of powers, and what follows from them."""
    for i, p in enumerate(word):
        if not isinstance(p, Raised):
            continue
        made = _power(p, facts)
        if made is not None:
            factor, new = made
            return factor, word[:i] + new + word[i + 1 :], True
    return sp.Integer(1), word, False


def _power(p: Raised, facts: Facts) -> tuple[sp.Expr, Word] | None:
    """A power rewritten by the normal form of its base; None where nothing is to be done."""
    base, q = p
    one_layer = len(base) == 2 and isinstance(base[0], Layers) and same(base[0].high, base[0].low)
    if one_layer and (single := layers.single_output(p, facts)) is not None:
        return single
    if (len(base) == 1 and not isinstance(base[0], Raised)) or (
        len(base) == 2 and base[1] == flip(base[0]) and base[0].columns != 1 and _settled(base, facts)
    ):
        return None
    if len(base) == 2 and base[1] == flip(base[0]) and base[0].columns == 1:
        return _rank_one(base, q, facts)
    factor, inner = normal_form(base, facts)
    if not inner and factor == 1:
        return sp.Integer(1), ()
    if factor != 1:
        return None  # a scaled base: its sign would have to be known
    facts.used.add("the positive semidefinite root is unique")
    # B^p by itself, or turned: U B^p U^T
    turned = len(inner) == 3 and inner[2] == flip(inner[0]) and _is_orthogonal(inner[0])
    middle = inner[1] if turned else inner[0]
    if (turned or len(inner) == 1) and isinstance(middle, Raised) and all(map(facts.nonnegative, (middle.exponent, q))):
        power = Raised(middle.base, sp.expand(sp.simplify(middle.exponent * q)))
        return sp.Integer(1), (inner[0], power, inner[2]) if turned else (power,)
    if inner != base and len(inner) == 2 and inner[1] == flip(inner[0]):
        return sp.Integer(1), (Raised(inner, q),)
    return None


def _settled(base: Word, facts: Facts) -> bool:
    """Whether v v^T is a base already: v is a letter, one layer, or a run of layers that are not balanced."""
    v = base[0]
    return not (isinstance(v, Layers) and v.network in facts.balanced and not same(v.high, v.low))


def _is_orthogonal(piece: Piece) -> bool:
    return isinstance(piece, Atom) and isinstance(piece.node, Letter) and piece.node.kind == "orthogonal"


def _rank_one(base: Word, q: sp.Expr, facts: Facts) -> tuple[sp.Expr, Word] | None:
    """(v v^T)^q = |v|^{2q-2} v v^T for q > 0 and v != 0; also (v v^T)^1 = v v^T."""
    if q == 1:
        return sp.Integer(1), base
    size = facts.square((base[1], base[0]))
    if units.is_unit(base[0]) and facts.positive(q):
        return sp.Integer(1), base
    if facts.positive(q) and facts.positive(size):
        facts.used.add("the positive semidefinite root is unique")
        return size ** (q - 1), base
    return None

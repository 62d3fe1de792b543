"""Exact random instances of a statement about matrices, hard ones on purpose.

A `Plan` reads off the statement and its conditions what has to be drawn: scalars, dimensions, letters of their kinds,
layers and losses. It draws from a `random.Random`; every list of choices begins with the simplest, so that a generator
which shrinks its choices shrinks the instance toward 1x1 layers, identities and small integers.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

import sympy as sp
from flint import fmpq
from sympy.logic.boolalg import Boolean

from checks.matrices.algebra import Matrix
from checks.matrices.assumptions import Balanced
from checks.matrices.conditions import all_hold, is_of_kind
from checks.matrices.drawing import Style, balanced_layers, drawn_loss, general, random_letter
from checks.matrices.instances import Instance, Layers
from checks.matrices.letters import Letter
from checks.matrices.networks import _WIDTH, Network
from checks.matrices.powers import Power
from checks.matrices.shapes import parts
from numeric.domains import Domain
from numeric.losses import Loss
from numeric.points import sample

Point = dict[sp.Symbol, Fraction]

DEEPEST = 6  # layers, where the conditions allow as few
_HIGHEST = 12  # of other integers
_GRID = [Fraction(*x) for x in ((1,), (2,), (3,), (0,), (-1,), (4,), (1, 2), (5,), (-2,), (6,))]
SMALL = Style(5, 8000)
LARGE = Style(20, 60000, least=9)
TINY = Style(2, plain=True)
_TINY = 10  # instances that are tiny, before all others
_ROOT = 12  # the largest power that singular values are made of
_PROPOSALS = 60  # dimensions proposed until the gradients are cheap enough


class Plan:
    """What has to be drawn for these expressions, under these conditions, with values for these scalar symbols."""

    def __init__(
        self,
        expressions: Sequence[sp.Basic],
        conditions: Iterable[Boolean],
        symbols: Iterable[sp.Symbol],
        seed: int = 0,
        digits: int = 50,
    ) -> None:
        self.conditions = tuple(conditions)
        self.seed, self.digits = seed, digits
        everything = (*expressions, *self.conditions)
        self.letters: list[Letter] = parts(everything, Letter)
        self.networks: list[Network] = parts(everything, Network)
        self.balanced = {c.args[0] for c in self.conditions if isinstance(c, Balanced)}
        depths = set().union(*(n.depth.free_symbols for n in self.networks)) if self.networks else set()
        self.scalars = tuple(sorted({*symbols, *depths}, key=str))
        shapes = dict.fromkeys(d for m in parts(everything, Matrix) for d in m.shape)
        self._fixed = {n: _fixed_widths(n) for n in self.networks}
        fixed = [v for found in self._fixed.values() for v in found if v is not None]
        free = {x for d in (*shapes, *fixed) for x in _dimensions(d)}
        self.sizes = tuple(sorted(free - set(self.scalars), key=str))
        self._widths = [w for w in parts(everything, sp.Basic) if w.func == _WIDTH]
        exponents = [p.args[1] for p in parts(everything, Power)] + [p.exp for p in parts(everything, sp.Pow)]
        bottoms = dict.fromkeys(sp.fraction(sp.together(q))[1] for q in exponents if not parts([q], Matrix))
        self._bottoms = [b for b in bottoms if b.free_symbols <= set(self.scalars)]
        plain = [c for c in self.conditions if not parts([c], Matrix) and not parts([c], Network)]
        caps = [x <= _cap(Domain(self.scalars, plain), x, x in depths) for x in self.scalars if x.is_integer]
        caps += [c for x in self.scalars if x in free for c in (x >= 1, x <= SMALL.largest)]
        # a network has at least one layer, whether or not a condition says so
        caps += [n.depth >= 1 for n in self.networks if n.depth.free_symbols]
        self.domain = Domain(self.scalars, [*plain, *caps])

    # --- scalars ----------------------------------------------------------------------------------------------------

    @cached_property
    def simple_points(self) -> list[Point]:
        """Scalars that a person would try first, in that order."""
        ranks = itertools.product(range(len(_GRID) if len(self.scalars) < 4 else 4), repeat=len(self.scalars))
        ordered = sorted(ranks, key=lambda r: (sum(r), r))[:400]
        points = ({x: _GRID[i] for x, i in zip(self.scalars, rank, strict=True)} for rank in ordered)
        return list(itertools.islice((p for p in points if self.domain.contains(p)), 24))

    @cached_property
    def points(self) -> list[Point]:
        """Random scalars, hard ones included; the simple ones follow, in case there are few."""
        found = sample(self.domain, 64, self.seed)
        return [*found, *(p for p in self.simple_points if p not in found)]

    # --- instances --------------------------------------------------------------------------------------------------

    def admits(self, instance: Instance) -> bool:
        """Whether the instance certainly satisfies all conditions, and each letter and symbol is what it says."""
        return (
            self.domain.contains({x: instance.scalars[x] for x in self.scalars}) is True
            and all(is_of_kind(m, letter.kind) for letter, m in instance.letters.items())
            and all_hold(self.conditions, instance)
        )

    def draw(self, rng: random.Random, style: Style, points: Sequence[Point] | None = None) -> Instance:
        """An instance of random scalars and dimensions, which may fail the conditions."""
        point = rng.choice(points or self.points or [{}])
        free = self.open_sizes(point)
        for _ in range(_PROPOSALS):
            common = rng.randint(1, style.largest) if rng.choice((False, False, True)) else None
            sized = self.sized(point, {x: common or rng.randint(1, style.largest) for x in free})
            if self._cost(sized) <= style.cost and max(sized.sizes.values(), default=20) >= style.least:
                return self.filled(sized, rng, style)
        return self.filled(self.sized(point, dict.fromkeys(free, 1)), rng, style)

    def open_sizes(self, point: Point) -> list[sp.Basic]:
        """The dimensions that are free at these scalars: symbols, and widths that no network fixes."""
        at = Instance(point)
        indices = {at.integer(w.args[0]) for w in self._widths if w.args[0].free_symbols <= set(point)}
        fixed = set()
        for network in self.networks:
            depth = at.integer(network.depth)
            inputs, outputs, hidden = self._fixed[network]
            indices |= set(range(depth + 1)) if hidden is None else {0, depth}
            fixed |= {i for i, size in ((0, inputs), (depth, outputs)) if size is not None}
        return [*self.sizes, *(_WIDTH(sp.Integer(i)) for i in sorted(indices - fixed))]

    def sized(self, point: Point, sizes: Mapping[sp.Basic, int]) -> Instance:
        """An instance of these scalars and open sizes, without matrices."""
        found = dict(sizes)
        instance = Instance(point, found, digits=self.digits)
        for network in self.networks:
            inputs, outputs, _ = self._fixed[network]
            for index, size in ((0, inputs), (instance.integer(network.depth), outputs)):
                if size is not None:
                    found[_WIDTH(sp.Integer(index))] = instance.size(size)
        return instance

    def widths(self, network: Network, instance: Instance) -> list[int]:
        """n_0, ..., n_N of a network."""
        inputs, outputs, hidden = self._fixed[network]
        depth = instance.integer(network.depth)
        fixed = [inputs, *[hidden] * (depth - 1), outputs]
        return [instance.size(_WIDTH(sp.Integer(i)) if x is None else x) for i, x in enumerate(fixed)]

    def filled(self, instance: Instance, rng: random.Random, style: Style) -> Instance:
        """The instance with random letters, layers and losses of its dimensions."""
        root = self._root(instance)
        shapes = {x: (instance.size(x.rows), instance.size(x.columns)) for x in self.letters}
        letters = {x: random_letter(x.kind, *shapes[x], root, rng, style) for x in self.letters}
        networks: dict[Network, Layers] = {}
        losses: dict[Network, Loss] = {}
        for network in self.networks:
            widths = self.widths(network, instance)
            # balanced layers belong to the instances of a claim that does not ask for them
            if network in self.balanced or rng.choice((False,) * 7 + (True,)):
                networks[network] = Layers(balanced_layers(widths, rng, style))
            else:
                # one layer of low rank in each of many networks would leave few products that are not zero
                hard = rng.choice((False, False, False, True))
                networks[network] = Layers(general(n, m, rng, style, hard) for m, n in itertools.pairwise(widths))
            losses[network] = drawn_loss((widths[-1], widths[0]), rng, style)
        return Instance(instance.scalars, instance.sizes, letters, networks, losses, instance.digits)

    def _cost(self, instance: Instance) -> int:
        costs = [0]
        for network in self.networks:
            widths = self.widths(network, instance)
            costs.append(widths[0] * widths[-1] * sum(a * b for a, b in itertools.pairwise(widths)))
        return max(costs)

    def _root(self, instance: Instance) -> int:
        """A number r such that r-th powers have rational powers of all exponents in the statement."""
        found = 1
        for bottom in self._bottoms:
            value = instance.scalar(bottom)
            if isinstance(value, fmpq) and value.q == 1 and 1 <= abs(value.p) <= _ROOT:
                found = math.lcm(found, abs(int(value.p)))
        return found if found <= _ROOT else 1


def instances(plan: Plan, count: int, before_large: int = 10**9, large: int = 0) -> Iterator[Instance]:
    """Up to `count` instances that satisfy all conditions, the same for the same plan.

    Tiny ones come first; `large` of them, with dimensions up to 20, follow the first `before_large`. Fewer come where
    the conditions are hard to hit; conditions that cannot be decided at an instance do not hold there.
    """
    rng = random.Random(f"{plan.seed}/instances")
    found = attempts = 0
    while plan.points and found < count and attempts < 12 * count + 200:
        is_large = before_large <= found < before_large + large
        style = LARGE if is_large else TINY if found < _TINY else SMALL
        points = plan.simple_points if style is TINY and plan.simple_points else plan.points
        instance = plan.draw(rng, style, [points[attempts % len(points)]])
        attempts += 1
        if plan.admits(instance):
            found += 1
            yield instance


# --- what a statement leaves open -------------------------------------------------------------------------------------


def _fixed_widths(network: Network) -> list[sp.Expr | None]:
    """The widths of the inputs, of the outputs, and between them; None for those that are free."""
    between = sp.Dummy("i", integer=True) if network.depth == 1 else sp.Integer(1)
    widths = (network.width(i) for i in (0, network.depth, between))
    return [None if x.func == _WIDTH else x for x in widths]


def _dimensions(expression: sp.Basic) -> set[sp.Symbol]:
    """The symbols of a dimension, without those of the index of a width."""
    if expression.func == _WIDTH:
        return set()
    return {expression} if isinstance(expression, sp.Symbol) else set().union(*map(_dimensions, expression.args))


def _cap(domain: Domain, symbol: sp.Symbol, is_depth: bool) -> int:
    """An upper end for an integer symbol that leaves a few values above its lower bound."""
    lower = domain.bounds(symbol).lower
    start = 1 if lower is None else math.ceil(lower)
    return max(DEEPEST, start + 2) if is_depth else max(_HIGHEST, start + 5)

"""What the prover knows of a claim about matrices, and which rules it has used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.matrices.assumptions import Balanced, Condition
from checks.matrices.networks import Network
from checks.proving import induction
from checks.proving.relations import Context
from checks.proving.tokens import Word, flipped, mentions, substituted


@dataclass
class Facts:
    """What the prover knows: scalar conditions, balanced networks, and the rules it has used so far."""

    context: Context
    balanced: frozenset[Network] = frozenset()
    used: set[str] = field(default_factory=set)
    squares: dict[Word, sp.Symbol] = field(default_factory=dict)
    bound: frozenset[sp.Symbol] = frozenset()  # the indices of the sums around

    @classmethod
    def of(cls, conditions: Sequence[Boolean], symbols: Sequence[sp.Symbol]) -> Facts:
        """Conditions on matrices become rules; Trace nodes must have been replaced by symbols before."""
        balanced = frozenset(c.args[0] for c in conditions if isinstance(c, Balanced))
        known = balanced if all(induction.holds(p) for p in induction.ALL) else frozenset()
        return cls(Context([c for c in conditions if not isinstance(c, Condition)], symbols), known)

    def within(self, *conditions: Boolean, bound: frozenset[sp.Symbol] = frozenset()) -> Facts:
        """The facts where more conditions hold, which share the record of used rules."""
        free = set().union(*(c.free_symbols for c in conditions))
        context = self.context.with_conditions(*conditions, symbols=tuple(free))
        return Facts(context, self.balanced, self.used, self.squares, self.bound | bound)

    @cached_property
    def _asked(self) -> dict[Boolean, bool]:
        return {}

    def holds(self, condition: Boolean) -> bool:
        if condition in (sp.true, sp.false):
            return bool(condition)
        if condition not in self._asked:
            self._asked[condition] = self.context.holds(condition)
        return self._asked[condition]

    def nonnegative(self, e: sp.Expr) -> bool:
        return self._compared(e, lambda x: x >= 0)

    def positive(self, e: sp.Expr) -> bool:
        return self._compared(e, lambda x: x > 0)

    def _compared(self, e: sp.Expr, relation: Callable[[sp.Expr], Boolean]) -> bool:
        if e.has(sp.zoo, sp.nan, sp.oo):
            return False  # an exponent without a value has no sign
        return bool(relation(e)) if e.is_number else self.holds(relation(sp.expand(e)))

    def square(self, word: Word) -> sp.Expr:
        """The symbol that stands for the trace of a word, one for a word, its transpose and its rotations."""
        # a trace that moves with the index of a sum is a function of it, lest equal names make it a constant
        along = sorted((i for i in self.bound if mentions(word, i)), key=str)
        word = substituted(word, {i: sp.Symbol(f"<{x}>", integer=True) for x, i in enumerate(along)})
        turns = [w[i:] + w[:i] for w in (word, flipped(word)) for i in range(len(word))]
        key = min(turns, key=str)
        if key not in self.squares:
            half = len(word) // 2
            gram = len(word) % 2 == 0 and any(w[:half] == flipped(w[half:]) for w in turns)
            known = {"nonnegative": True} if gram else {"real": True}
            self.squares[key] = sp.Symbol(f"<tau {len(self.squares)}>", **known)
        return sp.Function(self.squares[key].name, real=True)(*along) if along else self.squares[key]

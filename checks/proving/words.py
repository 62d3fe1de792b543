"""Words: products of matrices as tuples of letters, rewritten to a normal form.

A letter is a nonzero integer; -x is the transpose of x. The empty word is the identity. An equation between words is
turned into a rule from the greater to the smaller side, in the order that compares lengths first and then letters from
the left, where a letter with a smaller number is greater. With layers numbered as in W_N ... W_1, balancedness becomes

    W_k W_k^T  ->  W_{k+1}^T W_{k+1}        (1 <= k < N).

**Soundness.** A rule replaces a subword by an equal one, so a word always equals its normal form as a matrix, whatever
the shapes and ranks; a transposed equation is as true as the equation, so rules are closed under transposition.

**Termination.** The order is compatible with concatenation and has no infinite descent (finitely many words of each
length over finitely many letters), and every step goes down. No step needs a bound.

**Confluence.** Where the left sides of two rules overlap, the two ways to rewrite must meet again; `open_pairs` lists
the overlaps that do not. Balancedness has none: its left sides begin with an untransposed letter and end with a
transposed one, so no end of one is a beginning of another. A system without open pairs decides equality of words
(Newman's lemma); one with open pairs still proves only what is true, but may miss equalities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

Word = tuple[int, ...]


class Step(NamedTuple):
    """One rewriting: `before`, in which the letters from `start` on were the left side of `rule`, and `after`."""

    before: Word
    start: int
    rule: tuple[Word, Word]
    after: Word


def transposed(word: Word) -> Word:
    """The transpose of a product: the transposes in reverse order."""
    return tuple(-x for x in reversed(word))


def order(word: Word) -> tuple[int, tuple[tuple[int, bool], ...]]:
    """The key by which words are compared: the length, then the letters, small numbers above large ones."""
    return len(word), tuple((-abs(x), x > 0) for x in word)


def latex(word: Word, letters: Mapping[int, str], marked: range = range(0)) -> str:
    """A word in LaTeX, by the names of its letters; the letters at the `marked` places are underlined together."""
    shown = [letters[abs(x)] + ("^T" if x < 0 else "") for x in word]
    if not marked:
        return " ".join(shown) or "I"
    inside = " ".join(shown[i] for i in marked)
    return " ".join((*shown[: marked.start], rf"\underline{{{inside}}}", *shown[marked.stop :]))


class Rules:
    """Rewrite rules made from equations between words. Raises ValueError for the letter 0."""

    def __init__(self, equations: Iterable[tuple[Word, Word]]) -> None:
        self.table: dict[Word, Word] = {}
        waiting = [pair for a, b in equations for pair in ((a, b), (transposed(a), transposed(b)))]
        while waiting:
            a, b = waiting.pop()
            if 0 in a or 0 in b:
                raise ValueError("letters are nonzero numbers")
            greater, smaller = (a, b) if order(a) > order(b) else (b, a)
            if greater != smaller:
                kept = self.table.setdefault(greater, smaller)
                if kept != smaller:  # both equal the greater word, so they equal each other
                    self.table[greater] = min(kept, smaller, key=order)
                    waiting.append((kept, smaller))
        self._lengths = sorted({len(left) for left in self.table})
        # where every left side has two letters: by the first, then by the second letter, what to read on with
        self._after: dict[int, dict[int, Word]] | None = {} if self._lengths in ([], [2]) else None
        if self._after is not None:
            for (first, second), right in self.table.items():
                self._after.setdefault(first, {})[second] = right[::-1]

    def normal_form(self, word: Word) -> Word:
        """The word that no rule applies to, reached from the left."""
        done: list[int] = []
        waiting = list(reversed(word))
        table = self.table
        if self._after is not None:  # the common case, in a tighter loop
            after, read, forget = self._after.get, waiting.pop, done.pop
            keep, again = done.append, waiting.extend
            while waiting:
                x = read()
                if done and (row := after(done[-1])) is not None and x in row:
                    forget()
                    again(row[x])
                else:
                    keep(x)
            return tuple(done)
        while waiting:
            done.append(waiting.pop())
            for n in self._lengths:
                right = table.get(tuple(done[-n:])) if n <= len(done) else None
                if right is not None:
                    del done[-n:]
                    waiting.extend(reversed(right))
                    break
        return tuple(done)

    def steps(self, word: Word) -> Iterator[Step]:
        """The rewritings by which `word` reaches its normal form, leftmost first."""
        while True:
            found = self._first(word)
            if found is None:
                return
            start, left = found
            right = self.table[left]
            after = word[:start] + right + word[start + len(left) :]
            yield Step(word, start, (left, right), after)
            word = after

    def _first(self, word: Word) -> tuple[int, Word] | None:
        for start in range(len(word)):
            for n in self._lengths:
                left = word[start : start + n]
                if len(left) == n and left in self.table:
                    return start, left
        return None

    def equal(self, left: Word, right: Word) -> bool:
        """Whether both words have one normal form: then they are equal matrices."""
        return self.normal_form(left) == self.normal_form(right)

    def open_pairs(self) -> list[tuple[Word, Word, Word]]:
        """Overlaps of two left sides as (word, one normal form, another); none means that the rules are confluent."""
        found = []
        for a, to_a in self.table.items():
            for b, to_b in self.table.items():
                for n in range(1, min(len(a), len(b)) + 1):
                    if a[-n:] == b[:n] and not (a == b and n == len(a)):
                        word = a + b[n:]
                        one, other = self.normal_form(to_a + b[n:]), self.normal_form(a[:-n] + to_b)
                        if one != other:
                            found.append((word, one, other))
                if a != b:
                    for i in range(len(a) - len(b) + 1):
                        if a[i : i + len(b)] == b:
                            one, other = self.normal_form(to_a), self.normal_form(a[:i] + to_b + a[i + len(b) :])
                            if one != other:
                                found.append((a, one, other))
        return found

    def root(self, word: Word, longest: int = 3) -> tuple[Word, int] | None:
        """A Gram word s = v v^T and n >= 1 with word = s^n: s is the positive semidefinite n-th root. Else None.

        v runs over the beginnings of the word of at most `longest` letters, the shortest first. Gram words are positive
        semidefinite for every shape and rank. A positive semidefinite n-th root is unique: if s^n = t^n, take a
        polynomial p with p(x^n) = x for the finitely many eigenvalues x >= 0 of s and t; then s = p(s^n) = p(t^n) = t.
        """
        if not word or word[0] != -word[-1]:
            return None
        goal = self.normal_form(word)
        for m in range(1, min(longest, len(word) // 2) + 1):
            gram = word[:m] + transposed(word[:m])
            # balanced rules keep the length, so the power can be read off
            n, left_over = divmod(len(word), len(gram))
            if not left_over and self.normal_form(gram * n) == goal:
                return gram, n
        return None


@lru_cache(maxsize=256)
def balanced(depth: int) -> Rules:
    """The rules of a balanced network with the layers 1, ..., depth: W_k W_k^T = W_{k+1}^T W_{k+1} for k < depth."""
    return Rules(((k, -k), (-(k + 1), k + 1)) for k in range(1, depth))


def end_to_end_flow(depth: int) -> bool:
    """Whether both sides of the end-to-end flow of a balanced network of this depth agree, term by term.

    The j-th term of the product rule along the layer flow is P P^T G Q^T Q with P = W_N ... W_{j+1} and
    Q = W_{j-1} ... W_1; the j-th term of the flow of the end-to-end matrix W is (W W^T)^{(N-j)/N} G (W^T W)^{(j-1)/N}.
    These are whole powers of the positive semidefinite N-th roots of W W^T and W^T W, which are looked for among words.
    """
    rules = balanced(depth)
    whole = tuple(range(depth, 0, -1))
    left = rules.root(whole + transposed(whole), 1)
    right = rules.root(transposed(whole) + whole, 1)
    if left is None or right is None or left[1] != depth or right[1] != depth:
        return False
    for j in range(1, depth + 1):
        before, after = whole[: depth - j], whole[depth - j + 1 :]
        if not rules.equal(before + transposed(before), left[0] * (depth - j)):
            return False
        if not rules.equal(transposed(after) + after, right[0] * (j - 1)):
            return False
    return True

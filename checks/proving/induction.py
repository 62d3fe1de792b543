"""Two facts about balanced networks of any depth, by induction on the number of layers.

For layers a <= b, with P = W_b ... W_a:

    push-through   A (B A)^m B = (A B)^{m+1}                  (any A, B for which it makes sense)
    transport      P (W_a^T W_a)^m = (W_b W_b^T)^m P          (every power m >= 0)
    gram           P P^T = (W_b W_b^T)^{b-a+1}    and    P^T P = (W_a^T W_a)^{b-a+1}

The base has one layer; the step peels one layer off the lower end of P. Base and step are words over a few letters and
are closed by the same rewriting as every other word, with balancedness for the layers at hand and the hypothesis as
rules. Nothing is assumed about shapes or ranks. `transport` for a power that is no integer follows from m = 1: where
P S = T P with S and T positive semidefinite, P p(S) = p(T) P for every polynomial p, and every power of S and T is a
polynomial in them, the same one for both, with the values x^m at the finitely many eigenvalues of S and T.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from checks.proving.words import Rules, Word

# L: the layer a - 1; A: the layer a; P: the layers b, ..., a; X: the layer b; the others are powers that stand for
# themselves. The numbers order the letters, so that balancedness goes up the layers and the hypothesis moves a Gram
# word to the left.
L, A, P, X, Q, R, S = 1, 2, 3, 4, 5, 6, 7
B, C, M, M1 = 8, 9, 10, 11
NAMES = {
    X: "W_b",
    P: "P",
    A: "W_a",
    L: "W_{a-1}",
    Q: "(W_b W_b^T)^{b-a+1}",
    R: "(W_{a-1} W_{a-1}^T)^{b-a+1}",
    S: "(W_{a-1}^T W_{a-1})^{b-a+2}",
    B: "A",
    C: "B",
    M: "(B A)^m",
    M1: "(A B)^{m+1}",
}
_SYMMETRIC = {Q, R, S}


class Part(NamedTuple):
    """One part of an induction: what must be equal, and by which rules."""

    name: str
    left: Word
    right: Word
    rules: tuple[tuple[Word, Word], ...]
    reason: str

    @property
    def closes(self) -> bool:
        """Whether both sides have one normal form."""
        return Rules(self.rules).equal(self.left, self.right)


# balancedness between the layers a - 1 and a
_balanced = ((L, -L), (-A, A))
# the hypothesis of transport, for the layers b, ..., a
_transport = ((P, -A, A), (X, -X, P))
# the hypothesis of gram, whose right side is symmetric
_gram = ((P, -P), (Q,))
_symmetric = ((Q,), (-Q,))

TRANSPORT = (
    Part("transport, one layer", (X, -X, X), (X, -X, X), (), "a product is associative: W (W^T W) = (W W^T) W"),
    Part(
        "transport, one layer more",
        (P, L, -L, L),
        (X, -X, P, L),
        (_balanced, _transport),
        "W_{a-1} W_{a-1}^T = W_a^T W_a by balancedness, which the hypothesis moves through P",
    ),
)
GRAM = (
    Part("gram, one layer", (X, -X), (X, -X), (), "one layer: P = W_b"),
    Part(
        "gram, one layer more",
        (P, L, -L, -P),
        (X, -X, Q),
        (_balanced, _transport, _gram, _symmetric),
        "W_{a-1} W_{a-1}^T = W_a^T W_a moves through P to the left; P P^T is known by hypothesis",
    ),
)
PUSH_THROUGH = (
    Part("push-through, m = 0", (B, C), (B, C), (), "A B = A B"),
    Part(
        "push-through, m + 1",
        (B, C, B, M, C),
        (B, C, M1),
        (((B, M, C), (M1,)),),
        "(B A)^{m+1} = B A (B A)^m, and the hypothesis on what follows A B",
    ),
)
GRAM_BELOW = (
    Part("gram from below, one layer", (-X, X), (-X, X), (), "one layer: P = W_b"),
    Part(
        "gram from below, one layer more",
        (-L, -P, P, L),
        (S,),
        # the hypothesis, its right side (W_a^T W_a)^m written as (W_{a-1} W_{a-1}^T)^m by balancedness; push-through
        (((-P, P), (R,)), ((-L, R, L), (S,)), ((R,), (-R,)), ((S,), (-S,))),
        "P^T P = (W_a^T W_a)^m = (W_{a-1} W_{a-1}^T)^m by hypothesis and balancedness; then push-through",
    ),
)


@cache
def holds(parts: tuple[Part, ...]) -> bool:
    """Whether base and step close, each by rewriting."""
    return all(part.closes for part in parts)


def written(word: Word) -> str:
    """LaTeX of a word over the letters of this module; powers of Gram matrices are their own transposes."""
    return " ".join(NAMES[abs(x)] + ("^T" if x < 0 and abs(x) not in _SYMMETRIC else "") for x in word)


def links(parts: tuple[Part, ...]) -> list[dict[str, str]]:
    """The parts as lines of a derivation, each rewriting of the step shown."""
    lines = []
    for part in parts:
        lines.append(_link(written(part.left), f"{part.name}: {part.reason}", "", ""))
        for step in Rules(part.rules).steps(part.left):
            left, right = step.rule
            if written(left) != written(right):
                rung = "balancedness" if {*map(abs, left)} == {L} else "hypothesis"
                lines.append(_link(written(step.after), f"{written(left)} = {written(right)}", rung, "="))
        if lines[-1]["line"] != written(part.right):
            lines.append(_link(written(part.right), "the same word", "", "="))
    return lines


def _link(text: str, reason: str, rung: str, relation: str) -> dict[str, str]:
    return {"line": text, "latex": text, "reason": reason, "rung": rung, "relation": relation}


ALL = (PUSH_THROUGH, TRANSPORT, GRAM, GRAM_BELOW)


def lemmas() -> list[dict[str, str]]:
    """All four inductions as lines for reports."""
    return [line for parts in ALL for line in links(parts)]

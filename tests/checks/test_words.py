"""Words: normal forms are true of matrices and unique, roots and flows are found, corruptions are noticed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import reduce
from itertools import pairwise

import pytest
from flint import fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from checks.proving import induction, words
from checks.proving.induction import ALL, GRAM, GRAM_BELOW, PUSH_THROUGH, TRANSPORT, Part
from checks.proving.words import Rules, Word, balanced, end_to_end_flow, order, transposed
from numeric.matrices import identity
from numeric.networks import (
    balanced_layers,
    end_to_end,
    orthogonal,
    random_layers,
    random_singular_values,
    random_widths,
)

seeds = st.integers(0, 2**32)


def walk(rng: random.Random, depth: int, length: int) -> Word:
    """A word whose product exists for all widths: W_k leads from the width k to k - 1, its transpose back."""
    place, word = rng.randint(0, depth), []
    for _ in range(length):
        down = place > 0 and (place == depth or rng.random() < 0.5)
        word.append(place if down else -(place + 1))
        place += -1 if down else 1
    return tuple(word)


def multiplied(word: Word, letters: dict[int, fmpq_mat]) -> fmpq_mat:
    """The product of the letters, exactly; the word has at least one."""
    return reduce(lambda product, x: product * x, (letters[x] if x > 0 else letters[-x].transpose() for x in word))


def network(rng: random.Random, depth: int) -> dict[int, fmpq_mat]:
    """Balanced layers of random widths, with zero and repeated singular values."""
    widths = random_widths(rng, depth, 4)
    layers = balanced_layers(widths, random_singular_values(rng, min(widths)), rng)
    return dict(enumerate(layers, 1))


def ways(rules: Rules, word: Word) -> list[Word]:
    """Every word that one rewriting leads to."""
    return [
        word[:i] + right + word[i + len(left) :]
        for left, right in rules.table.items()
        for i in range(len(word) - len(left) + 1)
        if word[i : i + len(left)] == left
    ]


def wander(rules: Rules, word: Word, rng: random.Random) -> Iterator[Word]:
    """Rewriting at random places until no rule applies."""
    while choices := ways(rules, word):
        word = rng.choice(choices)
        yield word


# --- soundness -------------------------------------------------------------------------------------------------------


@given(seeds)
def test_a_word_equals_its_normal_form(seed: int) -> None:
    rng = random.Random(seed)
    depth = rng.randint(1, 5)
    letters, word = network(rng, depth), walk(rng, depth, rng.randint(1, 10))
    assert multiplied(word, letters) == multiplied(balanced(depth).normal_form(word), letters)


def test_out_of_balance_it_does_not() -> None:
    rng = random.Random(7)
    for depth in (2, 3, 5):
        for _ in range(20):
            letters = dict(enumerate(random_layers([rng.randint(1, 3)] * (depth + 1), rng), 1))
            rules = balanced(depth).table.items()
            assert any(multiplied(left, letters) != multiplied(right, letters) for left, right in rules)


@given(seeds)
def test_words_are_equal_just_where_all_balanced_matrices_are(seed: int) -> None:
    """With W_k = U_k S U_{k-1}^T a walk from i to k in n steps is U_i S^n U_k^T: ends and length decide."""
    rng = random.Random(seed)
    depth = rng.randint(1, 4)
    letters = dict(enumerate(balanced_layers([2] * (depth + 1), [3, 5], rng), 1))
    one, other = (walk(rng, depth, rng.randint(1, 6)) for _ in range(2))
    same = len(one) == len(other) and ends(one) == ends(other)
    assert balanced(depth).equal(one, other) == same
    if same:
        assert multiplied(one, letters) == multiplied(other, letters)
    elif len(one) != len(other):
        assert multiplied(one, letters).det() ** 2 != multiplied(other, letters).det() ** 2
    # the left and right multiplications by U_i and U_k are any orthogonal matrices, so other ends are other matrices


def ends(word: Word) -> tuple[int, int]:
    """Where the walk of the word begins and where it ends."""
    return (word[0] if word[0] > 0 else -word[0] - 1), (word[-1] - 1 if word[-1] > 0 else -word[-1])


def test_a_shorter_right_side() -> None:
    """An orthogonal letter: its two equations shorten words, to the identity in the end."""
    rules = Rules([((1, -1), ()), ((-1, 1), ())])
    assert rules.open_pairs() == []
    assert rules.normal_form((2, 1, -1, 1, -1, 3)) == (2, 3)
    assert rules.normal_form((1, -1)) == ()
    rng = random.Random(5)
    letters = {1: orthogonal(3, rng), 2: fmpq_mat(3, 3, range(9)), 3: fmpq_mat(3, 3, [2, 0, 1, 0, 1, 5, 1, 1, 0])}
    for _ in range(50):
        word = tuple(rng.choice((1, -1, 2, -2, 3)) for _ in range(rng.randint(1, 8)))
        found = rules.normal_form(word)
        assert multiplied(word, letters) == (multiplied(found, letters) if found else identity(3))


def test_zero_is_no_letter() -> None:
    for equation in (((0,), (1,)), ((1,), (2, 0))):
        with pytest.raises(ValueError, match="nonzero"):
            Rules([equation])


# --- termination and confluence --------------------------------------------------------------------------------------


@given(seeds)
def test_every_step_goes_down_and_every_way_ends_in_the_same_word(seed: int) -> None:
    rng = random.Random(seed)
    depth = rng.randint(2, 6)
    rules, word = balanced(depth), walk(rng, depth, rng.randint(2, 14))
    visited = [word, *wander(rules, word, rng)]
    assert all(order(a) > order(b) for a, b in pairwise(visited))
    assert visited[-1] == rules.normal_form(word)


@given(seeds)
def test_the_steps_that_are_shown_lead_to_the_normal_form(seed: int) -> None:
    rng = random.Random(seed)
    depth = rng.randint(2, 6)
    rules, word = balanced(depth), walk(rng, depth, rng.randint(2, 14))
    now = word
    for step in rules.steps(word):
        left, right = step.rule
        assert step.before == now
        assert rules.table[left] == right
        assert now[step.start : step.start + len(left)] == left
        assert step.after == now[: step.start] + right + now[step.start + len(left) :]
        assert order(step.after) < order(step.before)
        now = step.after
    assert now == rules.normal_form(word)


@pytest.mark.parametrize("depth", [1, 2, 3, 6, 20])
def test_balancedness_is_confluent(depth: int) -> None:
    assert len(balanced(depth).table) == depth - 1
    assert balanced(depth).open_pairs() == []


@given(
    st.lists(st.tuples(*[st.lists(st.sampled_from([1, -1, 2, -2, 3]), max_size=3).map(tuple)] * 2), max_size=4), seeds
)
def test_any_rules_end_and_agree_unless_a_pair_is_open(equations: list[tuple[Word, Word]], seed: int) -> None:
    rng = random.Random(seed)
    rules = Rules(equations)
    assert all(order(left) > order(right) for left, right in rules.table.items())
    word = tuple(rng.choice((1, -1, 2, -2, 3)) for _ in range(8))
    visited = [word, *wander(rules, word, rng)]
    assert all(order(a) > order(b) for a, b in pairwise(visited))
    assert not ways(rules, rules.normal_form(word))
    if not rules.open_pairs():
        assert visited[-1] == rules.normal_form(word)


def test_open_pairs_are_reported() -> None:
    # 1 2 4 is 3 4 and 1 5 at once, and nothing joins them
    overlap = Rules([((1, 2), (3,)), ((2, 4), (5,))])
    assert ((1, 2, 4), (3, 4), (1, 5)) in overlap.open_pairs()
    assert not overlap.equal((3, 4), (1, 5))
    joined = Rules([((1, 2), (3,)), ((2, 4), (5,)), ((3, 4), (6,)), ((1, 5), (6,))])
    assert joined.open_pairs() == []
    assert joined.equal((3, 4), (1, 5))
    # one left side inside another
    inside = Rules([((1, 2, 4), (5,)), ((2,), (6,))])
    assert any(word == (1, 2, 4) for word, _, _ in inside.open_pairs())
    # balancedness beside a rule that begins with a transposed letter
    assert Rules([((1, -1), (-2, 2)), ((-1, 3), (4,))]).open_pairs()


@given(seeds)
def test_transposes_of_equal_words_are_equal(seed: int) -> None:
    rng = random.Random(seed)
    depth = rng.randint(1, 6)
    rules, word = balanced(depth), walk(rng, depth, rng.randint(0, 12))
    assert transposed(transposed(word)) == word
    assert transposed(rules.normal_form(word)) == rules.normal_form(transposed(word))


def test_a_transposed_equation_is_used() -> None:
    rules = Rules([((1, 2), (3,))])
    assert rules.equal((-2, -1), (-3,))
    assert not rules.equal((-1, -2), (-3,))


# --- roots and the flow of the end-to-end matrix ---------------------------------------------------------------------


@pytest.mark.parametrize("depth", [1, 2, 3, 7])
def test_roots_of_the_gram_words_of_the_product(depth: int) -> None:
    whole = tuple(range(depth, 0, -1))
    rules = balanced(depth)
    assert rules.root(whole + transposed(whole)) == ((depth, -depth), depth)
    assert rules.root(transposed(whole) + whole) == ((-1, 1), depth)


def test_what_has_no_root() -> None:
    rules = balanced(3)
    for word in ((), (1,), (3, 2, 1), (3, -3, 2), (2, 1, -2, -1), (2, -2, -2, 2), (3, 1, -1, -3), (-1, 2, -2, 1)):
        assert rules.root(word, 1) is None
    # without balancedness the product is a Gram word, and no power
    assert Rules([]).root((2, 1, -1, -2), 1) is None
    assert Rules([]).root((2, 1, -1, -2)) == ((2, 1, -1, -2), 1)
    # balance between other layers does not help
    assert Rules([((2, -2), (-3, 3))]).root((3, 2, 1, -1, -2, -3), 1) is None


@given(seeds)
def test_a_root_is_one(seed: int) -> None:
    rng = random.Random(seed)
    depth = rng.randint(1, 4)
    half = walk(rng, depth, rng.randint(1, 4))
    word = (half + transposed(half)) * rng.randint(1, 2)
    found = balanced(depth).root(word)
    if found is not None:
        gram, n = found
        letters = network(rng, depth)
        assert gram == transposed(gram)
        assert multiplied(word, letters) == multiplied(gram * n, letters)


@pytest.mark.parametrize("depth", range(1, 13))
def test_the_flow_of_the_end_to_end_matrix(depth: int) -> None:
    assert end_to_end_flow(depth)


def rule(k: int) -> tuple[Word, Word]:
    return (k, -k), (-(k + 1), k + 1)


CORRUPTIONS = {
    "unbalanced": lambda n: [],
    "the first rule lost": lambda n: [rule(k) for k in range(2, n)],
    "the last rule lost": lambda n: [rule(k) for k in range(1, n - 1)],
    "sides of the layers exchanged": lambda n: [((-k, k), (k + 1, -(k + 1))) for k in range(1, n)],
    "transposes lost": lambda n: [((k, k), (k + 1, k + 1)) for k in range(1, n)],
    "equal layers": lambda n: [((k, -k), (k + 1, -(k + 1))) for k in range(1, n)],
    "one layer too far": lambda n: [((k, -k), (-(k + 2), k + 2)) for k in range(1, n - 1)],
}


@pytest.mark.parametrize("depth", [2, 3, 5])
@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corrupted_balancedness_is_noticed(name: str, depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "balanced", lambda n: Rules(CORRUPTIONS[name](n)))
    assert not end_to_end_flow(depth)


def test_the_direction_in_which_an_equation_is_written_does_not_matter() -> None:
    for depth in (2, 5):
        assert Rules((b, a) for a, b in map(rule, range(1, depth))).table == balanced(depth).table


@pytest.mark.parametrize("depth", [2, 3, 4, 6])
def test_only_the_powers_of_the_theorem_fit(depth: int) -> None:
    """P P^T is the power N - j of the root, for no term another one; no two terms agree, so no swap is hidden."""
    rules = balanced(depth)
    whole = tuple(range(depth, 0, -1))
    left, right = (depth, -depth), (-1, 1)
    for j in range(1, depth + 1):
        before, after = whole[: depth - j], whole[depth - j + 1 :]
        fits = [
            (m, n)
            for m in range(depth + 1)
            for n in range(depth + 1)
            if rules.equal(before + transposed(before), left * m) and rules.equal(transposed(after) + after, right * n)
        ]
        assert fits == [(depth - j, j - 1)]
        if before and after:
            assert not rules.equal(transposed(before) + before, left * (depth - j))
            assert not rules.equal(after + transposed(after), right * (j - 1))


# --- induction on the depth ------------------------------------------------------------------------------------------

PARTS = [part for parts in ALL for part in parts]
STEPS = [part for part in PARTS if part.rules]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_each_part_closes(part: Part) -> None:
    assert part.closes
    assert not part._replace(right=(*part.right, part.right[-1])).closes
    assert not part._replace(right=part.right[1:]).closes


def without(part: Part, index: int) -> Part:
    return part._replace(rules=part.rules[:index] + part.rules[index + 1 :])


# that a power of a Gram matrix is symmetric is only needed where its transpose turns up
NEEDED = [(part, i) for part in STEPS for i, (left, right) in enumerate(part.rules) if left != tuple(-x for x in right)]


@pytest.mark.parametrize(("part", "index"), NEEDED, ids=lambda x: getattr(x, "name", x))
def test_no_part_closes_without_its_hypothesis_or_balancedness(part: Part, index: int) -> None:
    assert not without(part, index).closes


def test_a_failing_part_fails_the_induction() -> None:
    for parts in ALL:
        assert induction.holds(parts)
        *rest, step = parts
        assert not induction.holds((*rest, without(step, 0)))


@given(seeds)
def test_hypotheses_and_conclusions_are_true_of_matrices(seed: int) -> None:
    """Every rule and both sides of every part, the letters being exact balanced layers and powers of Gram matrices."""
    rng = random.Random(seed)
    depth = rng.randint(2, 4)
    layers = network(rng, depth)
    b = rng.randint(2, depth)
    a = rng.randint(2, b)
    P = end_to_end([layers[k] for k in range(a, b + 1)])
    top, below = layers[b], layers[a - 1]
    letters = {induction.L: below, induction.A: layers[a], induction.P: P, induction.X: top}
    # exponents b - a + 1 and b - a + 2
    letters |= {
        induction.Q: (top * top.transpose()) ** (b - a + 1),
        induction.R: (below * below.transpose()) ** (b - a + 1),
        induction.S: (below.transpose() * below) ** (b - a + 2),
    }
    A, m = fmpq_mat(2, 3, [rng.randint(-3, 3) for _ in range(6)]), rng.randint(0, 3)
    B = fmpq_mat(3, 2, [rng.randint(-3, 3) for _ in range(6)])
    letters |= {induction.B: A, induction.C: B, induction.M: (B * A) ** m, induction.M1: (A * B) ** (m + 1)}
    for part in PARTS:
        for left, right in (*part.rules, (part.left, part.right)):
            assert multiplied(left, letters) == multiplied(right, letters), part.name


def test_the_inductions_are_told_with_every_rewriting() -> None:
    lines = induction.lemmas()
    assert {link["rung"] for link in lines} >= {"", "balancedness", "hypothesis"}
    for parts, count in ((PUSH_THROUGH, 2), (TRANSPORT, 2), (GRAM, 2), (GRAM_BELOW, 2)):
        assert sum(link["rung"] == "" and not link["relation"] for link in induction.links(parts)) == count

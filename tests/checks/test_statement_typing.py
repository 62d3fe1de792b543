"""What cannot be right as it is written is refused when the claim is made, by a message that names the claim."""

from __future__ import annotations

import pytest
import sympy as sp

from checks.claim import Document
from checks.errors import StatementError
from checks.quantities import GradientFlow
from checks.statements.degrees import EveryDegree
from checks.statements.growth import Growth
from checks.statements.identity import Conserved, FlowEquation, Identity
from checks.statements.order import Approx, MuchGreater, Theta, To
from checks.statements.relation import BothOccur, Equivalence, Implication, Inequality, Monotone
from checks.statements.solution import LimitIs, Solution

note = Document("typing", "Statements that are refused", "typing.txt", "0" * 64)
x, y, t = note.reals("x y t")
(n,) = note.integers("n")
stranger, twin = sp.Symbol("z", real=True), sp.Symbol("x", positive=True)
flow = GradientFlow((x - y) ** 2 / 2, of=[x])

REFUSED = [
    ("undeclared", lambda: Identity(x, stranger), "undeclared symbol z"),
    ("undeclared-in-a-limit", lambda: LimitIs(x, sp.Integer(0), To(stranger, sp.oo)), "undeclared symbol z"),
    ("other-assumptions", lambda: Identity(twin, x), "of this name with other assumptions"),
    ("boolean-times-number", lambda: Identity(sp.Eq(x, y) * y, x), "condition|number|expression|unsupported"),
    ("python-boolean", lambda: Identity(True, x), "condition|expression"),
    ("sympy-boolean", lambda: Identity(x, sp.true), "condition"),
    ("relation-for-number", lambda: Identity(x > 0, y), "condition"),
    ("relation-inside", lambda: Identity(sp.Function("f")(x > y), y), "condition"),
    ("text", lambda: Identity("x", y), "expression"),
    ("float", lambda: Identity(0.5 * x, y), "floating-point"),
    ("float-in-an-exponent", lambda: Inequality(x**0.5 > y), "floating-point"),
    ("python-float", lambda: Identity(0.5, y), "expression|floating"),
    ("nowhere-defined", lambda: Identity(x, sp.zoo), "undefined"),
    ("not-a-number", lambda: Identity(x, sp.nan), "undefined"),
    ("decided-true", lambda: Inequality(sp.Integer(1) > 0), "already decided"),
    ("decided-by-squares", lambda: Inequality(x**2 >= 0), "already decided"),
    ("number-for-condition", lambda: Inequality(x + 1), "condition"),
    ("equation-for-inequality", lambda: Inequality(sp.Eq(x, y)), "not an inequality"),
    ("premise-is-a-number", lambda: Implication(x, y > 0), "condition"),
    ("conclusion-is-decided", lambda: Implication(x > 0, sp.true), "already decided"),
    ("side-of-an-equivalence", lambda: Equivalence(x > 0, y), "condition"),
    ("matrix", lambda: Identity(sp.Matrix([[x]]), y), "matrix|expression"),
    ("matrix-symbol", lambda: Identity(sp.MatrixSymbol("A", 2, 2), y), "matrix"),
    ("two-relations", lambda: BothOccur(sp.And(x > 0, y > 0)), "single relation"),
    ("sideways", lambda: Monotone(flow, x, "sideways"), "increasing"),
    ("flow-of-a-condition", lambda: FlowEquation(flow, x > 0, y), "expression"),
    ("conserved-text", lambda: Conserved(flow, "x"), "expression"),
    ("flow-without-the-variable", lambda: FlowEquation(GradientFlow(x**2, of=[y]), x, y), "does not depend on y"),
    ("no-initial-condition", lambda: Solution(flow, {x: y}, t, {}), "initial condition"),
    ("no-solution", lambda: Solution(flow, {}, t, {x: y}), "every state symbol"),
    ("limit-to-three", lambda: LimitIs(x, y, To(x, sp.Integer(3))), "0 from above or to oo"),
    ("limit-to-minus-infinity", lambda: Approx(x, y, limit=To(x, -sp.oo)), "0 from above or to oo"),
    ("limit-is-infinite", lambda: LimitIs(x, sp.oo, To(x, sp.oo)), "finite"),
    ("limit-that-moves", lambda: LimitIs(x, x, To(x, sp.oo)), "does not depend"),
    ("approximation-nowhere", lambda: Approx(x, y), "needs the limit"),
    ("much-greater-nowhere", lambda: MuchGreater(x, y), "needs the limit"),
    ("order-of-zero", lambda: Theta(x, sp.Integer(0)), "order of zero"),
    ("order-of-a-condition", lambda: Theta(x, y > 0), "condition"),
    ("rate-that-moves", lambda: Growth(flow, x, x), "changes along the flow"),
    ("growth-of-a-condition", lambda: Growth(flow, x > 0, y), "condition"),
    ("no-degree", lambda: EveryDegree(Identity(x, y), {}), "at least one degree"),
    ("ill-typed-degree", lambda: EveryDegree(Identity(x, y), {2: Identity(x, sp.true)}), "degree 2"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "states", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(name, states, message):
    with pytest.raises((StatementError, TypeError), match=message):
        note.claim(name, line=1, printed="", states=states())
    assert name not in note.claims


# refused by the claim, not already by the statement's own constructor
LATE = """
undeclared other-assumptions sympy-boolean python-boolean float nowhere-defined decided-true two-relations
number-for-condition matrix-symbol no-initial-condition limit-is-infinite approximation-nowhere order-of-zero
rate-that-moves ill-typed-degree
"""
BY_THE_CLAIM = [row for row in REFUSED if row[0] in LATE.split()]


@pytest.mark.parametrize(("name", "states", "message"), BY_THE_CLAIM, ids=[row[0] for row in BY_THE_CLAIM])
def test_the_message_names_the_claim(name, states, message):
    statement = states()
    with pytest.raises(StatementError, match=f"typing/{name}: .*({message})"):
        note.claim(name, line=1, printed="", states=statement)


@pytest.mark.parametrize("name", ["Upper-case", "two words", "under_score", "-dash", "", "trailing-", "a--b", "a/b"])
def test_a_bad_id(name):
    with pytest.raises(StatementError, match="lower-case words"):
        note.claim(name, line=1, printed="", states=Identity(x, y))


def test_a_repeated_id(note):
    note.symbols |= {x, y}
    note.claim("once", line=1, printed="", states=Identity(x, y))
    with pytest.raises(StatementError, match="tests/once: this id is taken"):
        note.claim("once", line=2, printed="", states=Identity(y, x))


def test_an_empty_reason():
    with pytest.raises(StatementError, match="typing/said-nothing: .*why"):
        note.not_checkable("said-nothing", line=1, printed="", reason="  ")


def test_a_statement_is_required():
    with pytest.raises(StatementError, match="typing/bare: expected a statement"):
        note.claim("bare", line=1, printed="", states=sp.Eq(x, y))


@pytest.mark.parametrize("assumption", [x, x + 1, sp.Integer(1)], ids=str)
def test_an_assumption_is_a_condition(assumption):
    with pytest.raises(StatementError, match="typing/assumed: .*not a condition"):
        note.claim("assumed", line=1, printed="", states=Identity(x, y), given=[assumption])


def test_a_symbol_declared_twice():
    with pytest.raises(StatementError, match="declared twice"):
        note.integers("x")


def test_a_bad_line_of_a_derivation(note):
    note.symbols |= {x, y}
    claim = note.claim("derived", line=1, printed="", states=Identity(x, y))
    with pytest.raises(StatementError, match="tests/derived: in the derivation: .*condition"):
        claim.derivation(lambda chain: chain.start(x > 0, "a condition"))
    with pytest.raises(StatementError, match="tests/derived: in the derivation: begin"):
        claim.derivation(lambda chain: chain.line(x, "no beginning"))

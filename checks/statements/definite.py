"""Quadratic forms of a matrix that are positive for every matrix but zero, and operators that are invertible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.logic.boolalg import Boolean

from checks.errors import StatementError
from checks.matrices.algebra import Matrix, Product
from checks.matrices.assumptions import FullRank
from checks.matrices.chain import MatrixChain
from checks.matrices.forms import definiteness, degree, is_injective, kernel_vector, matrix_of_form, put
from checks.matrices.letters import Letter
from checks.matrices.networks import Network
from checks.matrices.operators import Operator
from checks.matrices.shapes import parts
from checks.matrices.sums import IndexedSum
from checks.matrices.traces import Trace, inner
from checks.proving.argue import link
from checks.proving.chain import Chain, Line
from checks.proving.combinations import difference_vanishes, known
from checks.proving.readings import denominators, without_inverses
from checks.statements.base import Statement
from checks.verdict import Counterexample, Evidence, Outcome

if TYPE_CHECKING:
    from checks.matrices.instances import Instance
    from checks.matrices.sampling import Plan
    from checks.proving.facts import Facts
    from checks.settings import Settings
    from numeric.domains import Domain

_WIDEST = 3  # of the matrices at which a form is written out


class PositiveDefinite(Statement):
    """`form` > 0 for every matrix `variable` other than 0, wherever the form is defined.

    The form is quadratic in the letter, of kind general. A derivation ends with a sum of squares Tr(X X^T), some over
    an index: each is >= 0, and one of them must vanish only at 0. Where the claim assumes that W has full rank, that
    is shown twice: where W W^T is invertible, and where W^T W is.
    """

    kind = "positive definite form"

    def __init__(self, form: sp.Expr, variable: Letter) -> None:
        self.form, self.variable = form, variable

    def check(self) -> None:
        if not isinstance(self.form, sp.Expr) or self.form.atoms(sp.Float):
            raise StatementError(f"{self.form!r}, where an exact scalar expression belongs")
        if not isinstance(self.variable, Letter) or self.variable.kind != "general":
            raise StatementError(f"{self.variable}: the variable of a form is a general letter")
        if degree(self.form, self.variable) != 2:
            raise StatementError(f"{self.form} is not seen to be quadratic in {self.variable}")

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        return {x for x in self.form.free_symbols if isinstance(x, sp.Symbol)}

    def latex(self) -> str:
        return rf"{sp.latex(self.form)} > 0 \quad ({sp.latex(self.variable)} \ne 0)"

    def __str__(self) -> str:
        return f"{self.form} > 0 for every {self.variable} other than 0"

    def new_chain(self) -> Chain:
        return MatrixChain()

    # --- derive -----------------------------------------------------------------------------------------------------

    def derive(self, domain: Domain, chain: Chain | None, settings: Settings) -> Evidence:
        links = [link(self.form, "the form", "")]
        current: Any = self.form
        for step in chain.steps if chain else ():
            assert isinstance(step, Line)
            rules = difference_vanishes(current, step.expression, domain.conditions, domain.symbols)
            if rules is None:
                return _open(f"`{step.expression}` is not shown to equal `{current}`", links)
            # a line that is undefined somewhere says nothing there
            if denominators(step.expression) - denominators(self.form):
                return _open(f"`{step.expression}` may lack a value where the form has one", links)
            links.append(link(step.expression, step.reason, ", ".join(sorted(rules)) or "words"))
            current = step.expression
        # where Z = A(Y) for one Y, Z = 0 only for Y = 0, so the form may be looked at as one in Y
        pair = without_inverses(self.form, current)
        if pair is None:
            return _open("an inverse stays", links)
        last = pair[1]
        names = (self.variable.name, f"{self.variable.name}'")
        variable = next((x for x in parts((last,), Letter) if x.name in names and degree(last, x) == 2), None)
        squares = _squares(last, known(domain.conditions, domain.symbols))
        if variable is None or squares is None:
            return _open(f"`{current}` is not seen to be a sum of squares", links)
        for name, invertible in _cases(domain.conditions):
            found = next((x for x in squares if is_injective(x, variable, invertible)), None)
            if found is None:
                return _open(f"no square is seen to vanish only at 0{name}", links)
            links.append(link(found, f"0 only for {variable} = 0{name}", "invertible factors", ""))
        return Evidence("derive", Outcome.PROVES, "a sum of squares, one of which vanishes only at 0", {"links": links})

    # --- confirm and search -----------------------------------------------------------------------------------------

    def confirm(self, domain: Domain, settings: Settings) -> Evidence:
        """The matrix of the form at random instances, and the signs of its pivots, exact or as balls."""
        from checks.matrices.sampling import instances

        plan = self._plan(domain, settings)
        agreed = exact = silent = 0
        for instance in instances(plan, 4 * settings.points):
            found = self._counterexample(plan, instance)
            if isinstance(found, Counterexample):
                return Evidence("confirm", Outcome.REFUTES, f"fails {found}", {"agreed": agreed}, found)
            agreed += found is not None
            exact += found == "exact"
            silent += found is None
            if agreed >= settings.points:
                break
        details = {"points": agreed, "exact": exact, "silent": silent, "seed": settings.seed}
        if agreed < settings.points:
            summary = f"only {agreed} of {settings.points} instances could be decided"
            return Evidence("confirm", Outcome.NOTHING, summary, details)
        summary = f"holds at {agreed} random instances, on {exact} with no rounding"
        return Evidence("confirm", Outcome.AGREES, summary, details)

    def search(self, domain: Domain, settings: Settings) -> Evidence:
        from checks.matrices.hunting import by_hypothesis, by_size
        from checks.matrices.shrinking import shrink

        plan = self._plan(domain, settings)

        def test(instance: Instance) -> Counterexample | None:
            found = self._counterexample(plan, instance)
            return found if isinstance(found, Counterexample) else None

        for name, engine in (("tiny matrices", by_size), ("hypothesis", by_hypothesis)):
            instance = engine(plan, test, settings)
            if instance is not None:
                found = test(shrink(plan, instance, lambda x: test(x) is not None))
                assert found is not None
                return Evidence("search", Outcome.REFUTES, f"{name} found: {found}", {"engine": name}, found)
        tried = {"examples": settings.examples, "seed": settings.seed}
        return Evidence("search", Outcome.AGREES, "tiny matrices, hypothesis: no counterexample found", tried)

    def _plan(self, domain: Domain, settings: Settings) -> Plan:
        from checks.matrices.sampling import Plan as Made

        return Made((self.form,), domain.conditions, domain.symbols, settings.seed)

    def _counterexample(self, plan: Plan, instance: Instance) -> Counterexample | str | None:
        """A matrix at which the form is not positive; "exact" or "balls" where there is none; None if undecided."""
        from checks.matrices.comparing import readable
        from numeric.errors import NumericError
        from numeric.matrices import shape
        from numeric.precision import digits_to_bits, precision

        z = instance.letters[self.variable]
        if len(z.entries()) > _WIDEST**2 or not plan.admits(instance):
            return None
        try:
            q = matrix_of_form(self.form, self.variable, instance)
        except NumericError:
            return None
        with precision(digits_to_bits(instance.digits)):
            definite, bad = definiteness(q)
        if definite is None:
            return None
        if definite:
            return "exact" if type(q) is type(z) else "balls"
        worst = put(instance, self.variable, type(z)(*shape(z), bad))
        return Counterexample(dict(readable(worst)), str(worst.scalar(self.form)), "0", ">")

    def remedies(self, domain: Domain) -> list[Boolean]:
        """Full rank of the letters and end-to-end matrices."""
        others = [x for x in parts((self.form,), Letter) if x.kind == "general" and x != self.variable]
        wholes = [n.end_to_end for n in parts((self.form,), Network)]
        return [c for c in (FullRank(w) for w in (*others, *wholes)) if c not in domain.conditions]


class Invertible(PositiveDefinite):
    """The operator maps no matrix but 0 to 0; shown for operators with Tr(Z^T A(Z)) > 0 for every Z other than 0.

    It refutes only by a matrix Z other than 0 with A(Z) = 0.
    """

    kind = "invertible operator"

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        z = Letter("Z", operator.body.rows, operator.body.columns)
        super().__init__(inner(z, operator(z)), z)

    def check(self) -> None:
        if self.variable in parts((self.operator,), Letter):
            raise StatementError(f"{self.operator.name} is written with a letter Z, which is its argument here")
        super().check()

    def latex(self) -> str:
        return rf"{self.operator.name} \text{{ is invertible}}"

    def __str__(self) -> str:
        return f"{self.operator.name} is invertible"

    def _counterexample(self, plan: Plan, instance: Instance) -> Counterexample | str | None:
        from flint import fmpq_mat

        from checks.matrices.comparing import readable
        from checks.matrices.operators import matrix_of
        from numeric.errors import NumericError
        from numeric.matrices import shape
        from numeric.precision import digits_to_bits, precision

        if not plan.admits(instance):
            return None
        try:
            system = matrix_of(self.operator, instance)
        except NumericError:
            return None
        if not isinstance(system, fmpq_mat):
            with precision(digits_to_bits(instance.digits)):
                return None if system.det().contains(0) else "balls"
        kernel = kernel_vector(system)
        if kernel is None:
            return "exact"
        worst = put(instance, self.variable, fmpq_mat(*shape(instance.letters[self.variable]), kernel))
        image = self.operator(self.variable).evaluate(worst)
        return Counterexample(dict(readable(worst)), str(image.tolist()), "0", "≠")


def _open(why: str, links: list[dict[str, str]]) -> Evidence:
    return Evidence("derive", Outcome.NOTHING, f"no proof: {why}", {"links": links})


def _cases(conditions: Sequence[Boolean]) -> list[tuple[str, tuple[Matrix, ...]]]:
    """The ways in which the matrices of full rank have an invertible Gram matrix, each with those that are."""
    cases: list[tuple[str, tuple[Matrix, ...]]] = [("", ())]
    for c in conditions:
        if isinstance(c, FullRank):
            w = c.args[0]
            grams = (Product.of(w, w.T), Product.of(w.T, w))
            cases = [(f"{name}, {g} invertible", (*known_, g)) for name, known_ in cases for g in grams]
    return cases


def _squares(form: sp.Expr, facts: Facts) -> list[Matrix] | None:
    """Factors X of the squares X X^T with positive coefficients of which the form is the sum; None where it is none.

    Of a sum over an index the first and last square, where there is one.
    """
    found = []
    for term in sp.Add.make_args(form):
        coefficient, traces = term.as_independent(Trace) if not isinstance(term, Trace) else (sp.Integer(1), term)
        if not isinstance(traces, Trace) or not facts.nonnegative(coefficient):
            return None
        m = traces.args[0]
        body = m.args[0] if isinstance(m, IndexedSum) else m
        if not isinstance(body, Product) or len(body.args) % 2 or not body.is_gram:
            return None
        root = Product.of(*body.args[: len(body.args) // 2])
        if not facts.positive(coefficient):
            continue
        if not isinstance(m, IndexedSum):
            found.append(root)
        elif facts.nonnegative(m.args[3] - m.args[2]):
            found += [root.xreplace({m.args[1]: end}) for end in m.args[2:]]
    return found

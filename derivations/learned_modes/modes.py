"""Line 10: the energy of the modes, its gradient flow, and what each of its two terms says about directions.

Entries are spelled out for two hidden units, a^1 = (a_11, a_12), ..., b^3 = (b_31, b_32), and two modes if not said
otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from checks.claim import Amended, Assumption
from checks.matrices.partials import PartialGradient
from checks.matrices.traces import norm_squared
from checks.quantities import At, GradientFlow
from checks.script import run_topic
from checks.statements.identity import Conserved, FlowEquation, Identity
from checks.statements.matrix_identity import MatrixIdentity
from checks.statements.relation import Equivalence, Implication, Monotone
from derivations.learned_modes.document import note, s, s_1, s_2, strengths, tau
from derivations.learned_modes.network import W21, W32, S

if __name__ == "__main__":
    run_topic(__file__)

Vector = Sequence[sp.Expr]

a_modes = [note.reals(f"a_{mode}1 a_{mode}2") for mode in (1, 2, 3)]
b_modes = [note.reals(f"b_{mode}1 b_{mode}2") for mode in (1, 2, 3)]
a1, a2, _ = a_modes
b1, b2, _ = b_modes


def dot(x: Vector, y: Vector) -> sp.Expr:
    return sp.Add(*(p * q for p, q in zip(x, y, strict=True)))


def area(x: Vector, y: Vector) -> sp.Expr:
    """The signed area that two vectors of the plane span: 0 where they are colinear, the zero vector included."""
    return x[0] * y[1] - x[1] * y[0]


def own_term(modes: int) -> sp.Expr:
    """The first sum of E, times 2 tau."""
    return sp.Add(*((strengths[i] - dot(a_modes[i], b_modes[i])) ** 2 for i in range(modes)))


def cross_term(modes: int) -> sp.Expr:
    """The second sum of E, times 2 tau, over ordered pairs."""
    return sp.Add(*(dot(a_modes[i], b_modes[j]) ** 2 for i in range(modes) for j in range(modes) if i != j))


def energy(modes: int) -> sp.Expr:
    return (own_term(modes) + cross_term(modes)) / (2 * tau)


def energy_flow(modes: int) -> GradientFlow:
    """Minus the gradient of E, with two hidden units."""
    return GradientFlow(energy(modes), of=[x for v in (*a_modes[:modes], *b_modes[:modes]) for x in v])


def products(modes: int) -> sp.Matrix:
    """Row beta, column alpha: b^beta . a^alpha."""
    return sp.Matrix(b_modes[:modes]) * sp.Matrix(a_modes[:modes]).T


def layer_flows(modes: int) -> tuple[sp.Matrix, sp.Matrix]:
    """Line 8 by modes, over tau: the columns of the first are da^alpha/dt, the rows of the second db^alpha/dt."""
    first, second = sp.Matrix(a_modes[:modes]).T, sp.Matrix(b_modes[:modes])
    error = sp.diag(*strengths[:modes]) - products(modes)
    return second.T * error / tau, error * first.T / tau


E = energy(2)
flow = energy_flow(2)

note.not_checkable(
    "gaussian-data",
    line=10,
    printed=r"(x, y) \sim \mathcal{N}(0, \Sigma)",
    reason="a definition of the data; nothing beyond second moments is used, see loss-by-second-moments",
)

ENERGY = (
    r"E = \frac{1}{2\tau} \sum_{\alpha} (s_{\alpha} - a^{\alpha} \cdot b^{\alpha})^2 + "
    r"\frac{1}{2\tau} \sum_{\alpha \neq \beta} (a^{\alpha} \cdot b^{\beta})^2"
)
first_flow, second_flow = layer_flows(3)
for side, vectors, right in (("a", a_modes, first_flow[0, 0]), ("b", b_modes, second_flow[0, 0])):
    note.claim(
        f"energy-gives-the-flow-of-{side}",
        line=10,
        printed=ENERGY + rf",\quad -\frac{{\partial E}}{{\partial {side}^\alpha}} = \frac{{d {side}^\alpha}}{{dt}}",
        states=FlowEquation(energy_flow(3), vectors[0][0], right),
        remark=(
            "E as it is printed against line 8 for whitened inputs: three modes, two hidden units. The second sum is "
            "over ordered pairs, and the factor 1/tau makes the flow that of E, not of tau E"
        ),
    )

note.claim(
    "energy-as-a-norm",
    line=10,
    printed=ENERGY + r" = \frac{1}{2 \tau} \|S - \overline W^{32} \overline W^{21}\|^2",
    states=Identity(energy(3), sp.Add(*(x**2 for x in sp.diag(*strengths) - products(3))) / (2 * tau)),
    remark="three modes: the first sum is over the diagonal, the second over the rest",
)
for name, weights, velocity, shown in (
    ("first", W21, W32.T * (S - W32 * W21), r"\overline W^{32^T} (S - \overline W^{32} \overline W^{21})"),
    ("second", W32, (S - W32 * W21) * W21.T, r"(S - \overline W^{32} \overline W^{21})\, \overline W^{21^T}"),
):
    layer = "21" if name == "first" else "32"
    note.claim(
        f"energy-gives-the-flow-of-the-{name}-weights",
        line=None,
        printed=rf"-\tau \frac{{\partial E}}{{\partial \overline W^{{{layer}}}}} = {shown}",
        states=MatrixIdentity(-tau * PartialGradient(norm_squared(S - W32 * W21) / (2 * tau), weights), velocity),
        remark="any number of modes and of units",
    )

note.claim(
    "flow-of-a",
    line=None,
    printed=r"\tau \frac{d a^\alpha}{dt} = (s_\alpha - a^\alpha \cdot b^\alpha)\, b^\alpha - "
    r"\sum_{\gamma \ne \alpha} (a^\alpha \cdot b^\gamma)\, b^\gamma",
    states=FlowEquation(flow, a1[0], ((s_1 - dot(a1, b1)) * b1[0] - dot(a1, b2) * b2[0]) / tau),
    remark="the first entry of a^1 with two modes; the others have the same form",
)
note.claim(
    "flow-of-b",
    line=None,
    printed=r"\tau \frac{d b^\alpha}{dt} = (s_\alpha - a^\alpha \cdot b^\alpha)\, a^\alpha - "
    r"\sum_{\gamma \ne \alpha} (a^\gamma \cdot b^\alpha)\, a^\gamma",
    states=FlowEquation(flow, b1[0], ((s_1 - dot(a1, b1)) * a1[0] - dot(a2, b1) * a2[0]) / tau),
    remark="the first entry of b^1 with two modes; the others have the same form",
)
note.claim(
    "energy-decreases",
    line=None,
    printed=r"\frac{dE}{dt} \le 0",
    states=Monotone(flow, E, "decreasing"),
)

# what the first term says -------------------------------------------------------------------------------------------

overlap = Assumption(sp.Eq(dot(a1, b1), s, evaluate=False))
note.claim(
    "first-term-requires-colinear-vectors",
    line=10,
    printed=r"\sum_{\alpha} (s_{\alpha} - a^{\alpha} \cdot b^{\alpha})^2 = 0 \implies a^\alpha \parallel b^\alpha",
    states=Implication(sp.Eq((s - dot(a1, b1)) ** 2, 0, evaluate=False), sp.Eq(area(a1, b1), 0, evaluate=False)),
    remark="one mode; that the term is least, 0, does not need colinear vectors, only the overlap s",
    amended=Amended(
        printed=r"a^{\alpha} \cdot b^{\alpha} = s_\alpha: \quad |a^\alpha|^2 + |b^\alpha|^2 = 2 s_\alpha "
        r"\iff a^\alpha = b^\alpha",
        states=Equivalence(
            sp.Eq(dot(a1, a1) + dot(b1, b1), 2 * s, evaluate=False),
            sp.And(sp.Eq(a1[0], b1[0], evaluate=False), sp.Eq(a1[1], b1[1], evaluate=False)),
        ),
        given=[overlap],
        remark="of all pairs at which the term is 0 the smallest ones are colinear; in general it is at least 2 s",
    ),
)
first_term = GradientFlow((s - dot(a1, b1)) ** 2 / (2 * tau), of=[*a1, *b1])
note.claim(
    "first-term-keeps-the-area",
    line=None,
    printed=r"a^\alpha \wedge b^\alpha = \mathrm{const} \text{ along the flow of } "
    r"\tfrac{1}{2\tau} (s_\alpha - a^\alpha \cdot b^\alpha)^2",
    states=Conserved(first_term, area(a1, b1)),
    remark=(
        "so vectors that are not colinear never become so by the first term; where the overlap reaches s the "
        "tangent of their angle is the area at the start over s, small for small starts"
    ),
)
note.claim(
    "first-term-brings-vectors-together",
    line=None,
    printed=r"a^\alpha \cdot b^\alpha \le s_\alpha \implies \frac{d}{dt} |a^\alpha - b^\alpha|^2 \le 0",
    given=[dot(a1, b1) <= s],
    states=Monotone(first_term, dot(*[[x - y for x, y in zip(a1, b1, strict=True)]] * 2), "decreasing"),
)

# what the second term says, and both together -----------------------------------------------------------------------

note.claim(
    "second-term-requires-orthogonality",
    line=10,
    printed=r"\sum_{\alpha \ne \beta} (a^\alpha \cdot b^\beta)^2 = 0 \iff a^\alpha \perp b^\beta "
    r"\quad (\alpha \ne \beta)",
    states=Equivalence(
        sp.Eq(cross_term(2), 0, evaluate=False),
        sp.And(sp.Eq(dot(a1, b2), 0, evaluate=False), sp.Eq(dot(a2, b1), 0, evaluate=False)),
    ),
    remark="between an a and a b of different modes; it says nothing of a^1 and a^2",
)
overlaps = ((a1, b1), s_1), ((a2, b2), s_2), ((a1, b2), sp.S.Zero), ((a2, b1), sp.S.Zero)
# b^1 and b^2 from a^1 and a^2
dual = {
    b1[0]: s_1 * a2[1] / area(a1, a2),
    b1[1]: -s_1 * a2[0] / area(a1, a2),
    b2[0]: -s_2 * a1[1] / area(a1, a2),
    b2[1]: s_2 * a1[0] / area(a1, a2),
}
note.claim(
    "minimizers-are-orthogonal-or-colinear",
    line=10,
    printed=r"E = 0 \implies a^1 \perp a^2 \text{ or } a^1 \parallel a^2",
    states=Implication(
        sp.Eq(own_term(2) + cross_term(2), 0, evaluate=False),
        sp.Eq(dot(a1, a2) * area(a1, a2), 0, evaluate=False),
    ),
    remark="the sentence after the display, for one of the pairs",
    amended=Amended(
        printed=r"E = 0 \iff a^\alpha \cdot b^\beta = s_\alpha \delta_{\alpha\beta}",
        states=Equivalence(
            sp.Eq(own_term(2) + cross_term(2), 0, evaluate=False),
            sp.And(*(sp.Eq(dot(*pair), strength, evaluate=False) for pair, strength in overlaps)),
        ),
        remark="two modes, all ordered pairs: E = 0 says W32 W21 = S, and no more",
    ),
)
note.claim(
    "dual-bases-are-minimizers",
    line=None,
    printed=r"a^1 \wedge a^2 \ne 0,\; (b^1, b^2) = (s_1 \hat a^1, s_2 \hat a^2),\; "
    r"a^\alpha \cdot \hat a^\beta = \delta_{\alpha\beta}: \quad E = 0",
    given=[Assumption(sp.Ne(area(a1, a2), 0))],
    states=Identity(At.made(E, dual), sp.Integer(0)),
    remark="so the a of a minimizer may stand at any angle to one another",
)

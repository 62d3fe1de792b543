"""Line 12: which weights make the modes evolve independently and keep them orthogonal."""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.matrices.letters import Letter
from checks.quantities import At
from checks.script import run_topic
from checks.statements.identity import FlowEquation, Identity
from checks.statements.matrix_identity import MatrixIdentity
from checks.statements.relation import BothOccur
from derivations.learned_modes.document import note, s_1, s_2, tau
from derivations.learned_modes.modes import a1, a2, b1, b2, dot, flow
from derivations.learned_modes.network import S, n1, n2, n3

if __name__ == "__main__":
    run_topic(__file__)

# directions (x, y) and (v, z) of any length, with the vectors across from them, and multiples of them
x, y, v, z = note.reals("x y v z")
p_1, p_2, q_1, q_2 = note.reals("p_1 p_2 q_1 q_2")


def along(first: tuple[sp.Expr, sp.Expr], second: tuple[sp.Expr, sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
    """a^1 along `first` and a^2 across, b^1 along `second` and b^2 across."""
    (c, d), (e, f) = first, second
    places = ((a1, p_1, (c, d)), (a2, p_2, (-d, c)), (b1, q_1, (e, f)), (b2, q_2, (-f, e)))
    return {entry: size * r for vector, size, way in places for entry, r in zip(vector, way, strict=True)}


aligned = along((x, y), (x, y))
orthogonal = along((x, y), (v, z))
ALIGNED = r"a^\alpha \parallel b^\alpha \parallel r^\alpha,\; r^1 \perp r^2"

own_rate = (s_1 - dot(a1, b1)) * (dot(a1, a1) + dot(b1, b1)) / tau
note.claim(
    "modes-evolve-independently",
    line=12,
    printed=ALIGNED + r": \quad \tau \frac{d}{dt} (a^\alpha \cdot b^\alpha) = (s_\alpha - a^\alpha \cdot b^\alpha)"
    r"\left(|a^\alpha|^2 + |b^\alpha|^2\right)",
    states=Identity(At.made(flow.rate(dot(a1, b1)), aligned), At.made(own_rate, aligned)),
    remark=(
        "the manifold read as each mode along a direction of its own; two modes, at every point of it: the overlap of "
        "a mode moves by its own two vectors. It is invariant, see the two claims on aligned vectors"
    ),
)
note.claim(
    "modes-stay-orthogonal",
    line=12,
    printed=ALIGNED + r": \quad \frac{d}{dt} (a^1 \cdot a^2) = 0",
    states=Identity(At.made(flow.rate(dot(a1, a2)), aligned), sp.Integer(0)),
    remark="on the same manifold; b^1 . b^2 in the same way",
)
note.claim(
    "modes-depend-on-one-another-off-the-manifold",
    line=None,
    printed=r"\frac{d}{dt} (a^1 \cdot b^1) - \frac{1}{\tau} (s_1 - a^1 \cdot b^1)\left(|a^1|^2 + |b^1|^2\right) = 0 "
    r"\text{ for some weights, not for all}",
    states=BothOccur(sp.Eq(flow.rate(dot(a1, b1)) - own_rate, 0, evaluate=False)),
    remark="for weights at large the other mode has a say; how much is the next claim",
)
note.claim(
    "coupling-of-two-modes",
    line=None,
    printed=r"\tau \frac{d}{dt} (a^1 \cdot b^1) = (s_1 - a^1 \cdot b^1)\left(|a^1|^2 + |b^1|^2\right) "
    r"- (a^1 \cdot b^2)(b^1 \cdot b^2) - (a^2 \cdot b^1)(a^1 \cdot a^2)",
    states=FlowEquation(flow, dot(a1, b1), own_rate - (dot(a1, b2) * dot(b1, b2) + dot(a2, b1) * dot(a1, a2)) / tau),
    remark="all weights, two modes: the rest vanishes where a^1, b^1 are orthogonal to a^2, b^2",
)
note.claim(
    "orthogonal-within-each-layer-need-not-last",
    line=None,
    printed=r"a^1 \perp a^2,\; b^1 \perp b^2: \quad \frac{d}{dt} (a^1 \cdot a^2) = 0 "
    r"\text{ at some of these weights, not at all}",
    given=[Assumption(sp.Ne(size, 0)) for size in (p_1, p_2, q_1, q_2)],
    states=BothOccur(sp.Eq(At.made(flow.rate(dot(a1, a2)), orthogonal), 0, evaluate=False)),
    remark="that the a are orthogonal to one another, and the b, is not enough",
)
crossed = along((x, y), (-y, x))
note.claim(
    "crossed-modes-turn",
    line=None,
    printed=r"a^1 \parallel b^2 \perp a^2 \parallel b^1: \quad \tau \frac{d}{dt} (a^1 \cdot a^2) = "
    r"s_1\, (b^1 \cdot a^2) + s_2\, (b^2 \cdot a^1)",
    states=Identity(
        At.made(flow.rate(dot(a1, a2)), crossed), At.made((s_1 * dot(b1, a2) + s_2 * dot(b2, a1)) / tau, crossed)
    ),
    remark="pairwise orthogonal or colinear, as line 10 has it, and yet it does not last",
)

for side, vector, partner, printed in (
    ("a", a1, b1, r"\tau \frac{d a^\alpha}{dt} = (s_\alpha - a^\alpha \cdot b^\alpha)\, b^\alpha \parallel r^\alpha"),
    ("b", b1, a1, r"\tau \frac{d b^\alpha}{dt} = (s_\alpha - a^\alpha \cdot b^\alpha)\, a^\alpha \parallel r^\alpha"),
):
    note.claim(
        f"aligned-{side}-stays-aligned",
        line=None,
        printed=ALIGNED + rf": \quad {printed}",
        states=Identity(
            At.made(flow.rate(vector[0]), aligned), At.made((s_1 - dot(a1, b1)) * partner[0] / tau, aligned)
        ),
        remark="the velocity points along the mode's own direction, so the set is invariant",
    )

# every width: the columns of R are the directions r^alpha, W21 = R D_a and W32 = D_b R^T in the basis of the modes
R = Letter("R", n2, n2, "orthogonal")
D_a, D_b = Letter("D_a", n2, n1, "diagonal"), Letter("D_b", n3, n2, "diagonal")
first, second = R * D_a, D_b * R.T
note.claim(
    "decoupled-first-weights-stay-decoupled",
    line=None,
    printed=r"\overline W^{21} = R D_a,\; \overline W^{32} = D_b R^T: \quad "
    r"\overline W^{32^T} (S - \overline W^{32} \overline W^{21}) = R\, D_b^T (S - D_b D_a)",
    states=MatrixIdentity(second.T * (S - second * first), R * D_b.T * (S - D_b * D_a)),
    remark="the flow of the first weights keeps this form: it only moves the diagonal; all widths, entries >= 0",
)
note.claim(
    "decoupled-second-weights-stay-decoupled",
    line=None,
    printed=r"\overline W^{21} = R D_a,\; \overline W^{32} = D_b R^T: \quad "
    r"(S - \overline W^{32} \overline W^{21}) \overline W^{21^T} = (S - D_b D_a) D_a^T\, R^T",
    states=MatrixIdentity((S - second * first) * first.T, (S - D_b * D_a) * D_a.T * R.T),
)

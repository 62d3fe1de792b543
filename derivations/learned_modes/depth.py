"""Line 16: networks of N_l layers of units, and the equation of a mode there."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from checks.claim import Amended, Assumption
from checks.matrices.algebra import Matrix
from checks.matrices.letters import Identity as Unit
from checks.matrices.letters import Letter
from checks.matrices.partials import PartialGradient
from checks.matrices.traces import norm_squared
from checks.quantities import GradientFlow
from checks.script import run_topic
from checks.statements.degrees import EveryDegree
from checks.statements.identity import FlowEquation, Identity
from checks.statements.matrix_identity import MatrixIdentity
from checks.statements.order import Approx, To
from derivations.learned_modes.document import note, s, tau, u
from derivations.learned_modes.network import n1, n2, n3
from derivations.learned_modes.sigmoid import w

if __name__ == "__main__":
    run_topic(__file__)

# layers of units, and matrices between them
N_l, m = note.integers("N_l m")
# one weight of a mode among others whose product is R
w_i, R = note.reals("w_i R")
weights = note.reals("v_1 v_2 v_3 v_4 v_5 v_6")
several = Assumption(N_l >= 2)
inside = [Assumption(u > 0), Assumption(u < s)]

matrices = N_l - 1
loss = (w_i * R - s) ** 2 / (2 * tau)
each = GradientFlow(loss, of=[w_i], on={w_i: w, R: w ** (matrices - 1)}, state={w: w_i})


def equal_weights(layers: int) -> GradientFlow:
    """A mode in a network of that many layers of units, one matrix less, spelled out; all its weights equal w."""
    chain = weights[: layers - 1]
    return GradientFlow(
        (sp.prod(chain) - s) ** 2 / (2 * tau), of=chain, on=dict.fromkeys(chain, w), state={w: chain[0]}
    )


def printed_speed(layers: sp.Expr, strength: sp.Expr) -> sp.Expr:
    """N_l u^2 (s - u) / tau."""
    return layers * strength**2 * (s - strength) / tau


def exact_speed(layers: sp.Expr, strength: sp.Expr) -> sp.Expr:
    """(N_l - 1) u^(2 - 2/(N_l - 1)) (s - u) / tau."""
    return (layers - 1) * strength ** (2 - 2 / (layers - 1)) * (s - strength) / tau


def every_depth(speed: Callable[[sp.Expr, sp.Expr], sp.Expr], least: int) -> EveryDegree:
    """One of the two above as the flow of u = w^(N_l - 1), from that many layers on."""

    def at(layers: int) -> FlowEquation:
        strength = w ** (layers - 1)
        return FlowEquation(equal_weights(layers), strength, speed(sp.Integer(layers), strength))

    general = FlowEquation(each, w**matrices, speed(N_l, w**matrices))
    return EveryDegree(general, at={layers: at(layers) for layers in range(least, 8)})


PRINTED = r"\tau \frac{d}{d t} u = N_{l} u^{2} (s - u)"
EXACT = r"\tau \frac{d}{d t} u = (N_l - 1)\, u^{2 - \frac{2}{N_l - 1}} (s - u)"

deep = note.claim(
    "strength-of-a-mode-in-a-deep-network",
    line=16,
    printed=PRINTED,
    given=[several, Assumption(w > 0)],
    states=every_depth(printed_speed, 3),
    remark="N_l layers of units have N_l - 1 weights per mode, here all equal to w, with u = w^(N_l - 1). The "
    "counterexample has three layers. With N_l matrices the printed form fails too: where s = 1, w = 2, three matrices "
    "give -336/tau, and it says -1344/tau",
    amended=Amended(
        printed=EXACT,
        states=every_depth(exact_speed, 2),
        remark="for every number of layers; the printed form is what it approaches for many",
    ),
)


@deep.amended.derivation
def _(chain):
    rate = w ** (matrices - 1) * (s - w**matrices) / tau
    chain.start(matrices * w ** (matrices - 1) * rate, "the flow of each weight")
    chain.line(matrices * w ** (2 * matrices - 2) * (s - w**matrices) / tau, "powers of w")


note.claim(
    "deep-equation-at-three-layers",
    line=16,
    printed=r"N_l = 3: \quad N_l u^2 (s - u) = 2 u (s - u)",
    given=inside,
    states=Identity(printed_speed(sp.Integer(3), u), 2 * u * (s - u) / tau),
    remark="the equation of line 16 against that which line 14 solves, in the same text",
    amended=Amended(
        printed=r"N_l = 3: \quad (N_l - 1)\, u^{2 - \frac{2}{N_l - 1}} (s - u) = 2 u (s - u)",
        states=Identity(exact_speed(sp.Integer(3), u), 2 * u * (s - u) / tau),
    ),
)
deeper = To(m, sp.oo, {N_l: m + 1})
note.claim(
    "deep-equation-for-many-layers",
    line=None,
    printed=r"(N_l - 1)\, u^{2 - \frac{2}{N_l - 1}} (s - u) \sim N_l u^2 (s - u) \quad (N_l \to \infty)",
    given=[several, *inside],
    states=Approx(exact_speed(N_l, u), printed_speed(N_l, u), limit=deeper, depends=[u, s, tau]),
    remark="for each u, not uniformly down to u = 0",
)

# the assumption that all weights are orthogonal --------------------------------------------------------------------

n, n0 = (sp.Symbol(name, integer=True) for name in ("n", "n_0"))
W1, W2, T = Letter("W_1", n, n, "orthogonal"), Letter("W_2", n, n, "orthogonal"), Letter("T", n, n)


def toward(data: Matrix) -> Matrix:
    """tau dW_1/dt, by line 8 for whitened inputs, where Sigma31 = data."""
    return W2.T * (data - W2 * W1)


def product_rate(data: Matrix) -> Matrix:
    """tau d(W_2 W_1)/dt there."""
    return W2 * toward(data) + (data - W2 * W1) * W1.T * W1


# three matrices, each a diagonal one between orthogonal ones; W_1 and W_3 may be products of such
R_0, R_1, R_2, R_3 = (Letter(f"R_{k}", size, size, "orthogonal") for k, size in enumerate((n0, n1, n2, n3)))
D_1, D_2, D_3 = Letter("D_1", n1, n0, "diagonal"), Letter("D_2", n2, n1, "diagonal"), Letter("D_3", n3, n2, "diagonal")
S = Letter("S", n3, n0, "diagonal")
before, behind, middle = R_3 * D_3 * R_2.T, R_1 * D_1 * R_0.T, R_2 * D_2 * R_1.T

note.claim(
    "deep-equation-at-orthogonal-weights",
    line=16,
    printed=r"W_k^T W_k = I,\; \Sigma^{31} = 2 W_2 W_1: \quad \tau \frac{d}{dt} (W_2 W_1) = 3 (\Sigma^{31} - W_2 W_1)",
    states=MatrixIdentity(product_rate(W2 * W1 * 2), 3 * W2 * W1),
    remark=(
        "the printed equation where its assumption holds: two matrices, N_l = 3; orthogonal weights have u = 1 for "
        "every mode, here with s = 2"
    ),
    amended=Amended(
        printed=r"W_k^T W_k = I: \quad \tau \frac{d}{dt} (W_2 W_1) = 2 (\Sigma^{31} - W_2 W_1)",
        states=MatrixIdentity(product_rate(T), 2 * (T - W2 * W1)),
        remark="N_l - 1 = 2, for every matrix of correlations",
    ),
)
note.claim(
    "strengths-of-orthogonal-weights",
    line=None,
    printed=r"W_k^T W_k = I: \quad (W_2 W_1)^T W_2 W_1 = I",
    states=MatrixIdentity((W2 * W1).T * (W2 * W1), Unit(n)),
    remark="every mode has the strength 1: were the weights to stay orthogonal, nothing would be learned",
)
leaving = toward(W2 * W1 * 2)
note.claim(
    "orthogonal-weights-do-not-stay-orthogonal",
    line=None,
    printed=r"W_k^T W_k = I,\; \Sigma^{31} = 2 W_2 W_1: \quad \tau \frac{d}{dt} W_1^T W_1 = 2 I",
    states=MatrixIdentity(leaving.T * W1 + W1.T * leaving, 2 * Unit(n)),
    remark="where the data have strengths s = 2 along the modes of the network",
)
note.claim(
    "decoupled-deep-weights-stay-decoupled",
    line=None,
    printed=r"W_k = R_k D_k R_{k-1}^T: \quad \tau \dot W_2 = R_2\, D_3^T (S - D_3 D_2 D_1) D_1^T\, R_1^T",
    states=MatrixIdentity(
        before.T * (R_3 * S * R_0.T - before * middle * behind) * behind.T,
        R_2 * (D_3.T * (S - D_3 * D_2 * D_1) * D_1.T) * R_1.T,
    ),
    remark=(
        "orthogonal R_k, diagonal D_k with entries >= 0: the flow keeps this form and moves each mode by itself, which "
        "is what the orthogonality is for. Matrices before and behind are products of this form, so this is every "
        "layer of every depth"
    ),
)
V2 = Letter("W_2", n2, n1)
note.claim(
    "flow-of-a-middle-matrix",
    line=None,
    printed=r"\tau \dot W_2 = W_3^T \left(\Sigma^{31} - W_3 W_2 W_1\right) W_1^T",
    states=MatrixIdentity(
        -PartialGradient(norm_squared(R_3 * S * R_0.T - before * V2 * behind) / 2, V2),
        before.T * (R_3 * S * R_0.T - before * V2 * behind) * behind.T,
    ),
    remark="from the loss, with W_1 and W_3 of the form of the claim on line 16 and every W_2",
)

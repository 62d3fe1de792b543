"""Wrong variants of what single-index notes say of overlaps, steps on the sphere and search times, and true rewrites.

As elsewhere, `EITHER` marks variants that an extra assumption can save.
"""

from __future__ import annotations

import pytest
import sympy as sp

from checks.means import GaussianMean, SphereMean
from checks.quantities import At, GradientFlow
from checks.statements.identity import FlowEquation, Identity
from checks.statements.order import Approx, MuchGreater, Theta, To
from checks.statements.recursion import EveryStep
from checks.statements.relation import Implication, Inequality
from checks.statements.sandwiched import SandwichedTheta
from checks.statements.solution import LimitIs
from checks.verdict import Standing

REFUTED = [Standing.REFUTED]
EITHER = (Standing.REFUTED, Standing.CONDITIONAL)

m, delta, eta, C, B, c, slope, omega, q, m_0, u, w, h_1, h_2, g_1, g_2, y_1, y_2, z = sp.symbols(
    "m delta eta C B c slope omega q m_0 u w h_1 h_2 g_1 g_2 y_1 y_2 z", real=True
)
r, P, a, rest = sp.symbols("r P A R", real=True)
N, T, d, k = sp.symbols("N T D k", integer=True)

five = sp.Integer(5)
sizes = [N >= 2]
sphere = [m >= -1, m <= 1]
moving = [*sizes, delta > 0, *sphere]
level = [*sizes, delta > 0, C > 0, eta > 0, eta < 1]
start, half, logarithm = N ** sp.Rational(-1, 2), sp.Rational(1, 2), sp.log(N)

# theta is (1, 0), x is (m, s); f is linear along rays
s = sp.sqrt(1 - m**2)
ray = (g_1 * y_1 + g_2 * y_2) / sp.sqrt(y_1**2 + y_2**2)
along = At.made(h_1 * sp.Derivative(ray, y_1) + h_2 * sp.Derivative(ray, y_2), {y_1: m, y_2: s})
radial, test = g_1 * m + g_2 * s, h_1 * m + h_2 * s
flat = h_1 * g_1 + h_2 * g_2
rate = delta / N
moved = m - rate * slope * (1 - m**2), s + rate * slope * m * s
overlap = moved[0] / sp.sqrt(moved[0] ** 2 + moved[1] ** 2)
length = sp.sqrt(1 + (rate * slope) ** 2 * (1 - m**2))

seen = m * u + s * w
cubic = (u**3 - 3 * u) * (seen**3 - 3 * seen) / 6
taylor = -C * m ** (k - 1) + B * m**k
flow = GradientFlow(-rate * C * m**k / k, of=[m])
search = (m_0 ** (2 - k) - eta ** (2 - k)) / ((k - 2) * rate * C)
from_start = To(N, sp.oo, {m_0: start})
below = [*level, k >= 3, m_0 > 0, m_0 < eta]
counted = sp.log(eta / start) / sp.log(1 + rate * C)
bounds = {"low": sp.log(eta / start) / (rate * C), "high": sp.log(eta / start) * (1 + 1 / (rate * C))}
slowly = To(N, sp.oo, {omega: logarithm})
geometric, linear = {m: m + q * m}, {m: m + q}
begin, steps = {m: m_0}, [q > 0, m_0 > 0, T >= 1]
gaining = [*sizes, delta > 0, delta <= N, r > 0, c > 0]
two_bounds = [*sizes, C > 0, c > 0, d >= 0, d <= C * N, c * N * N <= T]
taylor_terms = [k >= 1, C > 0, c > 0, m > 0, m < 1, a <= -c, rest <= C * m**k / k]

WRONG = [
    ("overlap: mean square over N + 1", Identity(SphereMean(m**2, m, five), 1 / (five + 1)), [], REFUTED),
    ("overlap: root missing", Identity(SphereMean(m**2, m, five), 1 / sp.sqrt(five)), [], REFUTED),
    ("overlap: fourth moment as for a Gaussian", Identity(SphereMean(m**4, m, five), 3 / five**2), [], REFUTED),
    ("overlap: typical size as mean", Identity(SphereMean(m, m, five), 1 / sp.sqrt(five)), [], REFUTED),
    ("overlap: kurtosis over the limit",
     Inequality(SphereMean(m**4, m, five) > 3 * SphereMean(m**2, m, five) ** 2), [], REFUTED),
    ("hermite: exponent off by one", Identity(GaussianMean(cubic, [u, w]), m**2), sphere, EITHER),
    ("hermite: without normalization", Identity(GaussianMean(cubic, [u, w]), 6 * m**3), sphere, EITHER),
    ("spherical gradient: the flat one", Identity(along, flat), sphere, EITHER),
    ("spherical gradient: added", Identity(along, flat + radial * test), sphere, EITHER),
    ("spherical gradient: projected twice", Identity(along, flat - 2 * radial * test), sphere, EITHER),
    ("spherical gradient: the component alone", Identity(along, radial * test), sphere, EITHER),
    ("overlap gradient: m for its square", Identity(At.made(sp.Derivative(ray, y_1), {y_1: m, y_2: s}), g_1 * (1 - m)),
     [*sphere, sp.Eq(g_2, 0)], EITHER),
    ("step: sign of the slope", Identity(overlap, (m + rate * slope * (1 - m**2)) / length), moving, EITHER),
    ("step: not normalized", Identity(overlap, m - rate * slope * (1 - m**2)), moving, EITHER),
    ("step: length without the sphere", Identity(overlap, moved[0] / sp.sqrt(1 + (rate * slope) ** 2)), moving, EITHER),
    ("step: length plus the radial part", Identity(overlap, moved[0] / sp.sqrt(1 + rate * slope * (1 - m**2))), moving,
     EITHER),
    ("reduction: exponent k", Approx(-taylor * (1 - m**2), C * m**k, limit=To(m, 0), depends=[B, C]),
     [k >= 1, C > 0], REFUTED),
    ("reduction: sign", Approx(taylor * (1 - m**2), C * m ** (k - 1), limit=To(m, 0), depends=[B, C]),
     [k >= 1, C > 0], REFUTED),
    ("assumption A: the next order left out", Inequality(-c * m ** (k - 1) + C * m**k / k < 0),
     [k >= 1, C > 0, c > 0, m > 0, m < 1], EITHER),
    ("growth: one step too many", EveryStep(linear, begin, sp.Eq(m, m_0 + (T + 1) * q), counter=T), steps, REFUTED),
    ("growth: simple interest", EveryStep(geometric, begin, sp.Eq(m, m_0 * (1 + T * q)), counter=T), steps, REFUTED),
    ("growth: exponential of the continuous flow",
     EveryStep(geometric, begin, m >= m_0 * (1 + q + q**2 / 2) ** T, counter=T), steps, REFUTED),
    ("separated: factor k for k - 2", FlowEquation(flow, m ** (2 - k), -k * rate * C),
     [*level[:3], k >= 3, m > 0], REFUTED),
    ("separated: sign", FlowEquation(flow, m ** (2 - k), (k - 2) * rate * C), [*level[:3], k >= 3, m > 0], REFUTED),
    ("time, exponent 1: with a logarithm",
     Theta((eta - start) / (rate * C), N / delta * logarithm, limit=To(N, sp.oo), depends=[C, eta]), level, REFUTED),
    ("time, exponent 2: without the logarithm",
     SandwichedTheta(counted, N / delta, **bounds, limit=To(N, sp.oo), depends=[C, delta, eta]),
     [*level, N * eta**2 > 1], REFUTED),
    ("time, exponent 2: constant 1/C",
     Approx(sp.log(eta * sp.sqrt(N)) / C, logarithm / C, limit=To(N, sp.oo), depends=[C, eta]),
     [*level, N * eta**2 > 1], REFUTED),
    ("time, exponent 3: a whole power of N",
     Theta(search, N / delta * N ** (k - 2), limit=from_start, depends=[k, C, eta]), below, REFUTED),
    ("time, exponent 3: off by one", Theta(search, N / delta * N ** (half * (k - 1)), limit=from_start,
                                           depends=[k, C, eta]), below, REFUTED),
    ("ratio: printed bounds, exponent 2", LimitIs(C * N / (omega * logarithm), sp.Integer(0), slowly),
     [*sizes, C > 0, omega > 0], REFUTED),
    ("ratio: of the order of its bound", Theta(C * N / (omega * N), 1 / N, limit=slowly, depends=[C]),
     [*sizes, C > 0, omega > 0], REFUTED),
    ("complexity: below its own bound", MuchGreater(N ** (k - 2), N ** (k - 2) * logarithm**2, limit=To(N, sp.oo)),
     [*sizes, k >= 3], REFUTED),
    ("descent before the search", Implication(m > 1 - eta, m > eta), [eta > 0, eta <= sp.Rational(2, 3)], EITHER),
    ("euler: faster than the flow", Inequality(1 / (m + q * m**2) - 1 / m <= -q), [q > 0, m > 0], REFUTED),
    ("euler: too slow a bound", Inequality(1 / (m + q * m**2) - 1 / m <= -q / (1 + q * m / 2)), [q > 0, m > 0],
     REFUTED),
    ("normalization: first order", Inequality(1 / sp.sqrt(1 + z) >= 1 - z / 4), [z >= 0], EITHER),
]  # fmt: skip

WRONG += [
    ("descent: C N steps at small steps",
     LimitIs(r * N / (delta * P) / (N * logarithm), sp.Integer(0), To(N, sp.oo, {delta: start})),
     [*sizes, delta > 0, r > 0, P > 0], REFUTED),
    ("descent: the step size left out", Implication(rate * c * (d - 1) <= r, d <= (r / c + 1) * N), gaining, EITHER),
    ("descent: the last step left out", Implication(rate * c * (d - 1) <= r, d <= r / c * N / delta), gaining, EITHER),
    ("level: exceeded up to 1", Implication(sp.Eq(m, (1 + eta) / 2, evaluate=False), m > eta),
     [eta > 0, eta <= 1], EITHER),
    ("ratio: constant upside down", Inequality(d / T <= c / (C * N)), two_bounds, EITHER),
    ("ratio: from above only", Inequality(d / T <= C / (c * N)), [*two_bounds[:-1], T >= 1], EITHER),
    ("ratio: a lower bound", Inequality(d / T >= C / (c * N)), two_bounds, EITHER),
    ("assumption A: up to twice the range", Inequality(a * m ** (k - 1) + rest < 0),
     [*taylor_terms, m < 2 * k * c / C], EITHER),
    ("slope bound: the remainder over k + 1",
     Inequality(a * m ** (k - 1) + rest <= -c * m ** (k - 1) + C * m**k / (k + 1)), taylor_terms, EITHER),
    ("time at a fixed step size, exponent 2", Theta(N / delta, N * logarithm, limit=To(N, sp.oo), depends=[delta]),
     [*sizes, delta > 0], REFUTED),
]  # fmt: skip

REWRITTEN = [
    ("overlap, cleared", Identity(N * SphereMean(m**2, m, N), sp.Integer(1)), sizes),
    ("overlap, the rest of the vector", Identity(SphereMean(1 - m**2, m, N), (N - 1) / N), sizes),
    ("hermite, as products", Identity(GaussianMean(6 * cubic, [u, w]), 6 * m**3), sphere),
    ("spherical gradient, by components", Identity(along, h_1 * (g_1 - radial * m) + h_2 * (g_2 - radial * s)), sphere),
    ("step, cleared", Identity(overlap * length, m - rate * slope * (1 - m) * (1 + m)), moving),
    ("reduction, in logarithmic form",
     Approx(-taylor * (1 - m) * (1 + m) / m ** (k - 1), C, limit=To(m, 0), depends=[B, C]), [k >= 1, C > 0]),
    ("growth, in units of the start",
     EveryStep(geometric, begin, sp.Eq(m / m_0, (1 + q) ** T), counter=T, invariant=sp.Eq(m, m_0 * (1 + q) ** T)),
     steps),
    ("separated, without negative powers", FlowEquation(flow, 1 / m ** (k - 2), (2 - k) * rate * C),
     [*level[:3], k >= 3, m > 0]),
    ("ratio, multiplied out", Inequality(c * N * d <= C * T), two_bounds),
    ("descent, by gains", Implication(d - 1 > r / c * N / delta, rate * c * (d - 1) > r), gaining),
    ("ratio, with N alpha", LimitIs(C / (omega * logarithm), sp.Integer(0), To(N, sp.oo)),
     [*sizes, C > 0, omega > 0]),
]  # fmt: skip


@pytest.mark.parametrize(("states", "given", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_variant_is_refuted(refuted, states, given, expected):
    refuted(states, given, expected)


@pytest.mark.parametrize(("states", "given"), [row[1:] for row in REWRITTEN], ids=[row[0] for row in REWRITTEN])
def test_a_true_rewrite_holds(holds, states, given):
    holds(states, given)

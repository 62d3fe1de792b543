"""Beyond the note: the flow of two unequal weights solved, and exact hitting times."""

from __future__ import annotations

import sympy as sp

from checks.claim import Assumption
from checks.script import run_topic
from checks.statements.identity import Identity
from checks.statements.order import To
from checks.statements.solution import LimitIs, Solution
from derivations.product_flow.document import a, any_equal, b, d, equal_weights, note, s, t, two_weights, u, w, w1, w2

if __name__ == "__main__":
    run_topic(__file__)

# two weights that start at a and b -------------------------------------------------------------------------------

c = a**2 - b**2
r = sp.sqrt(c**2 + 4 * s**2)
decay = sp.exp(-r * t)
from_above, from_below = (a + b) ** 2 - (2 * s - r), (a + b) ** 2 - (2 * s + r)
square_of_sum = ((2 * s + r) * from_above - (2 * s - r) * from_below * decay) / (from_above - from_below * decay)
sum_of_weights = sp.sqrt(square_of_sum)
positive_start = [a + b > 0]

note.claim(
    "two-unequal-weights-solved",
    line=None,
    printed=(
        r"w_{1,2}(t) = \tfrac12\left(\sqrt{A} \pm \frac{c}{\sqrt{A}}\right),\quad "
        r"\frac{A - 2s - r}{A - 2s + r} = \frac{A_0 - 2s - r}{A_0 - 2s + r}\, e^{-rt},\quad "
        r"c = w_1^2 - w_2^2,\ r = \sqrt{c^2 + 4 s^2},\ A = (w_1 + w_2)^2"
    ),
    given=[*positive_start, t >= 0],
    states=Solution(
        two_weights,
        {w1: (sum_of_weights + c / sum_of_weights) / 2, w2: (sum_of_weights - c / sum_of_weights) / 2},
        t,
        {w1: a, w2: b},
    ),
    remark="a and b are the starting weights; at a = -b the flow runs into the saddle at zero instead",
)
note.claim(
    "limiting-square-of-sum",
    line=None,
    printed=r"(w_1 + w_2)^2 \to 2s + \sqrt{c^2 + 4s^2}",
    given=positive_start,
    states=LimitIs(square_of_sum, 2 * s + r, To(t, sp.oo)),
)
note.claim(
    "limiting-ratio",
    line=None,
    printed=r"\frac{w_1}{w_2} \to \frac{c + \sqrt{c^2 + 4s^2}}{2s}, \quad c = w_1(0)^2 - w_2(0)^2",
    given=positive_start,
    states=Identity((2 * s + r + c) / (2 * s + r - c), (c + r) / (2 * s)),
    remark="w1/w2 = (A + c)/(A - c) with A = (w1 + w2)^2 at its limit 2s + r; it is 1 only for equal starts",
)

# exact hitting times of the reduced flow, from w = a to w = b ------------------------------------------------------

on_the_way = [a > 0, a < b, b**d < s]


def hitting_time(degree: int, closed, printed: str, given: list) -> None:
    """Record the time that `degree` equal weights take from a to b."""
    note.claim(
        f"hitting-time-degree-{degree}",
        line=None,
        printed=printed,
        given=given,
        states=Identity(equal_weights(degree).time(w, u, {w: u}, a, b), closed),
    )


hitting_time(1, sp.log((s - a) / (s - b)), r"T_1(a \to b) = \log\frac{s-a}{s-b}", [a > 0, a < b, b < s])
hitting_time(
    2,
    sp.log(b**2 * (s - a**2) / (a**2 * (s - b**2))) / (2 * s),
    r"T_2(a \to b) = \frac{1}{2s} \log\frac{b^2 (s-a^2)}{a^2 (s-b^2)}",
    [a > 0, a < b, b**2 < s],
)
k = s ** sp.Rational(1, 3)


def third_degree(z: sp.Expr) -> sp.Expr:
    """An antiderivative of 1/((s - z^3) z^2), k the cube root of s."""
    logs = sp.log((z**2 + k * z + k**2) / (k - z) ** 2) / (6 * k)
    return (logs - sp.atan((2 * z + k) / (sp.sqrt(3) * k)) / (sp.sqrt(3) * k) - 1 / z) / s


hitting_time(
    3,
    third_degree(b) - third_degree(a),
    (
        r"T_3(a \to b) = \frac1s \left[ \frac{1}{6k} \log\frac{z^2 + kz + k^2}{(k-z)^2} "
        r"- \frac{1}{\sqrt3 k} \arctan\frac{2z+k}{\sqrt3 k} - \frac1z \right]_a^b,\quad k = s^{1/3}"
    ),
    [a > 0, a < b, b < k],
)


def fourth_degree(z: sp.Expr) -> sp.Expr:
    """An antiderivative of 1/((s - z^4) z^3)."""
    root = sp.sqrt(s)
    return sp.log((root + z**2) / (root - z**2)) / (4 * s * root) - 1 / (2 * s * z**2)


hitting_time(
    4,
    fourth_degree(b) - fourth_degree(a),
    (
        r"T_4(a \to b) = \left[ \frac{1}{4 s^{3/2}} \log\frac{\sqrt s + z^2}{\sqrt s - z^2} "
        r"- \frac{1}{2 s z^2} \right]_a^b"
    ),
    [a > 0, a < b, b**2 < sp.sqrt(s)],
)


def any_degree(z: sp.Expr) -> sp.Expr:
    """An antiderivative of 1/((s - z^d) z^(d-1)) for d > 2."""
    series = sp.hyper([1, (2 - d) / d], [2 / d], z**d / s)
    return -(z ** (2 - d)) * series / ((d - 2) * s)


note.claim(
    "hitting-time-any-degree",
    line=None,
    printed=(
        r"T_d(a \to b) = \left[ -\frac{z^{2-d}}{(d-2) s}\, "
        r"{}_2F_1\!\left(1, \tfrac2d - 1; \tfrac2d; \tfrac{z^d}{s}\right) \right]_a^b \quad (d > 2)"
    ),
    given=[Assumption(d > 2), *on_the_way],
    states=Identity(any_equal.time(w, u, {w: u}, a, b), any_degree(b) - any_degree(a)),
    remark="for small a the first term rules: a^(2-d)/((d-2) s), which is the constant 1/(d-2) of the growth time",
)

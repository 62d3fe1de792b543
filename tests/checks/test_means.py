"""Means over spheres and Gaussians: the moments against the laws themselves, and what is not their mean."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from checks.errors import StatementError
from checks.means import _NODES, GaussianMean, SphereMean
from checks.statements.identity import Identity
from checks.verdict import Standing
from numeric.balls import compare, evaluate

m, a, b, c = sp.symbols("m a b c", real=True)
N = sp.Symbol("N", integer=True)


@pytest.mark.parametrize("f", [sp.Integer(1), m, m**2, m**3, c * m**4 + m**2, (1 - m**2) ** 3, m**8])
@pytest.mark.parametrize("dimension", [2, 3, 4, 7, 30])
def test_moments_on_the_sphere_against_the_integral(f, dimension):
    mean = SphereMean(f, m, N)
    assert compare(mean, mean.doit(), {N: dimension, c: sp.Rational(3, 7)}, digits=40).agrees


@pytest.mark.parametrize("wrong", [1 / (N + 1), 1 / (N - sp.Rational(1, 10**9)), 3 / N**2])
def test_the_integral_knows_a_wrong_moment(wrong):
    assert compare(SphereMean(m**2, m, N), wrong, {N: 5}, digits=40).differs


@pytest.mark.parametrize("power", [2, 4])
def test_the_integral_is_about_uniform_directions(power):
    g = np.random.default_rng(0).standard_normal((200_000, 5))
    seen = (g[:, 0] / np.linalg.norm(g, axis=1)) ** power
    mean = float(evaluate(SphereMean(m**power, m, N), {N: 5}, digits=15).ball.mid())
    assert abs(seen.mean() - mean) < 4 * seen.std() / np.sqrt(len(seen))
    assert abs(seen.mean() - 1.05 * mean) > 4 * seen.std() / np.sqrt(len(seen))


def test_a_function_that_is_no_polynomial_is_integrated_only(judged):
    # in dimension 3 the overlap is uniform on [-1, 1]
    mean = SphereMean(sp.exp(m), m, sp.Integer(3))
    assert compare(mean, sp.sinh(1), {}, digits=40).agrees
    assert judged(Identity(mean, sp.sinh(1))).standing is Standing.CONFIRMED


def test_a_condition_on_a_symbol_outside_is_none_on_the_one_averaged(judged):
    # |m| is no polynomial, whatever is known of another m
    verdict = judged(Identity(SphereMean(sp.Abs(m), m, sp.Integer(3)) + m, m), [m > 0])
    assert verdict.standing is Standing.REFUTED
    assert SphereMean(m * c, m, N).free_symbols == {c, N}
    assert SphereMean(m**2, m, N).subs(m, 3) == SphereMean(m**2, m, N)
    assert GaussianMean(a * c, [a]).subs({a: 5, c: b}) == GaussianMean(a * b, [a])


@pytest.mark.parametrize("n", _NODES)
def test_gauss_rules_are_exact_to_their_degree_and_no_further(n):
    def by_rule(p):
        return sp.simplify(sum(w * x**p for x, w in _NODES[n]))

    moments = [0 if p % 2 else sp.factorial2(p - 1) if p else 1 for p in range(2 * n + 1)]
    assert [by_rule(p) for p in range(2 * n)] == moments[:-1]
    assert by_rule(2 * n) != moments[2 * n]


@pytest.mark.parametrize("f", [a**9 + a**8 * b**2, (a + c * b) ** 6, a**2 * b**4 * c, (a - b) ** 3])
def test_gaussian_moments_against_gauss_quadrature(f):
    mean = GaussianMean(f, [a, b])
    assert compare(mean, mean.doit(), {c: sp.Rational(5, 3)}, digits=40).agrees
    assert compare(mean, mean.doit() + sp.Rational(1, 10**30), {c: sp.Rational(5, 3)}, digits=40).differs


def test_hermite_polynomials_of_correlated_gaussians():
    v = m * a + sp.sqrt(1 - m**2) * b
    mean = GaussianMean((a**2 - 1) * (v**2 - 1) / 2, [a, b])
    assert sp.expand(mean.doit()) == m**2
    assert compare(mean, m**2, {m: sp.Rational(2, 7)}, digits=40).agrees


@pytest.mark.parametrize("f", [sp.exp(a), 1 / a, a**10, sp.Abs(a)])
def test_gaussian_means_are_of_polynomials(f):
    with pytest.raises(StatementError, match="polynomial"):
        GaussianMean(f, [a])


def test_they_are_written_with_the_names_that_were_given():
    assert sp.latex(SphereMean(m**2, m, N)) == (
        r"\mathbb{E}_{x \in S^{N-1}}\left[m^{2}\right]_{m = \langle x, \theta \rangle}"
    )
    assert str(GaussianMean(a * b, [a, b])) == "mean of a*b over Gaussian a, b"

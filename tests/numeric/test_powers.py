"""Powers of positive semidefinite matrices: p(B) with p(λ) = λ^q at every eigenvalue λ."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import mpmath
import pytest
from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from numeric.errors import NumericError
from numeric.matrices import balls, compare, diagonal, identity, multiply, rank, rows, zeros
from numeric.networks import orthogonal
from numeric.powers import NoPower, Semidefinite, psd_power
from numeric.precision import precision

F = Fraction
SPECTRA = {
    "distinct": [1, 4, 9],
    "repeated": [4, 4, F(9, 4), 4],
    "singular": [0, 1, 0, 25],
    "all equal": [F(1, 9)] * 3,
    "all zero": [0, 0],
    "one by one": [49],
    "zero, one by one": [0],
    "tiny and huge": [F(1, 10**40), 10**40, 1],
    "nearly equal": [1, (1 + F(1, 10**20)) ** 2],
}
EXPONENTS = [F(1, 2), F(3, 2), 0, 1, 3, F(5, 2)]


def _rotated(spectrum: list[F | int], seed: int) -> tuple[fmpq_mat, fmpq_mat]:
    n = len(spectrum)
    U = orthogonal(n, random.Random(seed))
    return U, U * diagonal(spectrum, n, n) * U.transpose()


def _gram(height: int, width: int, seed: int) -> fmpq_mat:
    rng = random.Random(seed)
    A = fmpq_mat(height, width, [fmpq(rng.randint(-3, 3), rng.randint(1, 2)) for _ in range(height * width)])
    return A * A.transpose()


@pytest.mark.parametrize("spectrum", SPECTRA.values(), ids=SPECTRA.keys())
@pytest.mark.parametrize("exponent", EXPONENTS, ids=str)
def test_rational_powers_are_exact(spectrum: list[F | int], exponent: F | int) -> None:
    """Against the definition by eigenvectors, which are known here."""
    U, B = _rotated(spectrum, seed=3)
    powers = [_root(F(x)) ** int(2 * exponent) for x in spectrum]
    expected = U * diagonal(powers, len(spectrum), len(spectrum)) * U.transpose()
    found = psd_power(B, exponent)
    assert isinstance(found, fmpq_mat)
    assert found == expected
    assert Semidefinite(B).power(exponent) == found
    assert found != U * diagonal([x + 1 for x in powers], len(spectrum), len(spectrum)) * U.transpose()


def _root(x: F) -> F:
    root = F(math.isqrt(x.numerator), math.isqrt(x.denominator))
    assert root**2 == x
    return root


def test_the_zeroth_power_of_a_singular_matrix_is_the_identity() -> None:
    B = rows([[1, 1], [1, 1]])
    assert psd_power(B, 0) == psd_power(zeros(2, 2), 0) == identity(2)
    assert psd_power(B, F(1, 2)) != psd_power(B, 0)
    assert psd_power(zeros(2, 2), F(1, 7)) == zeros(2, 2)


@pytest.mark.parametrize("exponent", [F(-1, 2), -1, F(-3, 2), -2], ids=str)
def test_negative_powers_of_nonsingular_matrices(exponent: F | int) -> None:
    _, B = _rotated([4, 4, F(9, 4)], seed=1)
    assert psd_power(B, exponent) * psd_power(B, -exponent) == identity(3)
    irrational = _gram(3, 3, seed=1)
    product = multiply(psd_power(irrational, exponent), psd_power(irrational, -exponent))
    assert compare(product, identity(3)) == ("equal" if exponent in (-1, -2) else "overlap")
    assert compare(product, 2 * identity(3)) == "different"


@pytest.mark.parametrize("bad", [F(-1, 2), -1], ids=str)
def test_singular_matrices_have_no_negative_powers(bad: F | int) -> None:
    with pytest.raises(NoPower, match="singular"):
        psd_power(rows([[1, 1], [1, 1]]), bad)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (rows([[1, 2], [3, 4]]), "not symmetric"),
        (rows([[1, 2]]), "not symmetric"),
        (rows([[1, 2], [2, 1]]), "negative eigenvalue"),
        (rows([[-1]]), "negative eigenvalue"),
        (rows([[0, 1], [1, 0]]), "negative eigenvalue"),
        (diagonal([1, F(-1, 10**60), 0], 3, 3), "negative eigenvalue"),
    ],
    ids=str,
)
@pytest.mark.parametrize("exponent", [F(1, 2), 0, 2], ids=str)
def test_other_matrices_are_refused(matrix: fmpq_mat, words: str, exponent: F | int) -> None:
    with pytest.raises(NoPower, match=words):
        psd_power(matrix, exponent)
    assert issubclass(NoPower, NumericError)


def test_inexact_arguments_and_powers_too_large_are_refused() -> None:
    with pytest.raises(TypeError):
        psd_power(balls(identity(2)), 2)
    with pytest.raises(TypeError):
        psd_power(identity(2), 0.5)
    with pytest.raises(NoPower, match="too large"):
        psd_power(rows([[3]]), 10**9)


IRRATIONAL = {
    "definite": _gram(3, 3, 1),
    "rank deficient": _gram(5, 3, 2),
    "rank one": _gram(4, 1, 6),
    "one by one": rows([[2]]),
    "rational and irrational eigenvalues": diagonal([3, 4, 4, 0], 4, 4) + diagonal([0, 0, 1], 4, 4),
    "conjugate eigenvalues": rows([[2, 1, 0], [1, 3, 0], [0, 0, F(1, 2)]]),
    "repeated conjugates": rows([[2, 1, 0, 0], [1, 3, 0, 0], [0, 0, 2, 1], [0, 0, 1, 3]]),
    "nearly equal": _rotated([2, 2 + F(1, 10**45), 3], seed=5)[1],
    "equal to the first precision": _rotated([2, 2 + F(1, 10**120), 3], seed=5)[1],
    "tiny": _gram(3, 3, 8) / 10**80,
}


@pytest.mark.parametrize("matrix", IRRATIONAL.values(), ids=IRRATIONAL.keys())
@pytest.mark.parametrize(("p", "q"), [(1, 2), (2, 3), (5, 6)])
def test_powers_multiply_back(matrix: fmpq_mat, p: int, q: int) -> None:
    """(B^{p/q})^q is B^p, and the other powers nearby are not."""
    found = psd_power(matrix, F(p, q))
    assert isinstance(found, arb_mat)
    largest = max(float(abs(x).mid().log()) for x in found.entries() if not x.contains(0))
    assert all(x.is_zero() or float(x.rad().log()) < largest - 50 * 2.302 for x in found.entries())
    with precision(400):
        assert compare(found**q, matrix**p) == "overlap"
        assert compare(found**q, matrix ** (p + 1)) == "different"
        assert compare(psd_power(matrix, F(p, q)), psd_power(matrix, F(p + 1, q + 1))) == "different"


@pytest.mark.parametrize("matrix", IRRATIONAL.values(), ids=IRRATIONAL.keys())
def test_the_root_is_semidefinite_itself(matrix: fmpq_mat) -> None:
    """Multiplying back fixes a root only up to signs: the trace, the sum of |λ|^{1/2}, fixes these."""
    found = psd_power(matrix, F(1, 2))
    with mpmath.workdps(300):
        eigenvalues = mpmath.eigsy(_mp(matrix), eigvals_only=True)
        expected = sum(mpmath.sqrt(abs(x)) for x in eigenvalues)
        with precision(300):
            trace = sum((found[k, k] for k in range(matrix.nrows())), arb(0))
            assert abs(trace - arb(str(expected))) < abs(trace) * arb("1e-45")


@pytest.mark.parametrize("matrix", IRRATIONAL.values(), ids=IRRATIONAL.keys())
def test_against_eigenvectors_by_mpmath(matrix: fmpq_mat) -> None:
    found = psd_power(matrix, F(2, 3), digits=40)
    with mpmath.workdps(300):
        values, vectors = mpmath.eigsy(_mp(matrix))
        powers = mpmath.diag([mpmath.cbrt(abs(x)) ** 2 for x in values])
        expected = vectors * powers * vectors.T
        scale = max(abs(x) for x in expected)
        for i in range(matrix.nrows()):
            for j in range(matrix.ncols()):
                with precision(300):
                    assert abs(found[i, j] - arb(str(expected[i, j]))) < arb(str(scale * mpmath.mpf(10) ** -38))


def _mp(matrix: fmpq_mat) -> mpmath.matrix:
    return mpmath.matrix([[mpmath.mpf(int(x.p)) / int(x.q) for x in row] for row in matrix.tolist()])


def test_digits_are_kept_and_the_precision_returns() -> None:
    before = int(ctx.prec)
    radii = [psd_power(IRRATIONAL["definite"], F(1, 2), digits)[0, 0].rad() for digits in (10, 50, 300)]
    assert radii[0] < arb("1e-9")
    assert radii[1] < arb("1e-49")
    assert radii[2] < arb("1e-299")
    assert int(ctx.prec) == before


def test_several_powers_of_one_matrix_add_up() -> None:
    B = Semidefinite(_gram(4, 4, 9))
    with precision(400):
        assert compare(B.power(F(1, 3)) * B.power(F(2, 3)), B.matrix) == "overlap"
        assert compare(B.power(F(1, 3)) * B.power(F(1, 3)), B.matrix) == "different"


def test_singular_is_exact() -> None:
    assert Semidefinite(_gram(4, 2, 1)).is_singular
    assert not Semidefinite(_gram(4, 4, 1)).is_singular
    assert rank(_gram(4, 2, 1)) == 2


def test_twenty_rational_eigenvalues() -> None:
    spectrum = [F(k, 1 + k % 3) ** 6 for k in range(20)]
    U, B = _rotated(spectrum, seed=7)
    expected = U * diagonal([F(k, 1 + k % 3) ** 5 for k in range(20)], 20, 20) * U.transpose()
    assert psd_power(B, F(5, 6)) == expected
    assert psd_power(B, F(4, 6)) != expected


def test_twenty_irrational_eigenvalues() -> None:
    B = _gram(20, 19, seed=4)
    found = psd_power(B, F(1, 2))
    with precision(500):
        assert compare(found * found, B) == "overlap"
        assert compare(found * found, B + diagonal([F(1, 10**30)], 20, 20)) == "different"

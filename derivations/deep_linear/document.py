"""The slides themselves: what was read, their scalar symbols and standing conventions."""

from __future__ import annotations

from checks.claim import Assumption, Document
from checks.matrices.assumptions import Balanced
from checks.matrices.networks import Network

note = Document(
    id="deep-linear",
    title="Overparametrized linear networks: the flow of the end-to-end matrix",
    note="002_77a8fc7617862f21.txt",
    sha256="4632217c8ee16d032a3632974d498ffab0d55e22b092004cc5892395ec006baa",
)

(eta,) = note.reals("eta")
N, j, k, T = note.integers("N j k T")

# a learning rate is positive; the slides never say so
note.convention(eta > 0)
# the number of layers, and the number of steps taken
note.convention(N >= 1)
note.convention(T >= 1)


def balanced(network: Network) -> Assumption:
    """Balanced initialization, which line 10 assumes and the flow conserves."""
    return Assumption(Balanced(network), 10)

"""The notes themselves: what was read. Symbols are declared by the topics that use them."""

from __future__ import annotations

from checks.claim import Document

note = Document(
    id="recitation",
    title="Search and descent in single-index models; one neuron taught to many",
    note="004_a574213b9eb58665.txt",
    sha256="b45ad413ff4c2764a6443348b23f92f55159a739b341518e6d8f275bcc3c95c2",
)

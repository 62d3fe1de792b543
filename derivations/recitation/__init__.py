"""Note 004: single-index models and the single neuron; topics in the order of the notes."""

from derivations.recitation import (  # isort: skip  # the order of the notes, which is the order of the claims
    search_setting,
    search_exponent,
    search_phases,
    search_recursion,
    search_times,
    neuron_loss,
    neuron_rates,
    neuron_lemma,
    neuron_growth,
    neuron_examples,
    neuron_symmetric,
    neuron_slow,
)
from derivations.recitation.document import note

__all__ = [
    "neuron_examples",
    "neuron_growth",
    "neuron_lemma",
    "neuron_loss",
    "neuron_rates",
    "neuron_slow",
    "neuron_symmetric",
    "note",
    "search_exponent",
    "search_phases",
    "search_recursion",
    "search_setting",
    "search_times",
]

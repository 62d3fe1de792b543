"""Note 000: gradient flow of a product w_1 ... w_d trained to a target s; topics in the order of the note."""

from derivations.product_flow import (  # isort: skip  # the order of the note, which is the order of the claims
    setup,
    degree_two,
    learning_rate,
    reduced_flow,
    general_growth,
    general_approach,
    nonlinearities,
    equalization,
    beyond,
    sharpness,
)
from derivations.product_flow.document import note

__all__ = [
    "beyond",
    "degree_two",
    "equalization",
    "general_approach",
    "general_growth",
    "learning_rate",
    "nonlinearities",
    "note",
    "reduced_flow",
    "setup",
    "sharpness",
]

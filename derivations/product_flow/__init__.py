"""Note 000: gradient flow of a product w_1 ... w_d trained to a target s; topics in the order of the note."""

from derivations.product_flow import degree_two, equalization, setup
from derivations.product_flow.document import note

__all__ = ["equalization", "note", "setup"]

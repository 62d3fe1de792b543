"""Counterexamples and missing assumptions."""

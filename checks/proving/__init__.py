"""Symbolic arguments: chains of lines, the ladder of zero tests, inequalities, limits."""

"""The errors that a person may see. Each message says what was wrong, where, and what to do."""

from __future__ import annotations


class CorrigendaError(Exception):
    """Base of all errors that the command reports without a traceback."""


class StatementError(CorrigendaError, ValueError):
    """A statement or claim that cannot be right as it is written: undeclared symbols, shapes, Booleans."""


class UnknownName(CorrigendaError, KeyError):
    """A document or claim that does not exist; the message suggests the nearest ids."""

    def __str__(self) -> str:
        return str(self.args[0])

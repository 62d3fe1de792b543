"""What can go wrong with numbers. Each message names the expression or the reason."""

from __future__ import annotations


class NumericError(Exception):
    """Base of the errors of this package."""


class CannotLower(NumericError, ValueError):
    """An expression (or one of its parts) has no meaning as a straight-line program over exact numbers."""

    def __init__(self, expression: object, reason: str = "no rule for this kind of expression") -> None:
        super().__init__(f"cannot evaluate {expression}: {reason}")
        self.expression = expression
        self.reason = reason

    def __reduce__(self) -> tuple[type, tuple[object, str]]:
        return type(self), (self.expression, self.reason)


class NotDifferentiable(NumericError, ValueError):
    """A derivative was asked of an operation that has no derivative rule."""


class QuadratureFailed(NumericError, ArithmeticError):
    """No finite enclosure of an integral was found: a pole on the path, a branch cut, or the work limit."""


class IntegrationFailed(NumericError, ArithmeticError):
    """A trajectory could not be enclosed: the steps underflow (blow-up) or the enclosure grows too wide."""

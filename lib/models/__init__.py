"""Networks: the notes' own, a slimmer one, several that vote, and one folded for a page."""

from .networks import Dropout, Ensemble, deep_cnn, multiply_adds, slim_cnn

__all__ = ["Dropout", "Ensemble", "deep_cnn", "multiply_adds", "slim_cnn"]

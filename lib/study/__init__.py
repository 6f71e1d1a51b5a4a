"""Trainings written down as data, and what came of them."""

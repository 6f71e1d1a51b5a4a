"""Shared helpers of the lessons: one idea a module, and nothing here knows a notebook."""

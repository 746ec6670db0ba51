"""Kling's API: the new standard, and the legacy one beside it."""

"""Verbs, as functions of a unit of work."""

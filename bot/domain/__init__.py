"""Nouns and their rules: pure values, no async, no I/O."""

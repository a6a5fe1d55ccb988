"""Ratios of whole paths to their floors, measured side by side. Nothing here asserts anything about time."""

"""The built-in chat: a platform like the others, in a browser page."""

from adapters.demo.demo import Demo

__all__ = ["Demo"]

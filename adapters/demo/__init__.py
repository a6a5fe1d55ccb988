"""The built-in chat: a platform like the others, in a browser page."""

from adapters.demo.demo import Demo
from adapters.demo.sample import WORKSPACE

__all__ = ["WORKSPACE", "Demo"]

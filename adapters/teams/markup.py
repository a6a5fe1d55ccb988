"""Words on their way into Teams: cut to size, and neutral where Teams would act on them."""

from typing import Any, NewType

Json = dict[str, Any]

Markdown = NewType("Markdown", str)
"""Text that Teams may parse: neutral, or markup of ours."""

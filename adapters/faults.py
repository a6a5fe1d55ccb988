"""What the log is told of errors that nobody expected."""

import logging
import traceback


def unexpected(log: logging.Logger, error: BaseException, during: str) -> None:
    """Where it happened, but not what the error says: that may be a customer's words."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s during %s\n%s", type(error).__qualname__, during, frames)

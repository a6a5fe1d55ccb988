"""Which service URLs are Teams' own. What is sent there carries our token, so nobody else may name another."""

import re

DEFAULT_SERVICE = "https://smba.trafficmanager.net/teams/"
"""For who was never heard of (PLATFORMS §2.8)."""

_PATH = r"(?:/[\w.~/-]*)?"
# One expression instead of a parser: what two parsers read differently does not match at all. Of trafficmanager.net
# only this one name is Microsoft's; anybody can have another.
_MICROSOFT = re.compile(
    r"https://(?:smba\.trafficmanager\.net|(?:[a-z0-9-]+\.)*(?:botframework\.com|teams\.microsoft\.(?:com|us)))"
    rf"(?::443)?{_PATH}",
    re.ASCII | re.IGNORECASE,
)
_LOOPBACK = re.compile(
    rf"https?://(?:localhost|127(?:\.\d{{1,3}}){{3}}|\[::1\])(?::\d{{1,5}})?{_PATH}", re.ASCII | re.IGNORECASE
)


def microsoft(url: str) -> bool:
    """Whether Teams' service may be there (PLATFORMS §2.3)."""
    return _MICROSOFT.fullmatch(url) is not None


def loopback(url: str) -> bool:
    """Whether it is on this machine, as a Teams for developers is."""
    return _LOOPBACK.fullmatch(url) is not None

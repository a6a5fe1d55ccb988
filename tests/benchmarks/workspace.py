"""The names by which the floors, the far end and the requests know each other. Imports nothing: it is timed too."""

SECRET = "a-signing-secret-of-the-benchmarks"
BOT_TOKEN = "xoxb-1-benchmarks"
TEAM, BOT, BOT_ID, APP = "T0BENCH", "U0BOT", "B0BOT", "A0BENCH"
RECORDER, ANNA, BO = "U0RECORDER", "U0ANNA", "U0BO"
CHANNEL = "C0CHANNEL"
NOTHING = "nothing_of_ours"
"""An action, a callback, an event that nobody listens to."""

WORKSPACES = 1_000


def team(number: int) -> str:
    """One of many."""
    return f"T{number % WORKSPACES}"

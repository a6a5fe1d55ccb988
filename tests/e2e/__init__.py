"""The real process against fake far ends."""

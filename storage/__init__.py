"""How the bot remembers."""

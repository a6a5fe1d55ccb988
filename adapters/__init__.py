"""How people and time reach the bot, and how it answers."""

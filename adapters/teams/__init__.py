"""Microsoft Teams: how people there reach the bot, and how it answers."""

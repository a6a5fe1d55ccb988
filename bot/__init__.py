"""The core: what the bot knows and does, without a platform, SQL or HTTP."""

"""Campaigns: the bot as its users run it, while everything around it fails at random; then every post is counted."""

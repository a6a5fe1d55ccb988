"""Kundord against payloads, servers and schemas that nobody of this project wrote. Run by name: see .ci/run."""

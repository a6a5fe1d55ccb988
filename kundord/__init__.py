"""The front door: the command, the settings and the wiring; nobody imports it."""

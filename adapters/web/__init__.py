"""Pages and plain HTTP answers."""

"""Far ends that are ours: servers and people for the tests to run against."""

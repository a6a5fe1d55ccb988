"""One file per revision; their names sort in order."""

"""One family, one record: duplicates, merging and its undoing, splitting and moving people."""

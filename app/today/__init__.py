"""The first page of every role: what waits for them now."""

"""The ground floor: database, clock, codes, names, refusals. Knows nothing of HTTP."""

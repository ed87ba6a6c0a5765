"""The authority's door: totals, the log under pseudonyms, exports, the trace. Reads everyone, writes nothing."""

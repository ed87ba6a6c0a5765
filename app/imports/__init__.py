"""Other people's lists: reading any file, what columns mean, preview, writing, what stays of a row."""

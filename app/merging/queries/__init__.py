"""Looking at records that may be one family, and at what was merged."""

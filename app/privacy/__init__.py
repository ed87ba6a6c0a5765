"""What the hub holds about a household, how long, and how it goes."""

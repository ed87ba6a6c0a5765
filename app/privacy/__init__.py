"""What is held about a household, how long, and how it goes."""

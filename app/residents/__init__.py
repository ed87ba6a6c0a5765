"""The public door: when and where aid waits for the holder of a card. No script, no cookie, no sign-in."""

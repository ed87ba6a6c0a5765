"""Draws that anyone can check: the list and the hash of a secret seed before, the seed and the order after."""

"""Draws that anyone can check: a list and a locked number are posted first, the order follows from what comes after."""

"""The end of a day: what was sent, given, returned and lost must agree; two people close it, and it stays as it was."""

"""Staff, roles, permissions, sign-in."""

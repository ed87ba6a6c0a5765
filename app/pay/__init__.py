"""Pay sheets for the accountant, each day counted once; questions about hours and money."""

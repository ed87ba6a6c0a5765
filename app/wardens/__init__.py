"""Street wardens: their streets, their rounds, and what they tell has changed."""

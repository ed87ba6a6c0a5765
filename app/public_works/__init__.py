"""Work orders and what makes them safe, sign-ups, turns and waiting list, stops, help for households."""

"""Access passes for a day: issued, checked at the entrance, who is in now."""

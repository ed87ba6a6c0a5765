"""What leaves the desk with one carrier and comes back line by line: a warden's round, a field laptop."""

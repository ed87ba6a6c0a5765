"""What is asked when aid is planned, moved and printed. Labels are questions, errors are instructions."""

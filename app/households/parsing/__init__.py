"""What lists and people write into forms: names, births and addresses. Decides nothing."""

"""The desk: read a card, decide, hand over, take back; emergency kits, refused kits, walk-ins."""

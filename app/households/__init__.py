"""Households, their people and what happened to them, consents, cards, proxies, search, duplicates."""

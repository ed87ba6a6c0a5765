"""Signature sheets typed in after a power cut, row by row in the printed order."""

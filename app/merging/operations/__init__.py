"""The hub's verbs about records of one family: merge them, undo it, split them, move people between them."""

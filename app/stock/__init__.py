"""Items, kits and their versions, lots, receipts, and the ledger of all that moves."""

"""What is asked before records are merged, split or changed."""

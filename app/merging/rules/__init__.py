"""What is true of merging and splitting without looking anything up. Values in, value out."""

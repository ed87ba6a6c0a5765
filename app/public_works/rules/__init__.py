"""Pure decisions about public works. Values in, value out."""

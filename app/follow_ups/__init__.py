"""The five questions after a distribution, and interviews with some of the households."""

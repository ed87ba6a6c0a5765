"""How the weights of app/households/matching/weights.py were learnt: `python -m bench.learning`."""

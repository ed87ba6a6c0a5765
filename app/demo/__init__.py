"""An invented community to learn on. Nobody in it exists and nobody imports this room."""

"""The hub, its settlements, streets, locations and partners; its calendar; pauses."""

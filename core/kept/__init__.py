"""What was worked out once, kept on disk for the next time."""

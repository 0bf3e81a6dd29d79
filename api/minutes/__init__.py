"""Minutes under review, and what became of the resolutions they hold."""

"""Lessons on their way in, under review and in use."""

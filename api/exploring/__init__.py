"""The map of the experience: what there is by topic, city, session and year; and what the start page tells of it."""

"""Needs and kept searches, and how their owners are told."""

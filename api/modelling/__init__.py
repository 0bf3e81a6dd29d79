"""Choosing, trying and training the embedding model."""

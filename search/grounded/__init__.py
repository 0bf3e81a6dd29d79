"""Short answers that a language model writes from the passages of a search, kept only as far as those bear them out."""

"""What the figures in the README are measured with: `make bench`."""

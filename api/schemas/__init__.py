"""HTTP bodies, a module for each noun of the API; the command line's `--json` prints the same ones."""

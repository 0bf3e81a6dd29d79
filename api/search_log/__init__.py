"""What people search for and what comes of it: the log, what they thought of the results, and what is missing."""

"""Who is here: accounts, signing in, tokens, what each may do, and the trail of what they did."""

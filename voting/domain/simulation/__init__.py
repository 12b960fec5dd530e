"""Planning on past votes: what would have been funded with other money, another rule or other limits."""

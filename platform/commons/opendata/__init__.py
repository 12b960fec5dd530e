"""Open data: what the town publishes as files, each with its dictionary."""

"""The council's item over the API."""

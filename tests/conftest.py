"""Ground of all tests."""

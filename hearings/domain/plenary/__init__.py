"""The closing plenary of a hearing."""

"""Ways to run the same work on many sources."""

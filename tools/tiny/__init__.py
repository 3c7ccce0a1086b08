"""Tiny networks of real architectures with random weights, and tiny tokenisers: test data."""

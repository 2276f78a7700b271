"""Compares, scores and says how it went. Knows nothing of files or processes."""

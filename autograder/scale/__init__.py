"""One submission after another, on all cores."""

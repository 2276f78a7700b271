"""One submission after another, on all cores of this machine or on many machines."""

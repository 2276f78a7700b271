"""What runs on the untrusted side: Python 3.8+, NumPy 1.17+ and the standard library alone."""

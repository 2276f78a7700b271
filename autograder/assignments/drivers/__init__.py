"""Small staff functions that run in the sandbox, each a file of its own that is sent as text."""

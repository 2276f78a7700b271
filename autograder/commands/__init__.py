"""One command per job that a user has, each in a file that is read when it is asked for."""

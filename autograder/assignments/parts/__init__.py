"""What stands apart of an assignment that is too long for one file."""

"""What hidden cases are drawn from, a file for each assignment."""

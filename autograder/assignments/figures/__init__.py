"""Figures of the seeded public cases, a file for each assignment."""

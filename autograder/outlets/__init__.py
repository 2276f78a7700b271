"""Results as lines, tables and sentences. What a student wrote is data here: it is cleaned wherever it is shown."""

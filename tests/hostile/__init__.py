"""What was written to hurt the server, and how little it does."""

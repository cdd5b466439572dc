"""What each mutation does with its input: a command for a script, and what its payload reads."""

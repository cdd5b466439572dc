"""A read: its plan, what a call brings to it, and the one statement that both become."""

"""How much a request may hold and last, and how much a caller may ask for in a minute."""

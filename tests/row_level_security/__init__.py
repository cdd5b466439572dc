"""PostgreSQL keeps to the rules of access by itself."""

"""How statements reach SQLite and PostgreSQL: connections, threads, transactions, errors."""

"""Storage: tables, transactions, and reads compiled to SQL; knows no GraphQL."""

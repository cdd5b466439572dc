"""What checks the schema as a product: its linters, and what compares it with an earlier one."""

"""The audit: what gets on record of sign-ins and refusals, and who reads it."""

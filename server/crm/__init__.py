"""The CRM sales data set: its files read, checked and imported."""

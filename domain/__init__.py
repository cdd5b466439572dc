"""The rules of closing opportunities and quotes: plain Python, no library, no effects."""

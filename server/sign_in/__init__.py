"""Who is it? Credentials, what they prove, and which user that is."""

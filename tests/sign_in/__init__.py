"""Sign-in: tokens of a real OpenID provider, true and forged."""

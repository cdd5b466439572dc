"""Other people's GraphQL clients, each of which plays the story against a real server."""

"""GraphQL over HTTP: media types, requests and their refusals, answers."""

"""The translation: GraphQL in; services, plans and their answers out."""

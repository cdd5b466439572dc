"""The contract: what a client can say and hear, in Strawberry types; schema.graphql is its SDL."""

"""Transaction scripts: lock, load, ask the domain, change, record; know no GraphQL and no SQL."""

"""Ordinary Strawberry: types with resolvers, dataloaders, SQLAlchemy's sessions."""

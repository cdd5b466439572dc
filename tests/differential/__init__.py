"""Generated documents, answered in three ways that have to agree."""

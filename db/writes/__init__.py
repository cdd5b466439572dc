"""A write: locked, its facts loaded, its changes gathered, sent, and recorded."""

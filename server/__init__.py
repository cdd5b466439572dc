"""The edge: settings in, an ASGI application out; HTTP, the command line, the demo and imports."""

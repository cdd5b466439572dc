"""The limit: what a Starlette route reaches with one statement a request, written by hand."""

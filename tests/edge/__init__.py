"""The edge: what reaches the API over HTTP and WebSocket, and what it is told."""

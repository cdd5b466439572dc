"""What requests were: noted while they pass, then logged, counted, and sent as spans."""

"""What is noted of requests: the log's lines, the ids, and spans as a collector gets them."""

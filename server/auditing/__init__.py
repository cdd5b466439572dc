"""What is put on record of access, without anybody waiting for it."""

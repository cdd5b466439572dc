"""Measurements, and the data that they are made on."""

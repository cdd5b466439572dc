"""Who sees and does what, by tables that are written by hand, on every path there is."""

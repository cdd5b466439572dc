"""How SQL is written here: values bound, words spelled, JSON built, alike on both databases."""

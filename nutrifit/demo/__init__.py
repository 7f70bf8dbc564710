"""A household to look at and a day of a phone's life to watch; local runs only."""

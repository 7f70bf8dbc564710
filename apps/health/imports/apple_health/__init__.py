"""The file the Health app makes under "Export all health data"."""

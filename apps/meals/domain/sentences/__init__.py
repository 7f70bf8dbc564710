"""Reading what someone ate out of an Italian sentence; no Django, no catalogue, no network."""

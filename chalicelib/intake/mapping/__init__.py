"""A table whose columns are not known by name: proposed from names and values, confirmed once, remembered."""

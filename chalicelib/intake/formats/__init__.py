"""Files of systems we know by name: data about each, recognized by its columns, never by the file's name."""

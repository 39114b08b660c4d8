"""From the cells and lines of a source document to a plan draft; nothing here reads a file."""

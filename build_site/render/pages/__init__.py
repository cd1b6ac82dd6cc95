"""Each page as a function from packages to Markdown. Nothing here writes a file."""

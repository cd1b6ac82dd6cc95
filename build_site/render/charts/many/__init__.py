"""Charts of many reports at once. Every amount is in one unit; what has no amount is a word in its row, never a zero."""

"""People at work: add a report, check one before publication, review what was read."""

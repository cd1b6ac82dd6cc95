"""From a source file to a Report: `parse` (file → Document, knows no money), `recognise` (Document → Report, knows no files).

Nothing is imported here, so that reading a PDF alone does not load the recogniser."""

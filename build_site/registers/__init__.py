"""Every CSV that people write under data/, read once per build."""

"""The overview of a report: one department, one year, the money first.

tiles · money, purposes, plan (the three figures) · matters (what else must be disclosed) · sentences (their titles).
"""

"""The layout factory: the same accounts printed in many layouts by several typesetters, to be read back.

accounts, invent, wording (what a report says) → layouts, forms (how it is arranged) → text, reportlab_pdf, chromium_pdf
(how it is put on paper) → raster (scans), corpus (any number of reports). compare holds a reading against what was printed.
"""

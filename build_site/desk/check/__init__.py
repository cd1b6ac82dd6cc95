"""Before publication: what the office that wrote a report should look at again. Nothing is registered, nothing leaves
the machine.

examine (file → findings) · fixes (findings → a list in page order) · contents (is everything there that is to be published)
· readability (can a machine read the PDF, or what to keep in mind when there is one) · output (text, HTML, XLSX).
"""

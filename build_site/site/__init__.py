"""Pages to site: MkDocs, search, policy, privacy gate, serving."""

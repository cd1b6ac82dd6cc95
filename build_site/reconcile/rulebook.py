"""Every rule of the audit, from the table of identities and the declarations: published, paged and run from here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from build_site.reconcile import identities
from build_site.reconcile.declare import FAMILIES, Rule, declared


@cache
def catalogue() -> Mapping[str, Rule]:
    """Every rule by its id, in the order in which findings stand: by family, identities as their table has them first."""
    every = [*identities.rules(), *declared.values()]
    return {each.rule_id: each for family in FAMILIES for each in every if each.rule_id[0] == family}


def audit_revision() -> str:
    """Of the whole catalogue: moves when a rule is added, or says, allows or requires something else."""
    said = [(*each.record.values(), *each.words.items()) for each in catalogue().values()]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]

"""The rules that are no identities, by what they look at: each is one declaration with its function."""

from build_site.reconcile.rules import amounts as amounts
from build_site.reconcile.rules import dates as dates
from build_site.reconcile.rules import evaluation as evaluation
from build_site.reconcile.rules import forms as forms
from build_site.reconcile.rules import items as items
from build_site.reconcile.rules import lists as lists
from build_site.reconcile.rules import machine as machine
from build_site.reconcile.rules import meaning as meaning
from build_site.reconcile.rules import names as names
from build_site.reconcile.rules import outline as outline
from build_site.reconcile.rules import procurement as procurement
from build_site.reconcile.rules import rates as rates
from build_site.reconcile.rules import reach as reach
from build_site.reconcile.rules import remarks as remarks
from build_site.reconcile.rules import sentences as sentences
from build_site.reconcile.rules import succession as succession
from build_site.reconcile.rules import wording as wording

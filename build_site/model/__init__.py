"""The nouns: what travels between the rooms. Frozen, plain, and free of behaviour beyond reading themselves.

Amounts are `Decimal` in the printed unit; coordinates are PDF points from the page's top left.
The field order of every record class is the column order of its published CSV (DESIGN section 3).
"""

from typing import TYPE_CHECKING, Any

from build_site.model.common import NOWHERE as NOWHERE
from build_site.model.common import PARAGRAPH as PARAGRAPH
from build_site.model.common import PLACE_FIELDS as PLACE_FIELDS
from build_site.model.common import Box as Box
from build_site.model.common import FormState as FormState
from build_site.model.common import InputError as InputError
from build_site.model.common import Order as Order
from build_site.model.common import Place as Place
from build_site.model.common import Said as Said
from build_site.model.common import State as State
from build_site.model.common import column_letters as column_letters
from build_site.model.common import column_number as column_number
from build_site.model.common import in_chinese as in_chinese
from build_site.model.document import Block as Block
from build_site.model.document import Document as Document
from build_site.model.document import Grid as Grid
from build_site.model.document import GridCell as GridCell
from build_site.model.document import Line as Line

if TYPE_CHECKING:
    from build_site.model.finding import *  # noqa: F403 - every noun of it, as below
    from build_site.model.forms import Form as Form
    from build_site.model.outcomes import Outcome as Outcome
    from build_site.model.register import *  # noqa: F403 - every noun of it, as below
    from build_site.model.report import *  # noqa: F403 - every noun of it, as below
else:  # loaded when asked for: a worker that reads files needs none of them, and they take as long as a page

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        for module in ("report", "forms", "finding", "outcomes", "register"):
            found = vars(import_module(f"{__name__}.{module}")).get(name)
            if getattr(found, "__module__", "") == f"{__name__}.{module}":
                return globals().setdefault(name, found)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

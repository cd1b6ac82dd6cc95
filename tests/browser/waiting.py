"""Waiting for what a page's script does, without evaluating strings in the page: its security policy forbids that."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Page


def until(page: Page, condition: str, argument: object = None, seconds: float = 20) -> None:
    """Wait until a JavaScript expression (or function of the argument) is true.

    An expression that fails is not true yet: the page may be on its way to the next one, or what is asked for not drawn.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            if page.evaluate(condition, argument):
                return
            failure = ""
        except Error as error:
            failure = f": {error}"
        assert time.monotonic() < end, f"never came true: {condition}{failure}"
        page.wait_for_timeout(50)

"""Waiting for what a page's script does, without evaluating strings in the page: its security policy forbids that."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def until(page: Page, condition: str, argument: object = None, seconds: float = 20) -> None:
    """Wait until a JavaScript expression (or function of the argument) is true."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition, argument):
        assert time.monotonic() < end, f"never came true: {condition}"
        page.wait_for_timeout(50)

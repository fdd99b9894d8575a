"""Rendered pages, kept while the data they show do not change: bounded, one rendering per key at a time."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page with placeholders for what differs between sessions, and the hash of its content."""

    body: bytes
    status: int
    digest: str

    @classmethod
    def of(cls, text: str, status: int = 200) -> RenderedPage:
        body = text.encode()
        return cls(body, status, hashlib.sha256(body).hexdigest()[:20])


class PageCache:
    """Least recently used pages up to ``most_bytes``; concurrent readers of one missing page wait for one rendering."""

    def __init__(self, most_bytes: int = 48 * 1024 * 1024) -> None:
        self._most = most_bytes
        self._size = 0
        self._pages: OrderedDict[Hashable, RenderedPage] = OrderedDict()
        self._guard = threading.Lock()
        self._rendering: dict[Hashable, threading.Lock] = {}

    def find(self, key: Hashable) -> RenderedPage | None:
        with self._guard:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def get(self, key: Hashable, render: Callable[[], RenderedPage]) -> RenderedPage:
        """The page, rendered now if it is not kept; a page that is an error is not kept."""
        found = self.find(key)
        if found is not None:
            return found
        with self._guard:
            turn = self._rendering.setdefault(key, threading.Lock())
        with turn:
            found = self.find(key)
            if found is None:
                try:
                    found = render()
                    if found.status == 200:
                        self._keep(key, found)
                finally:
                    with self._guard:
                        self._rendering.pop(key, None)
            return found

    def _keep(self, key: Hashable, page: RenderedPage) -> None:
        with self._guard:
            previous = self._pages.pop(key, None)
            self._size += len(page.body) - (len(previous.body) if previous else 0)
            self._pages[key] = page
            while self._size > self._most and self._pages:
                _, oldest = self._pages.popitem(last=False)
                self._size -= len(oldest.body)

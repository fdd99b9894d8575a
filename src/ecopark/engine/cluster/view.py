"""One version of the park's lake, opened on any machine from a few words that can be sent there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ecopark.engine.cluster.objects import Objects
from ecopark.engine.cluster.settings import ObjectStoreSettings
from ecopark.engine.embedded.compaction import Catalog
from ecopark.engine.embedded.disk import make_folder
from ecopark.engine.embedded.view import LakeView


@dataclass(frozen=True, slots=True)
class ViewDescriptor:
    """Where a version is. Can be pickled; holds no secret (key files are read where it is opened).

    Attributes
    ----------
    objects, park
        The object store and the name of the lake in it.
    version, sha256
        The manifest.
    cache
        Folder on the machine that opens it; several processes and versions may share it, files are verified.
    """

    objects: ObjectStoreSettings
    park: str
    version: int
    sha256: str
    cache: str

    def open(self) -> LakeView:
        """As `open_view`."""
        return open_view(self)


@lru_cache(maxsize=4)
def open_view(descriptor: ViewDescriptor) -> LakeView:
    """The version, readable: files that the cache lacks are fetched and verified first.

    Raises
    ------
    StateError
        engine.objects.unreachable.
    Fatal
        engine.objects.damaged: an object is missing or changed.
    """
    objects = Objects(descriptor.objects, descriptor.park)
    lake = Path(descriptor.cache) / descriptor.park
    make_folder(lake)
    manifest = objects.get_manifest("", descriptor.version, descriptor.sha256)
    objects.fetch(lake, "", manifest.files())
    return LakeView(lake, manifest, Catalog(lake))

"""Carries the files of photographs from the paper's storage to an S3-style one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import storages

from newsroom.backends import service_urls

if TYPE_CHECKING:
    from django.core.files.storage import Storage

    from core.progress import Progress

    # Files and bytes.
    Amount = tuple[int, int]

# How many files are sent at a time: a file is small, and most of its time is waiting for the network.
AT_A_TIME = 8
FOLDERS = {"default": "originals", "renditions": "renditions"}


def carry_files(url: str, progress: Progress) -> dict[str, tuple[Amount, Amount]]:
    """Carry each file that is not there in the same size.

    Answers {folder: ((files, bytes) here, (files, bytes) there)}.
    """
    options, _ = service_urls.storages(url, settings.DATA_DIR, settings.MEDIA_URL)
    sums: dict[str, tuple[Amount, Amount]] = {}
    for alias, folder in FOLDERS.items():
        here, there = storages[alias], storages.create_storage(options[alias])
        sizes, before = sizes_in(here), sizes_in(there)
        lacking = [name for name, size in sizes.items() if before.get(name) != size]
        progress.begin("Carrying files of", len(lacking))

        def carry(name: str, here: Storage = here, there: Storage = there) -> None:
            with here.open(name) as file:
                there.save(name, file)

        with ThreadPoolExecutor(AT_A_TIME) as carriers:
            for _ in carriers.map(carry, lacking):
                progress.more(folder, 1)
        after = sizes_in(there)
        sums[folder] = _sum(sizes), _sum({name: size for name, size in after.items() if name in sizes})
    return sums


def sizes_in(storage: Storage) -> dict[str, int]:
    """{name: bytes} of all files."""
    if hasattr(storage, "sizes"):
        sizes: dict[str, int] = storage.sizes()
        return sizes
    found: dict[str, int] = {}
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            below, files = storage.listdir(folder)
        except FileNotFoundError:
            continue
        folders += [f"{folder}{name}/" for name in below]
        found |= {f"{folder}{name}": storage.size(f"{folder}{name}") for name in files}
    return found


def _sum(sizes: dict[str, int]) -> Amount:
    return len(sizes), sum(sizes.values())

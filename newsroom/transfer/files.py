"""The files of photographs, from where they lie to an S3-style storage."""

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.files.storage import storages

from newsroom.backends import service_urls

# A file is small and its way long: so many are on it at a time.
AT_A_TIME = 8
FOLDERS = {"default": "originals", "renditions": "renditions"}


def carry_files(url, progress):
    """Carry what is not there in the same size; answers {folder: ((files, bytes) here, (files, bytes) there)}."""
    options, _ = service_urls.storages(url, settings.DATA_DIR, settings.MEDIA_URL)
    sums = {}
    for alias, folder in FOLDERS.items():
        here, there = storages[alias], storages.create_storage(options[alias])
        sizes, before = sizes_in(here), sizes_in(there)
        lacking = [name for name, size in sizes.items() if before.get(name) != size]
        progress.begin("Carrying files of", len(lacking))

        def carry(name, here=here, there=there):
            with here.open(name) as file:
                there.save(name, file)

        with ThreadPoolExecutor(AT_A_TIME) as carriers:
            for _ in carriers.map(carry, lacking):
                progress.more(folder, 1)
        after = sizes_in(there)
        sums[folder] = _sum(sizes), _sum({name: size for name, size in after.items() if name in sizes})
    return sums


def sizes_in(storage):
    """{name: bytes} of all files."""
    if hasattr(storage, "sizes"):
        return storage.sizes()
    found, folders = {}, [""]
    while folders:
        folder = folders.pop()
        try:
            below, files = storage.listdir(folder)
        except FileNotFoundError:
            continue
        folders += [f"{folder}{name}/" for name in below]
        found |= {f"{folder}{name}": storage.size(f"{folder}{name}") for name in files}
    return found


def _sum(sizes):
    return len(sizes), sum(sizes.values())

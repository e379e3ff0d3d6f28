"""The folders of our archive at Google Drive: looked at all at once, and made as needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.drives.google.errors import SERVICE
from archiver.drives.google.given import Given
from archiver.drives.google.tree import FIELDS, FOLDER, MARK, ROOT, Item, Tree
from archiver.drives.google.wire import Wire
from archiver.errors import AlreadyThere, Missing

PAGE = 1000


class Folders:
    """``folder`` is the name of ours at the top. Its owner may rename and move it: it is known by its properties."""

    def __init__(self, wire: Wire, folder: str) -> None:
        self._wire = wire
        self._folder = folder

    def look(self) -> Tree:
        """All that we made and that is not in the trash."""
        return Tree(Item.of(each) for each in self.files(FIELDS))

    def files(self, fields: str) -> Iterator[Given]:
        """The same as the service describes it, with these fields: one request for a thousand."""
        value = self._folder.replace("\\", "\\\\").replace("'", "\\'")
        wanted = {
            "q": f"trashed = false and properties has {{ key='{MARK}' and value='{value}' }}",
            "fields": f"nextPageToken,files({fields})",
            "pageSize": PAGE,
            "supportsAllDrives": True,
            "includeItemsFromAllDrives": True,
        }
        token = None
        while True:
            page = self._wire.api.files().list(**wanted, pageToken=token).execute()
            yield from page.get("files", ())
            token = page.get("nextPageToken")
            if not token:
                return

    def make(self, tree: Tree, parts: Sequence[str]) -> Item:
        """The folder of these parts, the oldest if there are several; those that were made are added to ``tree``.

        Their ids are asked for first, so that one whose answer was lost is not made twice.
        """
        missing = [depth for depth in range(len(parts) + 1) if not tree.folders(parts[:depth])]
        ids = self._new_ids(len(missing))
        for depth, new in zip(missing, ids, strict=True):
            above = tree.folders(parts[: depth - 1])[0].id if depth else None
            tree.add(self._made(new, parts[depth - 1] if depth else self._folder, above))
        return tree.folders(parts)[0]

    def _new_ids(self, count: int) -> list[str]:
        if not count:
            return []
        ids: list[str] = self._wire.api.files().generateIds(count=count, space="drive").execute()["ids"]
        return ids

    def _made(self, new: str, name: str, above: str | None) -> Item:
        body: dict[str, object] = {"id": new, "name": name, "mimeType": FOLDER, "properties": {MARK: self._folder}}
        if above:
            body["parents"] = [above]
        else:
            body |= {"properties": {MARK: self._folder, ROOT: "yes"}, "writersCanShare": False}
        files = self._wire.api.files()
        try:
            return Item.of(files.create(body=body, fields=FIELDS, supportsAllDrives=True).execute())
        except AlreadyThere:
            return Item.of(files.get(fileId=new, fields=FIELDS, supportsAllDrives=True).execute())
        except Missing as missing:
            raise Missing(service=SERVICE, name=name) from missing

"""What PDF/UA asks of a document's structure, looked up in its bytes: tags, their order, and what they are about.

`problems` tells in words what is wrong, an empty list where nothing is; `Document` lets tests ask for more.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdf
from pypdf.generic import ContentStream, DictionaryObject

SHOWN = frozenset(
    {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"Do", b"sh"}
)
"""Operators that put something on the page."""
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
CELLS = ("/TH", "/TD")


@dataclass
class Tag:
    """An element of the tree. `content`: (page, number) of the marked content in it; `links`: its annotations."""

    kind: str
    raw: Any
    parent: "Tag | None" = None
    children: list["Tag"] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)

    def every(self) -> Iterator["Tag"]:
        """This one and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.every()

    @property
    def alt(self) -> str:
        """The text that stands for a picture."""
        return str(self.raw.get("/Alt", ""))

    def attribute(self, name: str) -> str:
        """An attribute such as a header's scope; empty where there is none."""
        found = resolved(self.raw.get("/A", []))
        for one in found if isinstance(found, list) else [found]:
            if name in (said := resolved(one)):
                return str(said[name])
        return ""

    @property
    def has_content(self) -> bool:
        """Whether something on a page belongs to it or to what is below."""
        return any(one.content for one in self.every())


def resolved(value: Any) -> Any:
    """The object behind a reference."""
    return value.get_object() if hasattr(value, "get_object") else value


class Document:
    """A PDF with its tree of tags."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pypdf.PdfReader(io.BytesIO(data))
        self.root: Any = self.pdf.trailer["/Root"]
        self.pages = {page.indirect_reference.idnum: at for at, page in enumerate(self.pdf.pages)}  # type: ignore[union-attr]
        tree = self.root["/StructTreeRoot"]
        self.roles = {str(key): str(value) for key, value in resolved(tree.get("/RoleMap", {})).items()}
        self.top = Tag("/StructTreeRoot", tree)
        self._read(self.top, tree.get("/K"), None)
        self.tags = list(self.top.every())[1:]

    def of(self, *kinds: str) -> list[Tag]:
        """All tags of these kinds, in reading order."""
        return [tag for tag in self.tags if tag.kind in kinds]

    @property
    def kinds(self) -> set[str]:
        """What kinds of tags there are."""
        return {tag.kind for tag in self.tags}

    def languages(self) -> set[str]:
        """Languages of parts that differ from the document's own: of tags and of marked content."""
        found = {str(tag.raw["/Lang"]) for tag in self.tags if "/Lang" in tag.raw}
        for _page, _number, said in self.marked():
            found |= {str(said["/Lang"])} if "/Lang" in said else set()
        return found - {str(self.root.get("/Lang"))}

    def _read(self, parent: Tag, kids: Any, page: Any) -> None:
        kids = resolved(kids)
        for raw in kids if isinstance(kids, list) else [] if kids is None else [kids]:
            reference, one = raw, resolved(raw)
            if isinstance(one, int):
                parent.content.append((self.pages[page.idnum], int(one)))
            elif one.get("/Type") == "/MCR":
                where = one.raw_get("/Pg") if "/Pg" in one else page
                parent.content.append((self.pages[where.idnum], int(one["/MCID"])))
            elif one.get("/Type") == "/OBJR":
                parent.links.append(one.raw_get("/Obj"))
            else:
                kind = str(one.get("/S", reference))
                tag = Tag(self.roles.get(kind, kind), one, parent)
                parent.children.append(tag)
                self._read(tag, one.get("/K"), one.raw_get("/Pg") if "/Pg" in one else page)

    def marked(self) -> Iterator[tuple[int, int, DictionaryObject]]:
        """The marked content of all pages that has a number, with what is said of it."""
        for at, page in enumerate(self.pdf.pages):
            for operands, operator in ContentStream(page.get_contents(), self.pdf).operations:
                if operator == b"BDC" and isinstance(operands[1], dict) and "/MCID" in operands[1]:
                    yield at, int(operands[1]["/MCID"]), operands[1]

    def bare(self) -> list[str]:
        """What stands on a page neither in a tag nor as decoration."""
        found = []
        for at, page in enumerate(self.pdf.pages):
            stack: list[bool] = []
            for operands, operator in ContentStream(page.get_contents(), self.pdf).operations:
                if operator in (b"BDC", b"BMC"):
                    said = operands[1] if len(operands) > 1 else {}
                    stack.append(operands[0] == "/Artifact" or (isinstance(said, dict) and "/MCID" in said))
                elif operator == b"EMC":
                    stack.pop()
                elif (operator in SHOWN or operator == b"INLINE IMAGE") and not any(stack):
                    found.append(f"page {at + 1}: {operator!r} is neither tagged nor an artifact")
        return found


def problems(data: bytes, *, language: str, title: str) -> list[str]:
    """Everything that is wrong with the structure of a document in `language` that is called `title`."""
    document = Document(data)
    return [
        *_whole(document, language, title),
        *_headings(document),
        *_tables(document),
        *_lists(document),
        *_figures(document),
        *_links(document),
        *_content(document),
    ]


def _whole(document: Document, language: str, title: str) -> Iterator[str]:
    root, pdf = document.root, document.pdf
    if root.get("/Lang") != language:
        yield f"the language is {root.get('/Lang')}"
    if not resolved(root["/MarkInfo"]).get("/Marked"):
        yield "not marked as tagged"
    if not resolved(root.get("/ViewerPreferences", {})).get("/DisplayDocTitle"):
        yield "shows its file name in place of its title"
    if pdf.metadata is None or pdf.metadata.title != title:
        yield f"the title is {pdf.metadata and pdf.metadata.title!r}"
    xmp = pdf.xmp_metadata
    if xmp is None or "pdfuaid:part" not in xmp.stream.get_data().decode():
        yield "does not say that it is PDF/UA"
    if [tag.kind for tag in document.top.children] != ["/Document"]:
        yield "the tree does not begin with one document"
    for at, page in enumerate(pdf.pages):
        if page.get("/Tabs") != "/S":
            yield f"page {at + 1}: the tab key does not follow the structure"


def _headings(document: Document) -> Iterator[str]:
    levels = [HEADINGS.index(tag.kind) + 1 for tag in document.of(*HEADINGS)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"headings of the first level: {levels.count(1)}; the first is of level {levels[:1]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"
    yield from (f"an empty heading: {tag.kind}" for tag in document.of(*HEADINGS) if not tag.has_content)


def _tables(document: Document) -> Iterator[str]:
    for number, table in enumerate(document.of("/Table"), start=1):
        inside = list(table.every())
        headers = [tag for tag in inside if tag.kind == "/TH"]
        if not headers:
            yield f"table {number} has no headers"
        for tag in headers:
            if tag.attribute("/Scope") not in ("/Column", "/Row", "/Both"):
                yield f"table {number}: a header without its scope"
        for tag in inside:
            if tag.kind in CELLS and (tag.parent is None or tag.parent.kind != "/TR"):
                yield f"table {number}: a cell outside of a row"
        widths = {
            sum(int(cell.attribute("/ColSpan") or 1) for cell in row.children if cell.kind in CELLS)
            for row in inside
            if row.kind == "/TR"
        }
        if len(widths) != 1:
            yield f"table {number}: rows of {sorted(widths)} cells"


def _lists(document: Document) -> Iterator[str]:
    for tag in document.of("/L"):
        if any(child.kind not in ("/LI", "/L", "/Caption") for child in tag.children):
            yield f"a list holds {[child.kind for child in tag.children]}"
    for tag in document.of("/LI"):
        kinds = [child.kind for child in tag.children]
        if "/LBody" not in kinds or set(kinds) - {"/Lbl", "/LBody"}:
            yield f"an item of a list holds {kinds}"


def _figures(document: Document) -> Iterator[str]:
    yield from (
        "a picture without a text in its place" for tag in document.of("/Figure") if not tag.alt.strip()
    )


def _links(document: Document) -> Iterator[str]:
    tagged = set()
    for tag in document.of("/Link"):
        if not tag.has_content:
            yield "a link without words"
        if not tag.links:
            yield "a link that leads nowhere"
        for reference in tag.links:
            tagged.add(reference.idnum)
            if not str(resolved(reference).get("/Contents", "")).strip():
                yield "a link that does not say where it leads"
    for page in document.pdf.pages:
        for reference in page.get("/Annots", []):
            if reference.idnum not in tagged:
                yield "an annotation that is in no tag"


def _content(document: Document) -> Iterator[str]:
    yield from document.bare()
    on_pages = {(page, number) for page, number, _said in document.marked()}
    tagged = [place for tag in document.tags for place in tag.content]
    if len(tagged) != len(set(tagged)):
        yield "content that belongs to two tags"
    if on_pages != set(tagged):
        yield f"content in no tag: {len(on_pages - set(tagged))}, tags of nothing: {len(set(tagged) - on_pages)}"

"""Every page that somebody can reach by links, each kind of page once."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.visitor import Page, Visitor

MOST_PAGES = 250


def pages(visitor: Visitor) -> Iterator[Page]:
    """Every page that can be reached by links from the first one."""
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < MOST_PAGES:
        response = visitor.client.get(waiting.pop(0), follow_redirects=True)
        assert response.status_code < 500, response.request.path
        if response.mimetype != "text/html" or response.status_code != 200:
            continue
        page = Page(response)
        yield page
        for link in page.links():
            path = urlsplit(link)._replace(fragment="").geturl()
            if path.startswith("/") and not path.startswith("/static") and shape(path) not in seen:
                seen.add(shape(path))
                waiting.append(path)


def shape(path: str) -> str:
    """Two pages of one kind are one page."""
    return "".join("0" if sign.isdigit() else sign for sign in urlsplit(path).path).replace("00", "0")

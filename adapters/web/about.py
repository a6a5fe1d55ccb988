"""The page at our own address, for whoever finds it in a platform's list of apps: what this is, and what it keeps."""

from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from aiohttp import web

from bot.domain.people import LANGUAGES, preferred
from bot.wording import words
from bot.wording.edges import about

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def routes() -> list[web.RouteDef]:
    return [web.get("/", _about)]


async def _about(request: web.Request) -> web.Response:
    language = preferred(request.headers.get("Accept-Language", "")) or LANGUAGES[0]
    return web.Response(text=_page(language), content_type="text/html", headers=_HEADERS)


@cache
def _page(language: str) -> str:
    said = about(words(language))
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in said.paragraphs)
    sections = "".join(f"<h2>{escape(heading)}</h2><p>{escape(text)}</p>" for heading, text in said.sections)
    frame = Template(files("adapters.web").joinpath("templates", "about.html").read_text("utf-8"))
    return frame.substitute(language=language, title=escape(said.title), body=paragraphs + sections)

"""The page that Teams links to as website, privacy statement and terms."""

import aiohttp
import pytest

from adapters.web import about
from tests.adapters.serving import listening


@pytest.mark.parametrize(
    ("asked", "language", "says"),
    [
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv", "Integritet"),
        ("nn-NO,da;q=0.5", "nb", "Personvern"),
        ("en-GB", "en", "Privacy"),
        ("fi,de;q=0.5", "en", "Terms"),
        ("", "en", "no rankings"),
    ],
)
async def test_it_says_in_the_readers_language_what_this_is_and_what_it_keeps(
    asked: str, language: str, says: str
) -> None:
    async with listening(*about.routes()) as url, aiohttp.ClientSession() as browser:
        page = await browser.get(f"{url}/", headers={"Accept-Language": asked})
        text = await page.text()
    assert page.status == 200
    assert page.content_type == "text/html"
    assert f'<html lang="{language}">' in text
    assert says in text
    assert "$" not in text
    assert "script" not in page.headers["Content-Security-Policy"]

"""Every letter in Chromium, at the width of a telephone and of a desk, light and dark."""

from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from notifications.samples import SAMPLES
from notifications.samples.catalogue import SampleLetter, letter_of_kind, sample_letters
from workflow.mail_hours import DIGESTED

NARROW, WIDE = 360, 1440
LEAST_CONTRAST = 4.5
# What is seen of a letter: text that sticks out or is cut off, and pale text, each as «what: text».
FOUND_BY_EYE = """
(least) => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || element.tagName === 'CAPTION') continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) {
      if (box.left < 0 || box.right > innerWidth + 0.5) found.push(`sticks out: ${text}`);
      for (let each = element; each; each = each.parentElement) {
        const style = getComputedStyle(each);
        if (style.display === 'inline' || style.overflow === 'visible') continue;
        const around = each.getBoundingClientRect();
        if (box.right > around.right + 0.5 || box.bottom > around.bottom + 0.5) found.push(`cut off: ${text}`);
      }
    }
    const [one, other] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < least) found.push(`contrast ${contrast.toFixed(2)}: ${text}`);
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push(`scrolls sideways: ${wide} of ${innerWidth}`);
  return [...new Set(found)];
}
"""


SIGHTS = list(product((NARROW, WIDE), ("light", "dark")))


@pytest.fixture(scope="module", params=SIGHTS, ids=lambda sight: f"{sight[0]}-{sight[1]}")
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, list[str]]]:
    """A page as a mail program shows letters, and what it complained of or asked from elsewhere."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, noticed = context.new_page(), list[str]()
    page.on("console", lambda message: noticed.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: noticed.append(f"error: {error}"))
    page.on("request", lambda asked: noticed.append(f"request: {asked.url}"))
    yield page, noticed
    context.close()


def test_every_letter_is_read_whole_without_scrolling_sideways_in_good_contrast(
    reader: tuple[Page, list[str]],
) -> None:
    page, noticed = reader
    seen = 0
    for letter in all_letters():
        page.set_content(letter.bodies().html)
        assert (letter.key, page.evaluate(FOUND_BY_EYE, LEAST_CONTRAST)) == (letter.key, [])
        seen += 1
    assert seen > len(SAMPLES)
    assert noticed == []


def test_what_is_pale_sticks_out_or_comes_from_elsewhere_is_found(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": NARROW, "height": 900})
    page.set_content(
        '<body><p style="color:#aaa">Бледно</p><p style="white-space:nowrap">' + "Длинно " * 20 + "</p>"
        '<p style="width:40px;overflow:hidden;white-space:nowrap">Обрезано совсем</p>'
    )
    found = page.evaluate(FOUND_BY_EYE, LEAST_CONTRAST)
    assert [each.split(":")[0].split(" ")[0] for each in found] == ["contrast", "sticks", "cut", "scrolls"]
    page.close()


def all_letters() -> tuple[SampleLetter, ...]:
    """Those that the operators' page shows, and those that were frozen before one digest a day took their lines."""
    return sample_letters() + tuple(letter_of_kind(kind) for kind in SAMPLES if kind in DIGESTED)

"""Where the links of a digest lead: to the page of the item, at the place of what is asked."""

import pytest

from tests.integration.office import EFIMOVA
from tests.integration.web_site import WebOffice, ready_pages

office = ready_pages
PLACE = 5


def page(office: WebOffice, name: str) -> str:
    answer = office.browser().get(office.respond_link(name, PLACE), follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(("is_started", "anchors"), [(False, ["start"]), (True, ["evidence", "submit", "explain"])])
def test_the_page_has_the_places_that_a_leads_lines_open(
    office: WebOffice, *, is_started: bool, anchors: list[str]
) -> None:
    if is_started:
        office.start(PLACE)
    html = page(office, office.lead(PLACE))
    for anchor in anchors:
        assert f'id="{anchor}"' in html


def test_a_superior_opens_the_item_without_signing_in(office: WebOffice) -> None:
    html = page(office, EFIMOVA)
    assert office.item(PLACE).title in html
    assert 'action="/login"' not in html
    assert 'id="start"' not in html

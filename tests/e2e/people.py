"""People of the office as they sit before their browsers: each with their own cookies, letters and PIN."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

SIGN_IN = "Вход в систему"


@dataclass
class Office:
    """The running demo with a browser window for each person."""

    browser: Browser
    base_url: str
    folder: Path
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)
    _pins: dict[str, tuple[str, str]] = field(default_factory=dict)
    _open: dict[str, str] = field(default_factory=dict)
    _files: int = 0

    def page(self, name: str = "гость") -> Page:
        """A person's one tab; what the page complains of fails the test."""
        if name not in self._contexts:
            context = self.browser.new_context(base_url=self.base_url)
            context.set_default_timeout(30_000)
            context.new_page()
            self._contexts[name] = context
        return self._contexts[name].pages[0]

    def account(self, name: str) -> tuple[str, str]:
        """The address and PIN that the mailbox page shows for a person."""
        if not self._pins:
            page = self.page()
            page.goto("/mailbox")
            rows = page.get_by_role("table").last.get_by_role("row").all()[1:]
            for row in rows:
                cells = [cell.inner_text().strip() for cell in row.locator("th, td").all()]
                self._pins[cells[0]] = (cells[1], cells[2])
        return self._pins[name]

    def letter(self, name: str, subject: str) -> Page:
        """Open a person's newest letter whose subject has these words, in their own window."""
        page = self.page(name)
        page.goto(f"/mailbox?to={self.account(name)[0]}")
        page.get_by_role("link", name=subject).first.click()
        return page

    def letters(self, name: str, subject: str) -> int:
        """How many letters with these words a person has."""
        page = self.page(name)
        page.goto(f"/mailbox?to={self.account(name)[0]}")
        return page.get_by_role("link", name=subject).count()

    def follow(self, page: Page, kind: str) -> Page:
        """Click the first link of a kind (`s`, `r`, `login`) in an open letter."""
        page.locator(f"a[href*='/{kind}/']").first.click()
        return page

    def give_pin(self, page: Page, name: str, form: str) -> None:
        """Fill in the PIN where the form asks for it (a trusted browser is not asked again)."""
        box = page.locator(f"input#{form}-pin")
        if box.count():
            box.fill(self.account(name)[1])

    def sign_in(self, name: str) -> Page:
        """By the e-mailed link and the PIN."""
        before = self.letters(name, SIGN_IN)
        page = self.page(name)
        page.goto("/login")
        page.get_by_label("Адрес электронной почты").fill(self.account(name)[0])
        page.get_by_role("button", name="Прислать ссылку").click()
        expect(page.get_by_role("heading", name="Проверьте почту")).to_be_visible()
        for _ in range(200):
            if self.letters(name, SIGN_IN) > before:
                break
            page.wait_for_timeout(150)
        self.letter(name, SIGN_IN)
        self.follow(page, "login")
        self.give_pin(page, name, "login")
        page.get_by_role("button", name="Войти").click()
        return page

    def item(self, name: str, place: int) -> Page:
        """A signed-in person's page of an item."""
        page = self.page(name)
        path = f"/plans/1/items/{place}"
        if self._open.get(name) != path or not page.url.partition("?")[0].endswith(path):
            page.goto(path)
        if page.get_by_role("link", name="Войти").count():
            self.sign_in(name)
            page.goto(path)
        self._open[name] = path
        return page

    def clock_moved(self) -> None:
        """Sessions may have ended: what is open is looked at anew."""
        self._open.clear()

    def start(self, name: str, place: int) -> None:
        """Принять в работу."""
        page = self.item(name, place)
        self.give_pin(page, name, "start")
        page.get_by_role("button", name="Принять в работу").click()

    def attach(self, name: str, place: int, *, units: int, kind: str = "справка") -> None:
        """Upload a real file that covers every organisation of the item."""
        page = self.item(name, place)
        form = page.locator("#evidence")
        if form.get_attribute("open") is None:
            form.locator("summary").click()
        form.locator("input[type=file]").set_input_files(self.new_file())
        form.get_by_label("Вид документа").fill(kind)
        form.get_by_label("Сколько единиц результата в файле").fill(str(units))
        for box in form.get_by_role("checkbox").all():
            box.check()
        self.give_pin(page, name, "evidence")
        form.get_by_role("button", name="Приложить документ").click()

    def new_file(self) -> Path:
        """A PDF of its own, small and real."""
        self._files += 1
        path = self.folder / f"Справка № {self._files}.pdf"
        path.write_bytes(small_pdf(f"Spravka {self._files}"))
        return path

    def submit(self, name: str, place: int, *, percent: int | None = None, shortfall: str | None = None) -> None:
        """Направить на согласование."""
        page = self.item(name, place)
        form = page.locator("#submit")
        if form.get_attribute("open") is None:
            form.locator("summary").click()
        form.get_by_label("Кратко об исполнении").fill("Работа выполнена в полном объёме, документ приложен.")
        if percent is not None:
            form.get_by_label("Достигнутый показатель, %").fill(str(percent))
        if shortfall is not None:
            form.get_by_label("Если показано меньше").fill(shortfall)
        self.give_pin(page, name, "submit")
        form.get_by_role("button", name="Направить на согласование").click()
        expect(page.get_by_text(re.compile("На согласовании|На утверждении")).first).to_be_visible()

    def open_request(self, name: str, subject: str) -> Page:
        """Open the newest request to sign by its link; wait for the letter to arrive."""
        page = self.page(name)
        for _ in range(200):
            page.goto(f"/mailbox?to={self.account(name)[0]}")
            link = page.get_by_role("link", name=subject)
            if link.count():
                link.first.click()
                self.follow(page, "s")
                if page.locator("#decide").count():
                    return page
            page.wait_for_timeout(150)
        raise AssertionError(f"{name} never got «{subject}»")

    def agree(self, name: str, subject: str) -> None:
        """«Согласовать» by the link."""
        page = self.open_request(name, subject)
        self.give_pin(page, name, "decide")
        page.get_by_role("button", name="Согласовать", exact=True).click()
        expect(page.get_by_text("запись №").first).to_be_visible()

    def approve(self, name: str, subject: str, *, outcome: str | None = "Исполнен", comment: str = "") -> None:
        """«Утвердить» by the link, with the outcome of an item."""
        page = self.open_request(name, subject)
        if outcome is not None:
            page.get_by_label(outcome, exact=True).check()
        if comment:
            page.locator("#decide-comment").fill(comment)
        self.give_pin(page, name, "decide")
        page.locator("#decide button[name=decision]").first.click()
        expect(page.get_by_text("запись №").first).to_be_visible()

    def send_back(self, name: str, subject: str, comment: str) -> None:
        """«Вернуть на доработку» by the link."""
        page = self.open_request(name, subject)
        page.locator("#decide-comment").fill(comment)
        self.give_pin(page, name, "decide")
        page.get_by_role("button", name="Вернуть на доработку").click()
        expect(page.get_by_text("запись №").first).to_be_visible()

    def close(self) -> None:
        """Shut every window."""
        for context in self._contexts.values():
            context.close()


def small_pdf(text: str) -> bytes:
    """A one-page PDF with a line of Latin text, its cross-reference table in order."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 84] /Contents 4 0 R /Resources << /Font << /F1 5 0 R>> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)

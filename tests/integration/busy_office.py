"""An office where much happens: longer routes, reserves, experts, interim reports; and what each morning does."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from config.database import Database
from config.plan_draft import PlanDraft
from config.plan_file import plan_source_sha256, read_plan
from tests.integration.databases import SqliteTemplate
from tests.integration.office import COORDINATOR, EFIMOVA, PLAN_FILE, SHESTAKOV, Office
from workflow import commands as c
from workflow.actor import SYSTEM
from workflow.paper_work import carry_out_papers
from workflow.sweep import sweep

BELOVA, GROMOV, DROZDOVA, PETRENKO = "Белова Б.Б.", "Громов Г.Г.", "Дроздова Д.Д.", "Петренко А.А."
HEIR = "Новикова Н.Н."
LEADS = ("Наземкина Е.А.", "Романенко С.А.", "Васюхичев Д.В.", "Кузнецова Н.М.")
PEOPLE = (SHESTAKOV, EFIMOVA, COORDINATOR, BELOVA, GROMOV, DROZDOVA, PETRENKO, HEIR, *LEADS)
# An item of the first approver's own, one with nothing special, a long route, a register, a sample, a reserve.
OWN, PLAIN, LONG, ON_REQUEST, SAMPLED, RESERVED = 2, 3, 4, 9, 16, 5
PLACES = (OWN, PLAIN, LONG, ON_REQUEST, SAMPLED, RESERVED)
ROUTES: dict[int, list[dict[str, Any]]] = {
    LONG: [
        {"verb": "acknowledge", "approvers": [DROZDOVA]},
        {"verb": "agree", "approvers": [BELOVA, GROMOV, SHESTAKOV], "mode": {"quorum": 2}, "alternate": PETRENKO},
        {"verb": "approve", "approvers": [EFIMOVA], "alternate": DROZDOVA, "interim": True},
    ],
    RESERVED: [
        {"verb": "agree", "approvers": [BELOVA, SHESTAKOV], "mode": "any"},
        {"verb": "agree", "approvers": [LEADS[1]], "alternate": GROMOV, "reserve": DROZDOVA, "when": "not is_partial"},
        {"verb": "approve", "approvers": [EFIMOVA, DROZDOVA], "alternate": PETRENKO},
    ],
    SAMPLED: [
        {"verb": "agree", "approvers": [SHESTAKOV, BELOVA]},
        {"verb": "approve", "approvers": [], "roles": ["final_approver"], "interim": True},
    ],
}
# What an amendment may set in their place.
OTHER_ROUTES: tuple[list[dict[str, Any]], ...] = (
    [{"verb": "agree", "approvers": [GROMOV, BELOVA], "mode": "any"}, {"verb": "approve", "approvers": [EFIMOVA]}],
    [{"verb": "agree", "approvers": [BELOVA]}, {"verb": "agree", "approvers": [PETRENKO, GROMOV]},
     {"verb": "approve", "approvers": [DROZDOVA], "alternate": GROMOV, "interim": True}],
    [],
)  # fmt: skip


class BusyOffice(Office):
    """The real plan with routes of more than two steps in some of its items, and people to fill them."""

    def begin(self, *, with_pins: bool) -> None:
        told = read_plan(PLAN_FILE).model_dump(mode="json")
        experts = (BELOVA, GROMOV, DROZDOVA, PETRENKO, HEIR)
        told["people"] += [{"name": name, "email": f"p{n}@office.example"} for n, name in enumerate(experts)]
        told["chain"][0]["alternate"] = BELOVA
        for place, route in ROUTES.items():
            told["items"][place - 1]["chain"] = route
        command = c.ImportPlan(draft=PlanDraft.model_validate(told), source_sha256=plan_source_sha256(PLAN_FILE))
        self.plan_id = self.engine.execute(command, SYSTEM).plan_id or 0
        self.settle_everything()
        if with_pins:
            self.enrol_everyone()
        self.activate()

    def days_pass(self, days: int) -> None:
        """Later, with what every morning does by itself: papers take effect, tasks follow substitutions, rungs fire."""
        self.move_to(self.clock.now() + timedelta(days=days))
        carry_out_papers(self.engine)
        sweep(self.engine)


def busy_template(template: SqliteTemplate, folder: Path) -> Path:
    """A SQLite file with the office's plan in force, to copy from."""
    with template.fresh(folder, name="busy.db") as database:
        BusyOffice(database).ready()
    return folder / "busy.db"


def busy_copy(template: Path, folder: Path) -> BusyOffice:
    """The office of a copy of the file; nothing in it has to survive a power cut."""
    file = folder / "office.db"
    shutil.copyfile(template, file)
    office = BusyOffice(Database(f"sqlite:///{file}", synchronous="OFF"))
    office.plan_id = 1
    return office

"""The one Jinja2 environment of the pages: autoescape on, an unknown name is an error."""

import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.states import (
    Assurance,
    DecisionKind,
    ItemState,
    Outcome,
    PaperState,
    PlanState,
    Subject,
    SubmissionState,
    TaskState,
    Verb,
)
from web import marks
from web.demo_panel import MOVES
from web.draft_words import doubt_mark
from web.text_filters import FILTERS
from workflow.sample_manifest import proposed_sample
from workflow.scopes import ItemScope
from workflow.wording import terms
from workflow.wording.amendments import changed_fields
from workflow.wording.dates import plural, working_days_text
from workflow.wording.deadlines import became_texts
from workflow.wording.ladders import ladder_text, rung_text
from workflow.wording.papers import PAPER_STATES
from workflow.wording.routes import step_text
from workflow.wording.states import OUTCOMES, PLAN_STATES

FOLDER = Path(__file__).parent
STYLE_SHEET = FOLDER / "static" / "viza.css"


def style_version() -> str:
    """What changes in the style sheet's address when the style sheet does."""
    return hashlib.sha256(STYLE_SHEET.read_bytes()).hexdigest()[:12]


@cache
def environment() -> Environment:
    """The environment; a process has one, and compiles a template once."""
    env = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(FILTERS)
    env.globals.update(
        style_version=style_version(),
        item_mark=marks.item_mark,
        late_mark=marks.late_mark,
        letter_mark=marks.letter_mark,
        plan_mark=marks.plan_mark,
        attention_mark=marks.attention_mark,
        task_mark=marks.task_mark,
        substitution_mark=marks.substitution_mark,
        doubt_mark=doubt_mark,
        plural=plural,
        working_days=working_days_text,
        ItemState=ItemState,
        Outcome=Outcome,
        PlanState=PlanState,
        Subject=Subject,
        SubmissionState=SubmissionState,
        TaskState=TaskState,
        PaperState=PaperState,
        DecisionKind=DecisionKind,
        Assurance=Assurance,
        ItemScope=ItemScope,
        proposed_sample=proposed_sample,
        decision_words=terms.DECISIONS,
        decision_word=terms.decision_word,
        became_texts=became_texts,
        step_names=terms.STEP_NAMES,
        step_text=step_text,
        rung_text=rung_text,
        ladder_text=ladder_text,
        changed_fields=changed_fields,
        Verb=Verb,
        assurance_text=terms.assurance_text,
        percent_text=terms.percent_text,
        paper_state_words=PAPER_STATES,
        subject_words=terms.SUBJECTS,
        explanation_words=terms.EXPLANATIONS,
        warning_words=terms.WARNINGS,
        resolution_words=terms.RESOLUTIONS,
        role_words=terms.PERSON_ROLES,
        notice_words=terms.NOTICES,
        outcome_words=OUTCOMES,
        plan_state_words=PLAN_STATES,
        demo_moves=MOVES,
    )
    return env

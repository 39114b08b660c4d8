"""What every page is made with: the engine and the collaborators that `create_app` was given."""

from collections.abc import Callable
from dataclasses import dataclass

from jinja2 import Environment

from config.settings import Settings
from documents.evidence_store import EvidenceStore
from notifications.links import LinkService
from web.demo_panel import DemoPanel
from web.document_reading import DocumentReader
from web.rate_limit import Limit
from web.sign_cache import SignCache
from workflow.actor import Actor
from workflow.engine import Engine
from workflow.views import Receipt

FreezeReview = Callable[[int, Actor], Receipt]


@dataclass(frozen=True)
class Site:
    """One deployment's pages. `wake` starts the delivery of letters; `freeze_review` freezes and submits a report."""

    engine: Engine
    links: LinkService
    evidence: EvidenceStore
    settings: Settings
    wake: Callable[[], None]
    readiness: Callable[[], dict[str, bool]]
    freeze_review: FreezeReview
    demo: DemoPanel | None
    templates: Environment
    origins: frozenset[str]
    failures: Limit
    link_requests: Limit
    sign_cache: SignCache
    documents: DocumentReader

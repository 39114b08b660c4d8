"""A sample or a schedule in words."""

from workflow.sample_manifest import ProposedSample
from workflow.scopes import ItemScope
from workflow.wording.dates import plural
from workflow.wording.naming import first_of


def sample_name(scope: ItemScope) -> str:
    """«выборка» or «график»."""
    return "график" if scope is ItemScope.SCHEDULE else "выборка"


def sample_text(sample: ProposedSample, *, is_approved: bool = False) -> str:
    """«выборка: 5 из 24 организаций», «график утверждён: 10 из 24 организаций»."""
    name = sample_name(sample.scope)
    if is_approved:
        name += " утверждён" if sample.scope is ItemScope.SCHEDULE else " утверждена"
    count = len(sample.among)
    if not sample.organisations:
        return name
    organisations = plural(count, "организации", "организаций", "организаций")
    return f"{name}: {len(sample.organisations)} из {count} {organisations}"


def organisations_text(sample: ProposedSample) -> str:
    """The codes of its organisations, of many the first twenty."""
    return first_of(sample.organisations, len(sample.organisations)) if sample.organisations else ""

"""Files that are no plan, damaged, or made to harm: each is built in a folder and comes with a word of its refusal."""

# Each module registers its files when it is imported.
from tests.integration.bad_documents import office_files, other_kinds, pdf_files, places
from tests.integration.bad_documents.registry import BAD

__all__ = ["BAD", "office_files", "other_kinds", "pdf_files", "places"]

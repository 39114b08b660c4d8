"""What the ledger refuses."""


class LedgerError(Exception):
    """The ledger cannot do what was asked. Trying again does not help."""


class LedgerExists(LedgerError):
    """A ledger of this name is open already."""


class LedgerNotFound(LedgerError):
    """There is no ledger of this name."""


class LedgerInconsistent(LedgerError):
    """What is stored contradicts itself or what was signed before: somebody changed it from outside."""


class ExportRefused(LedgerError):
    """A bundle cannot be written: nothing is sealed yet, or the folder is not empty."""

"""The tables that the program's code expects, for comparing them with those of the migrations."""

from sqlmodel import SQLModel

import models.ledger
import models.mail
import models.people
import models.plans
import models.submissions  # noqa: F401 - importing a module of models registers its tables

metadata = SQLModel.metadata

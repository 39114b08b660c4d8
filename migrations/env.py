"""What Alembic runs for each command: it works on the connection that `migrations.runner` hands over."""

from alembic import context
from sqlalchemy import Connection

from migrations.metadata import metadata

connection = context.config.attributes.get("connection")
if not isinstance(connection, Connection):
    raise TypeError("run migrations with `viza db upgrade`: they work on the program's own connection")

# The transaction is the runner's: all revisions of one upgrade succeed together or not at all.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
context.run_migrations()

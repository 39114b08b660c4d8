"""What the application's own PostgreSQL role may do, where the tables belong to another role."""

from sqlalchemy import Connection, inspect

from audit.guards import postgresql_rights

# Alembic's own table: the application reads which revision it stands at and never moves it.
READ_ONLY = ("alembic_version",)


def grant_application(connection: Connection, role: str) -> None:
    """Give `role` what the program needs and no more; on the ledger's tables it may append and erase.

    Run it as the owner of the tables (`VIZA_MIGRATION_DATABASE_URL`) after each upgrade: new tables have no
    rights yet. Raises `ValueError` for a role that is no plain identifier.
    """
    ledger = postgresql_rights(role)
    for table in inspect(connection).get_table_names(schema="public"):
        rights = "SELECT" if table in READ_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        connection.exec_driver_sql(f"REVOKE ALL ON public.{table} FROM {role}, PUBLIC")
        connection.exec_driver_sql(f"GRANT {rights} ON public.{table} TO {role}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {role}")
    connection.exec_driver_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    for statement in ledger:
        connection.exec_driver_sql(statement)

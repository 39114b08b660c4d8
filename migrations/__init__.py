"""The history of the tables (Alembic), run by the program itself: `migrations.runner`."""

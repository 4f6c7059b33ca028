"""A hub's set-up carries a stamp that the database renews whenever one of its parts is written, by whomever.

So a worker may keep a hub's set-up in memory and see from the hub's row alone whether it still holds.
"""

from sqlalchemy import Connection

PARTS = ("space", "booking_rules", "tariff", "closure", "hub_member", "floor_plan")

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION renew_setup_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE hub SET setup_stamp = replace(gen_random_uuid()::text, '-', '') WHERE id = OLD.hub_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE hub SET setup_stamp = replace(gen_random_uuid()::text, '-', '') WHERE id = NEW.hub_id;
    END IF;
    RETURN NULL;
END $$
"""


def create(connection: Connection, parts: tuple[str, ...] = PARTS) -> None:
    """The triggers on these parts; call again after a migration that rebuilds one of the tables on SQLite."""
    on_sqlite = connection.dialect.name == "sqlite"
    if not on_sqlite:
        connection.exec_driver_sql(POSTGRESQL_FUNCTION)
    for table in parts:
        for statement in _on_sqlite(table) if on_sqlite else _on_postgresql(table):
            connection.exec_driver_sql(statement)


def _on_postgresql(table: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_renews_stamp ON {table}",
        f"CREATE TRIGGER {table}_renews_stamp AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION renew_setup_stamp()",
    ]


def _on_sqlite(table: str) -> list[str]:
    statements = []
    for event, hubs in (("INSERT", "NEW.hub_id"), ("UPDATE", "OLD.hub_id, NEW.hub_id"), ("DELETE", "OLD.hub_id")):
        name = f"{table}_renews_stamp_on_{event.lower()}"
        renewal = f"UPDATE hub SET setup_stamp = lower(hex(randomblob(16))) WHERE id IN ({hubs})"  # noqa: S608
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {renewal}; END",
        ]
    return statements

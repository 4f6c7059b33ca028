"""A hub's set-up carries a stamp that the database renews whenever one of its parts is written, by whomever.

So a worker may keep a hub's set-up in memory and see from the hub's row alone whether it still holds. What belongs to
an operator (its row, VAT, prices for all its hubs) renews the stamps of all its hubs.
"""

from sqlalchemy import Connection

PARTS = (
    "space",
    "booking_rules",
    "tariff",
    "closure",
    "hub_member",
    "floor_plan",
    "induction",
    "space_induction",
    "quota",
    "question",
)
"""Tables whose rows belong to the hub in their column `hub_id`."""
OPERATOR_PARTS = {"operator": "id", "vat_rule": "operator_id", "tariff": "operator_id", "member_group": "operator_id"}
"""Tables whose rows belong to an operator, and the column that says to which."""
COLUMNS = ("operator_id", "refund_tiers", "time_zone")
"""Of the hub's own row: those that its set-up holds."""

ON_SQLITE = "lower(hex(randomblob(16)))"

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

OF_OPERATORS_ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION renew_setup_stamps_of_operator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE hub SET setup_stamp = replace(gen_random_uuid()::text, '-', '')
        WHERE operator_id = (to_jsonb(OLD) ->> TG_ARGV[0])::integer;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE hub SET setup_stamp = replace(gen_random_uuid()::text, '-', '')
        WHERE operator_id = (to_jsonb(NEW) ->> TG_ARGV[0])::integer;
    END IF;
    RETURN NULL;
END $$
"""

OF_HUB_ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION renew_own_setup_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hub SET setup_stamp = replace(gen_random_uuid()::text, '-', '') WHERE id = NEW.id;
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


def create_of_operators(connection: Connection) -> None:
    """The triggers on what belongs to operators, and on the hub's own columns; else as `create`."""
    on_sqlite = connection.dialect.name == "sqlite"
    if not on_sqlite:
        connection.exec_driver_sql(OF_OPERATORS_ON_POSTGRESQL)
        connection.exec_driver_sql(OF_HUB_ON_POSTGRESQL)
    for table, column in OPERATOR_PARTS.items():
        for statement in _of_operator_on_sqlite(table, column) if on_sqlite else _of_operator(table, column):
            connection.exec_driver_sql(statement)
    columns = ", ".join(COLUMNS)
    connection.exec_driver_sql("DROP TRIGGER IF EXISTS hub_renews_stamp" + ("" if on_sqlite else " ON hub"))
    renewal = "EXECUTE FUNCTION renew_own_setup_stamp()"
    if on_sqlite:
        renewal = f"BEGIN UPDATE hub SET setup_stamp = {ON_SQLITE} WHERE id = NEW.id; END"  # noqa: S608
    begins = f"CREATE TRIGGER hub_renews_stamp AFTER UPDATE OF {columns} ON hub FOR EACH ROW"
    connection.exec_driver_sql(f"{begins} {renewal}")


def _on_postgresql(table: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_renews_stamp ON {table}",
        f"CREATE TRIGGER {table}_renews_stamp AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION renew_setup_stamp()",
    ]


def _of_operator(table: str, column: str) -> list[str]:
    name = f"{table}_renews_stamps_of_operator"
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION renew_setup_stamps_of_operator('{column}')",
    ]


def _on_sqlite(table: str) -> list[str]:
    return _triggers_on_sqlite(table, f"{table}_renews_stamp", "id", "hub_id")


def _of_operator_on_sqlite(table: str, column: str) -> list[str]:
    return _triggers_on_sqlite(table, f"{table}_renews_stamps_of_operator", "operator_id", column)


def _triggers_on_sqlite(table: str, name: str, hubs_column: str, column: str) -> list[str]:
    statements = []
    for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
        which = ", ".join(f"{row}.{column}" for row in rows)
        renewal = f"UPDATE hub SET setup_stamp = {ON_SQLITE} WHERE {hubs_column} IN ({which})"  # noqa: S608
        statements += [
            f"DROP TRIGGER IF EXISTS {name}_on_{event.lower()}",
            f"CREATE TRIGGER {name}_on_{event.lower()} AFTER {event} ON {table} BEGIN {renewal}; END",
        ]
    return statements

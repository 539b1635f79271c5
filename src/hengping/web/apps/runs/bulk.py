"""Many rows at once: 14,000 sites × 150 items are two million rows, too many to make an object of each."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

_BATCH = 5_000


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows; within the caller's transaction, in memory that does not grow with their number.

    Args:
        model: the table; its primary key is left to the database unless named.
        fields: names of fields; defaults of fields that are not named are not filled in.
        rows: values in that order.
    """
    columns = [model._meta.get_field(name) for name in fields]  # noqa: SLF001 - Django's documented way to fields
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(column.column)) for column in columns)  # type: ignore[union-attr]  # plain fields only
    table = quote(model._meta.db_table)  # noqa: SLF001 - as above
    prepare = [column.get_db_prep_save for column in columns]  # type: ignore[union-attr]  # plain fields only
    ready = (tuple(made(value, connection) for made, value in zip(prepare, row, strict=True)) for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names; values are parameters
        for batch in _batches(ready):
            cursor.executemany(sql, batch)


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch

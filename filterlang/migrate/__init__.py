"""Migrating filters: other names, other ids, another dialect, each with a report of what it does to the meaning."""

from filterlang.migrate.between_dialects import to_dialect as to_dialect
from filterlang.migrate.ids import replace_ids as replace_ids
from filterlang.migrate.keys import rename_keys as rename_keys
from filterlang.migrate.migration import Change as Change, ChangeKind as ChangeKind, Migration as Migration
from filterlang.migrate.field_names import rename_fields as rename_fields

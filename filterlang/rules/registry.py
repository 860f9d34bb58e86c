"""The registry: every rule there is, by code and by slug."""

from filterlang.findings.rule import Rule
from filterlang.rules.endings import RULES as ENDINGS
from filterlang.rules.rule_files import rules
from filterlang.rules.ignore_comments import RULES as IGNORE_COMMENTS
from filterlang.rules.moves import RULES as MOVES
from filterlang.rules.names_and_types import RULES as NAMES_AND_TYPES
from filterlang.rules.refusals import RULES as REFUSALS
from filterlang.syntax.syntax_rules import RULES as SYNTAX

EVERY: tuple[Rule, ...] = (*SYNTAX, *NAMES_AND_TYPES, *REFUSALS, *MOVES, *IGNORE_COMMENTS, *ENDINGS, *rules())

RULES: dict[str, Rule] = {rule.code: rule for rule in sorted(EVERY, key=lambda rule: rule.code)}

BY_SLUG: dict[str, Rule] = {rule.slug: rule for rule in RULES.values()}

"""Which strings are filters of LangSmith: a table of the languages that are written in the same places, and are not."""

import pytest

from filterlang.hosts.embedded import Grounds
from filterlang.hosts.judging import is_langsmiths
from filterlang.schema.places import Kind
from tests.hosts.embedding import embedded_text


def judged(text: str, grounds: Grounds = Grounds.LIKELY, kind: Kind = Kind.RUN, *, mentions: bool = False) -> bool:
    return is_langsmiths(embedded_text(text, kind, grounds), mentions_langsmith=mentions)


OF_OTHERS = {
    "SAS Viya": ("eq(name,'Model 1')", "and(eq(name,'x'),gt(creationTimeStamp,'2024-01-01'))", "contains(name,'abc')",
                 "in(id,'1','2')", "startsWith($primary,name,'Vi')"),
    "CloudBlue, RQL": ("eq(status,error)", "and(eq(status,active),in(id,(1,2)))", "in(status,(draft,error))&limit(10)",
                       "like(name,*x*)", "ordering(-created)", "ne(id,1)"),
    "Eclipse Ditto": ('eq(attributes/location,"kitchen")', 'and(eq(name,"x"),gt(features/t/properties/value,5))',
                      "exists(features/lamp)", 'like(attributes/key1,"*x")'),
    "Cisco ACI": ('eq(fvTenant.name,"common")', 'and(eq(faultInst.severity,"critical"),wcard(fvBD.dn,"tn-x"))',
                  'or(eq(l1PhysIf.id,"eth1/1"),eq(l1PhysIf.id,"eth1/2"))'),
    "Elastic Path": ('eq(name,"Blue Shirt")', "eq(status,live)", "like(name,*shirt*)", 'in(id,"a","b")', "gt(start_time,1)"),
    "OData": ("name eq 'x'", "contains(name,'x') and status eq 'error'", "startswith(name,'A')", "Price gt 5 and Price lt 9",
              "tags/any(t: t eq 'x')"),
    "Airtable": ("{Name} = 'x'", "AND({Status}='Done', {Latency}>5)", "FIND('x', {tags})"),
    "LDAP": ("(objectClass=user)", "(&(objectClass=person)(cn=Ann*))", "(|(status=active)(name=x))"),
    "MLflow": ("metrics.rmse < 1", "tags.mlflow.runName = 'x'", "attributes.status = 'FINISHED'", "params.lr = '0.1'",
               "name = 'model'", "status = 'error'", "name LIKE 'prod%'"),
    "DynamoDB": ("#status = :status", "attribute_exists(id)", "begins_with(name, :n)", "size(tags) > :n"),
    "LangChain self-query": ('eq("genre", "comedy")', 'and(eq("artist", "Swift"), lt("length", 180))', "NO_FILTER",
                             'or(eq("name", "x"), in("year", [1, 2]))', 'contain("tags", "x")'),
    "PocketBase": ("status = true && created > '2022-08-01'", "name ~ 'abc'", "id = 'x' || name = 'y'"),
    "Django": ("name__icontains", "status__in", "start_time__gte"),
    "SQL": ("status = 'error' AND name LIKE 'a%'", "start_time > now() - interval '1 day'", "id IN (1, 2)"),
    "Phoenix": ("span_kind == 'LLM'", "latency_ms > 1000 and status_code == 'ERROR'", "'agent' in input.value"),
    "Milvus": ("id in [1, 2]", "year > 2000", "array_contains(tags, 'x')"),
    "Google Cloud": ("resource.type=gce_instance AND severity>=ERROR", "labels.env:prod", "+span:x latency:1s"),
    "JMESPath, jq": ("[?status=='error'].id", ".[] | select(.name)", "length(tags)"),
    "ffmpeg": ("scale=640:-1,fps=25", "hflip", "select='eq(pict_type,I)'", "select='gt(scene,0.4)'", "volume=0.5"),
    "CSS": ("blur(5px)", "brightness(1.2) contrast(1)", "drop-shadow(0 0 2px red)", "url(#shadow)"),
    "regular expressions": (r"^foo(bar|baz)$", "test_.*", "name=(.*)"),
    "Lucene": ("status:error AND name:x", "tags:(a OR b)", "+latency:[5 TO 10]"),
    "GitHub, Jira": ("is:open label:bug", "project = X AND status = Done", "has(label)"),
    "prose": ("only the runs that failed", "a filter for names", "all"),
}  # fmt: skip
"""Texts of other languages, as they stand under ``filter`` and its kin, by the product that reads them."""


@pytest.mark.parametrize(("product", "text"), [(product, text) for product, texts in OF_OTHERS.items() for text in texts])
def test_a_filter_of_another_product_is_left_alone(product: str, text: str) -> None:
    assert not judged(text)
    assert not judged(text, Grounds.MENTION)
    assert not judged(text, Grounds.MENTION, mentions=True) or "start_time" in text


NOT_EVEN_BESIDE_LANGSMITH = (
    "LangChain self-query",
    "OData",
    "MLflow",
    "Airtable",
    "LDAP",
    "DynamoDB",
    "CSS",
    "Django",
    "prose",
)


@pytest.mark.parametrize("product", NOT_EVEN_BESIDE_LANGSMITH)
def test_a_file_that_speaks_of_langsmith_can_have_filters_of_other_products(product: str) -> None:
    assert [text for text in OF_OTHERS[product] if judged(text, mentions=True)] == []


OURS = (
    'eq(run_type, "llm")', "eq(is_root, true)", 'and(eq(feedback_key, "correctness"), eq(feedback_score, 0))',
    'and(eq(metadata_key, "a"), eq(metadata_value, "b"))', 'and(eq(status, "error"), gt(latency, 5), has(tags, "x"))',
    "run_type = 'llm' and status = 'error'", 'eq("run_type", "llm")', "exists(metadata, 'tenant')", "eq(is_root, True",
    'and(eq(name, "{…}"), eq(is_root, true))',
)  # fmt: skip


@pytest.mark.parametrize("text", OURS)
def test_the_fields_of_langsmith_decide(text: str) -> None:
    assert judged(text)


BESIDE_LANGSMITH = (
    'eq(status, "error")', 'has(tags, "x")', 'search("refund")', "gt(latency, 5)", 'eq(name, "{…}")', 'eq(nmae, "x")',
    "latency > 5", 'and(eq(status, "error"), {…})', 'or(eq(id, "{…}"))',
)  # fmt: skip


@pytest.mark.parametrize("text", BESIDE_LANGSMITH)
def test_a_file_that_speaks_of_langsmith_decides_where_the_fields_do_not(text: str) -> None:
    assert not judged(text)
    assert judged(text, mentions=True)


@pytest.mark.parametrize("text", BESIDE_LANGSMITH)
def test_a_key_that_only_langsmith_has_decides_where_the_fields_do_not(text: str) -> None:
    assert judged(text, kind=Kind.TREE)


DESCRIPTIONS = (
    'narrows the results to runs, for example eq(run_type, "llm") or eq(is_root, true)',
    'Write a filter of LangSmith such as `and(eq(run_type, "llm"), gt(latency, 5))`.',
)


@pytest.mark.parametrize("text", DESCRIPTIONS)
def test_a_description_that_quotes_filters_is_none(text: str) -> None:
    assert not judged(text, mentions=True)


@pytest.mark.parametrize(
    "text", ["status is error and run type is llm", "latency is greater than 5 and run_type is llm", "run_type = 'a b c d e f'"]
)
def test_the_words_of_a_filter_are_no_description(text: str) -> None:
    assert judged(text, mentions=True) == judged(text.replace("is", "="), mentions=True)


SKETCHES = (
    "has(tags, ...)", 'eq(run_type, "...")', 'gt(start_time, "2026-01-01T...")', 'gt(start_time, "<one hour ago>")',
    "eq(metadata_key, k)", 'and(eq(run_type, "llm"), ...)', "eq(run_type, x)", "eq(feedback_score, <score>)",
)  # fmt: skip


@pytest.mark.parametrize("text", SKETCHES)
def test_a_sketch_in_prose_is_no_filter(text: str) -> None:
    assert not judged(text, Grounds.MENTION, mentions=True)


@pytest.mark.parametrize("text", ['search("{…}")', "search({…})"])
def test_a_search_for_something_unknown_is_a_filter(text: str) -> None:
    assert judged(text, mentions=True)


PLACEHOLDERS = ("", " ", "filter", "F", "...", "…", "<your filter>", "string", "trace_filter", "{filter}", "your filter here",
                "${FILTER}", "[FILTER]")  # fmt: skip


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_is_no_filter(text: str) -> None:
    assert not any(judged(text, grounds, mentions=True) for grounds in Grounds)


@pytest.mark.parametrize("text", ["status", "status:error", "error = 'x'", "{…}", "eq(a, b)", "runs that failed, please!"])
def test_a_sure_place_decides_whatever_the_text(text: str) -> None:
    assert judged(text, Grounds.SURE)


@pytest.mark.parametrize(
    "text", ['and(eq(run_type, "llm"),', "eq(is_root, true)) and", "or eq(is_root, true)", "run_type = 'llm'"]
)
def test_a_mention_is_a_whole_call(text: str) -> None:
    assert not judged(text, Grounds.MENTION, mentions=True)
    assert judged('eq(run_type, "llm")', Grounds.MENTION)
    assert judged('has(tags, "beta")', Grounds.MENTION, mentions=True)

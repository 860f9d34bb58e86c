"""Filters in Python are found where programs write them, with their texts, holes and grounds."""

import pytest
from traceable import assert_traceable
from writing.python import STYLES, read

from filterlang.hosts.documents import HostDocument
from filterlang.hosts.embedded import EmbeddedFilter, Grounds
from filterlang.hosts.filter_search import candidates_in, embedded
from filterlang.hosts.host_languages import HOST_LANGUAGES
from filterlang.text.source import Source


def found(text: str, grounds: Grounds = Grounds.LIKELY, language: str = "python") -> list[EmbeddedFilter]:
    """The filters of a file in its order, on these grounds at least."""
    document = HostDocument(Source(text, "file.py"), HOST_LANGUAGES[language], candidates_in)
    filters = [embedded(candidate) for candidate in candidates_in(document)]
    return sorted((filter for filter in filters if filter.grounds >= grounds), key=lambda each: each.span)


def texts(text: str, grounds: Grounds = Grounds.SURE) -> list[str]:
    return [filter.text for filter in found(text, grounds)]


WRITTEN = (
    # literals and templates
    ("client.list_runs(filter='eq(a, 1)')", ["eq(a, 1)"]),
    ("client.list_runs(filter=('and(eq(a, 1), '  # first\n  'eq(b, 2))'))", ["and(eq(a, 1), eq(b, 2))"]),
    ("client.list_runs(filter='and(eq(a, 1), ' + \\\n  'eq(b, 2))')", ["and(eq(a, 1), eq(b, 2))"]),
    ("client.list_runs(filter=f'eq(name, \"{name!r:>{width}}\")')", ['eq(name, "{…}")']),
    ("client.list_runs(filter=f'eq(name, \"{names['x']}\")')", ['eq(name, "{…}")']),
    ("client.list_runs(filter=f'{{x}} eq({name=})')", ["{x} eq(name={…})"]),
    ("client.list_runs(filter='eq(name, \"{}\")'.format(name))", ['eq(name, "{…}")']),
    ("client.list_runs(filter='eq(a, {b}) {{c}}'.format(b=1))", ["eq(a, {…}) {c}"]),
    ("client.list_runs(filter='eq(a, %s) %% %d' % (b, c))", ["eq(a, {…}) % {…}"]),
    ("client.list_runs(filter='eq(a, %(b)s)' % {'b': c})", ["eq(a, {…})"]),
    ("client.list_runs(filter=Template('eq(a, \"$b\") $$').substitute(b=c))", ['eq(a, "{…}") $']),
    ("client.list_runs(filter='eq(a, NAME)'.replace('NAME', c))", ["eq(a, {…})"]),
    ("client.list_runs(filter='''and(\n eq(a, 1))'''.replace('\\n', ''))", ["and( eq(a, 1))"]),
    ("client.list_runs(filter='''\n  and(\n    eq(a, 1))\n'''.strip())", ["and(\n    eq(a, 1))"]),
    ("client.list_runs(filter=dedent('''\\\n  and(\n    eq(a, 1))'''))", ["and(\n  eq(a, 1))"]),
    ("client.list_runs(filter='and(' + ', '.join(['eq(a, 1)', 'eq(b, 2)']) + ')')", ["and(eq(a, 1), eq(b, 2))"]),
    ("client.list_runs(filter='and(' + ', '.join(parts) + ')')", ["and({…})"]),
    ("client.list_runs(filter='eq(a, 1)' if x else 'eq(b, 2)')", ["eq(a, 1)", "eq(b, 2)"]),
    ("client.list_runs(filter=x or 'eq(b, 2)')", ["eq(b, 2)"]),
    ("client.list_runs(filter=(f := 'eq(b, 2)'))", ["eq(b, 2)"]),
    ("client.list_runs(filter=b'eq(b, 2)')", []),
    ("client.list_runs(filter=None)", []),
    # names
    ("x = 'eq(a, 1)'\nclient.list_runs(filter=x)", ["eq(a, 1)"]),
    ("x = 'eq(a, %s)'\nclient.list_runs(filter=x % y)", ["eq(a, {…})"]),
    ("T = 'eq(a, {b})'\nclient.list_runs(filter=T.format(b=y))", ["eq(a, {…})"]),
    ("def f(q='eq(a, 1)'):\n  client.list_runs(filter=q)\nf('eq(b, 2)')\nf(q='eq(c, 3)')",
     ["eq(a, 1)", "eq(b, 2)", "eq(c, 3)"]),
    ("class A:\n  q = 'eq(a, 1)'\n  def f(self):\n    client.list_runs(filter=self.q)", ["eq(a, 1)"]),
    ("class A:\n  q: str = Field('eq(a, 1)')\n  def f(self):\n    client.list_runs(filter=self.q)", ["eq(a, 1)"]),
    ("class A:\n  def __init__(self, q): self.q = q\n  def f(self): client.list_runs(filter=self.q)\nA('eq(a, 1)')",
     ["eq(a, 1)"]),
    ("def q():\n  return 'eq(a, 1)'\nclient.list_runs(filter=q())", ["eq(a, 1)"]),
    ("Q = {'x': 'eq(a, 1)'}\nclient.list_runs(filter=Q['x'])", ["eq(a, 1)"]),
    ("for q in ['eq(a, 1)', 'eq(b, 2)']:\n  client.list_runs(filter=q)", ["eq(a, 1)", "eq(b, 2)"]),
    ("for n, q in [('x(', 'eq(a, 1)')]:\n  client.list_runs(filter=q)", ["eq(a, 1)"]),
    ("for n, q in {'x(': 'eq(a, 1)'}.items():\n  client.list_runs(filter=q)", ["eq(a, 1)"]),
    ("p = ['eq(a, 1)']\np.append('eq(b, 2)')\np += ['eq(c, 3)']\nclient.list_runs(filter='and(' + ','.join(p) + ')')",
     ["eq(a, 1)", "eq(b, 2)", "eq(c, 3)", "and({…})"]),
    ("q = 'and(eq(a, 1)'\nq += ', eq(b, 2))'\nclient.list_runs(filter=q)", ["and(eq(a, 1)", ", eq(b, 2))"]),
    ("client.list_runs(filter=os.getenv('Q', 'eq(a, 1)'))", ["eq(a, 1)"]),
    ("match x:\n  case 1:\n    q = 'eq(a, 1)'\nclient.list_runs(filter=q)", ["eq(a, 1)"]),
    # calls
    ("client.runs.with_raw_response.query(filter='eq(a, 1)')", []),
    ("import langsmith\nclient.runs.with_raw_response.query(filter='eq(a, 1)')", ["eq(a, 1)"]),
    ("f = partial(client.list_runs, filter='eq(a, 1)')", ["eq(a, 1)"]),
    ("k = {'filter': 'eq(a, 1)'}\nk['tree_filter'] = 'eq(b, 2)'\nclient.list_runs(**k)", ["eq(a, 1)", "eq(b, 2)"]),
    ("k = dict(filter='eq(a, 1)')\nk.update(tree_filter='eq(b, 2)')\nclient.list_runs(**k)", ["eq(a, 1)", "eq(b, 2)"]),
    ("client.list_runs(**{'filter': 'eq(a, 1)'})", ["eq(a, 1)"]),
    ("requests.post(f'{URL}/runs/query', json={'filter': 'eq(a, 1)'})", ["eq(a, 1)"]),
    ("requests.post(URL + '/runs/query', data=json.dumps({'filter': 'eq(a, 1)'}))", ["eq(a, 1)"]),
    ("body = {'filter': 'eq(a, 1)'}\nhttpx.request('POST', '/api/v1/runs/query', json=body)", ["eq(a, 1)"]),
    ("await session.call_tool('fetch_runs', {'filter': 'eq(a, 1)'})", ["eq(a, 1)"]),
    ("{'name': 'fetch_runs', 'arguments': {'filter': 'eq(a, 1)'}}", ["eq(a, 1)"]),
    ("import langsmith\nc.datasets.experiment_runs.query(filters={'u': ['eq(a, 1)', 'eq(b, 2)']})", ["eq(a, 1)", "eq(b, 2)"]),
    # broken files
    ("def f(:\nclient.list_runs(filter='eq(a, 1)')", ["eq(a, 1)"]),
    ("client.list_runs(filter='eq(a, 1)'", []),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_a_filter_is_found_where_it_is_written(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


TEXTS = (
    'and(eq(run_type, "llm"), gt(latency, "5s"))', "eq(name, 'it')", "like(name, '%\\\\d{1,2}%')", 'search("é😀")',
    'eq(a,\n  "b")',
    'eq(a, "%s {x} $y")',
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("style", STYLES)
def test_a_filter_is_found_in_each_style_of_writing(style: str, text: str) -> None:
    file_text = STYLES[style][1](text)
    if file_text is None:
        return
    assert read(file_text) == [text]
    filters = found(file_text, Grounds.SURE)
    assert [filter.text for filter in filters] == [text]
    assert_traceable(filters[0].source)


SURE, LIKELY, MENTION = Grounds.SURE, Grounds.LIKELY, Grounds.MENTION
GROUNDS = (
    ("client.list_runs(filter='eq(a, 1)')", SURE),
    ("run_filter = 'eq(a, 1)'", LIKELY),
    ("SLOW_TRACE_FILTER: str = 'eq(a, 1)'", LIKELY),
    ("def slow_filter():\n  return 'eq(a, 1)'", LIKELY),
    ("def runs(filter='eq(a, 1)'): ...", LIKELY),
    ("runs(filter='eq(a, 1)')", LIKELY),
    ("runs(filter='eq(a, 1)', trace_filter=x)", SURE),
    ("{'filter': 'eq(a, 1)'}", LIKELY),
    ("x['filter'] = 'eq(a, 1)'", LIKELY),
    ("parser.add_argument('--filter', default='eq(a, 1)')", LIKELY),
    ("# try eq(a, 1)", MENTION),
    ("'''Such as eq(a, 1).'''", MENTION),
    ("def f():\n  '''Such as eq(a, 1).'''", MENTION),
    ("Field(description='Such as eq(a, 1).')", MENTION),
    ("requests.get('https://x/api/v1/sessions', params={'filter': 'eq(a, 1)'})", SURE),
    ("requests.get('https://x/things', params={'filter': 'eq(a, 1)'})", LIKELY),
)


@pytest.mark.parametrize(("text", "grounds"), GROUNDS)
def test_the_place_of_a_filter_gives_its_grounds(text: str, grounds: Grounds) -> None:
    assert [(filter.text, filter.grounds) for filter in found(text, MENTION)] == [("eq(a, 1)", grounds)]


OTHERS = (
    "from sasctl import get\nget('/reports', params={'filter': 'eq(name, 1)'})",
    "import kfp\nclient = kfp.Client()\nclient.list_runs(filter='eq(a, 1)')",
    "import mlflow\nmlflow.search_runs(filter_string='eq(a, 1)')",
    "store.similarity_search(q, filter='eq(a, 1)')",
    "import boto3\ntable = boto3.resource('dynamodb').Table('x')\ntable.query(filter_expression='eq(a, 1)')",
    "print('eq(a, 1)')",
    "x = f(key='eq(a, 1)')",
    "run_filter = 'error'",
)


@pytest.mark.parametrize("text", OTHERS)
def test_what_belongs_to_other_libraries_is_not_found(text: str) -> None:
    assert found(text, MENTION) == []


SAFE = (
    ('f\'eq(name, "{int(x)}")\'', True), ('f\'eq(name, "{x:.2f}")\'', True), ('f\'eq(name, "{x}")\'', False),
    ('f\'eq(name, "{json.dumps(x)}")\'', False), ("f'eq(name, {json.dumps(x)})'", True), ("f'eq(name, {x!r})'", True),
    ('f\'eq(name, "{x!r}")\'', False), ("f'eq(name, {x})'", False), ('f\'eq(name, "{t.isoformat()}")\'', True),
    ('f\'eq(name, "{t:%Y-%m-%d}")\'', True), ('f\'eq(name, "{uuid4()}")\'', True), ('f\'eq(name, "{a - b}")\'', True),
    ('f\'eq(name, "{a + b}")\'', False), ('f\'eq(name, "{x if y else 3}")\'', False),
    ('f\'eq(name, "{1 if y else 3}")\'', True),
    ("'eq(name, \"%d\")' % x", True), ("'eq(name, \"%s\")' % x", False), ("'eq(name, \"{:d}\")'.format(x)", True),
    ("'eq(name, \"' + x + '\")'", False), ("'eq(name, \"' + str(int(x)) + '\")'", True),
    ("'eq(name, ' + json.dumps(x) + ')'", True),
    ('f\'in(id, [{", ".join(f"{json.dumps(i)}" for i in ids)}])\'', True),
    ('f\'in(id, [{",".join([quote(i) for i in ids])}])\'', True),
    ('f\'in(id, [{", ".join(map(json.dumps, ids))}])\'', True), ('f\'in(id, [{", ".join(ids)}])\'', False),
    ('f\'in(id, [{"; ".join(map(json.dumps, ids))}])\'', False), ('f\'in(id, [{", ".join(f"{i}" for i in ids)}])\'', False),
    ('f\'in(id, [{", ".join(map(str, ids))}])\'', False), ('f\'in(id, ["{", ".join(map(json.dumps, ids))}"])\'', False),
)  # fmt: skip


@pytest.mark.parametrize(("expression", "is_safe"), SAFE)
def test_a_hole_is_safe_if_its_value_cannot_break_the_filter(expression: str, is_safe: bool) -> None:
    (filter,) = found(f"client.list_runs(filter={expression})")
    assert [hole.hole.safe for hole in filter.holes] == [is_safe]


NAMED = (
    ("start = datetime.now().isoformat()", True),
    ("start = datetime.now()\nstart = start - timedelta(days=1)", True),
    ("start = input()", False),
    ("start = 'checkout'", True),
    ("start = 'a\"b'", False),
    ("for start in range(3): pass", True),
    ("for start in names: pass", False),
    ("def f(start: int): pass", False),
)


@pytest.mark.parametrize(("statement", "is_safe"), NAMED)
def test_a_name_is_safe_if_all_that_it_is_bound_to_is(statement: str, is_safe: bool) -> None:
    (filter,) = found(f"{statement}\nclient.list_runs(filter=f'gt(start_time, \"{{start}}\")')")
    assert [hole.hole.safe for hole in filter.holes] == [is_safe]


@pytest.mark.parametrize(
    ("annotation", "is_safe"), [("int", True), ("UUID", True), ("datetime | None = None", True), ("str", False)]
)
def test_a_parameter_is_safe_by_its_annotation(annotation: str, is_safe: bool) -> None:
    (filter,) = found(f"def f(x: {annotation}):\n  client.list_runs(filter=f'eq(id, \"{{x}}\")')")
    assert [hole.hole.safe for hole in filter.holes] == [is_safe]

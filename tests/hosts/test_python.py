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

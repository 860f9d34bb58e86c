import textwrap
from string import Template

from langsmith import Client

client = Client()
BY_NAME = 'eq(name, "{name}")'
BY_USER = Template('and(eq(metadata_key, "user"), eq(metadata_value, "$user"))')
BY_TAG = 'has(tags, "%(tag)s")'
SLOW = textwrap.dedent(
    """\
    and(
        gt(latency, {seconds:.1f}),
        eq(run_type, "chain")
    )
    """
)


def run(name, user, tag, seconds):
    yield from client.list_runs(project_name="p", filter=BY_NAME.format(name=name))
    yield from client.list_runs(project_name="p", filter=BY_USER.substitute(user=user))
    yield from client.list_runs(project_name="p", filter=BY_TAG % {"tag": tag})
    yield from client.list_runs(project_name="p", filter=SLOW.format(seconds=seconds))
    yield from client.list_runs(project_name="p", filter="between({}, {})".format(1, 2))

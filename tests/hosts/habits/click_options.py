import click
from langsmith import Client


@click.command()
@click.option("--filter", "filter_string", default="and(eq(is_root, true), neq(status, 'pending'))", show_default=True)
@click.option("--project", default="p")
def cli(filter_string, project):
    client = Client()
    for run in client.list_runs(project_name=project, filter=filter_string):
        click.echo(run.id)

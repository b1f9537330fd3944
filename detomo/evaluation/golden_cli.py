"""`flask eval golden …`: the project's golden questions, asked with an administrator's rights."""

from pathlib import Path

import click
from flask.cli import AppGroup

from detomo.engine.errors import EngineError
from detomo.engine.evaluate.accuracy import GoldQuestion, lines, read_questions, report_of
from detomo.engine.types import Viewer
from detomo.evaluation import service
from detomo.evaluation.service import Golden
from detomo.exceptions import ServiceError
from detomo.http import current_engine
from detomo.identity import Role

golden_cli = AppGroup("golden", help="Golden questions: a project's own questions with the SQL that answers them.")
_VIEWER = Viewer(role=Role.ADMIN)


@golden_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_command(file: Path) -> None:
    """Add every question of FILE, JSONL of {question, gold_sql, alt_gold_sql?, language?, difficulty?}.

    Exit code 1 when a line was refused: not understood, or its SQL does not run.

    \b
    Example:
      flask eval golden import golden.jsonl
    """
    refused = [one.id for one in read_questions(file) if not _added(one)]
    if refused:
        raise click.ClickException(f"{len(refused)} refused: {', '.join(refused)}")


@golden_cli.command("list")
def list_command() -> None:
    """List the golden questions.

    \b
    Example:
      flask eval golden list
    """
    for golden in _every():
        click.echo(f"{golden.id:>4}  {golden.question}\n      {golden.gold_sql}")


@golden_cli.command("remove")
@click.argument("golden_id", type=click.IntRange(0, 2**31 - 1))
def remove_command(golden_id: int) -> None:
    """Remove the golden question with this number.

    \b
    Example:
      flask eval golden remove 3
    """
    try:
        service.remove(golden_id)
    except ServiceError as error:
        raise click.ClickException(error.message.en) from error
    click.echo(f"Removed golden question {golden_id}")


@golden_cli.command("run")
@click.option("--extra-columns", is_flag=True, help="Accept columns beside those that gold asks for.")
def run_command(extra_columns: bool) -> None:
    """Ask every golden question; print each miss with its reason, then the figures.

    \b
    Example:
      flask eval golden run
    """
    pipeline, judged = current_engine().pipeline, []
    for golden in _every():
        judged.append(service.judge(pipeline, _VIEWER, golden, extra_columns=extra_columns))
        if not judged[-1].match:
            click.echo(f"{judged[-1].reason}  {golden.id}  {golden.question}  {judged[-1].attempt.sql}")
    for line in lines(report_of(judged)):
        click.echo(line)


def _added(gold: GoldQuestion) -> bool:
    if gold.problem:
        click.echo(f"refused  {gold.id}: {gold.problem}", err=True)
        return False
    first, *others = gold.gold
    fields = {"language": gold.language, "difficulty": gold.difficulty[:32]}
    try:
        service.add(
            current_engine().pipeline, _VIEWER, question=gold.text, gold_sql=first, alt_gold_sql=others, **fields
        )
    except EngineError as error:
        click.echo(f"refused  {gold.id}: {error.message.en} {error.part}", err=True)
        return False
    return True


def _every() -> list[Golden]:
    return service.page(current_engine().pipeline, _VIEWER)

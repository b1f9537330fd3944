"""`flask ask "…"`: a question from the command line, through the same pipeline as every other door."""

import json

import click
from flask.cli import with_appcontext

from detomo.audit.service import Action, record_alone
from detomo.engine.errors import EngineError, NotSure
from detomo.engine.language import language_of
from detomo.engine.present.values import records
from detomo.engine.steps import Answer
from detomo.engine.types import Language, Question, Viewer
from detomo.http import current_engine
from detomo.identity import Role
from detomo.query.acts import outcome_of

_SHOWN = 20  # rows


@click.command("ask")
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object with all rows.")
@with_appcontext
def ask_command(question: str, as_json: bool) -> None:
    """Ask QUESTION in English or Japanese, with an administrator's rights; it is audited, and kept in no history.

    \b
    Examples:
      flask ask "How many customers are there?"
      flask ask "顧客は何人いますか？" --json
    """
    asked = Question(question, language_of(question))
    try:
        answer = current_engine().pipeline.answer(asked, Viewer(role=Role.ADMIN))
        record_alone(Action.ASKED, actor_id=None, details={"rows": len(answer.result.rows)})
    except NotSure as unsure:
        record_alone(Action.ASKED, actor_id=None, details={"asked_back": True})
        raise click.ClickException(_options(unsure, asked.language)) from unsure
    except EngineError as error:
        record_alone(Action.ASKED, outcome=outcome_of(error), actor_id=None, details={"code": error.code})
        hint = f"\n{error.hint.to(asked.language)}" if error.hint else ""
        raise click.ClickException(error.message.to(asked.language) + hint) from error
    (_write_json if as_json else _write_text)(answer)


def _options(unsure: NotSure, language: Language) -> str:
    """What the question may mean, or what to do about it where nobody can say."""
    options = unsure.clarification.options if unsure.clarification else ()
    texts = [unsure.message, *(option.label for option in options), *([unsure.hint] if unsure.hint else [])]
    return "\n".join(text.to(language) for text in texts)


def _write_json(answer: Answer) -> None:
    body = {
        "question": answer.question.text,
        "sql": answer.checked.query.shown,
        "source": answer.checked.proposal.source,
        "results": records(answer.result),
        "truncated": answer.result.truncated,
        "summary": answer.summary,
    }
    click.echo(json.dumps(body, ensure_ascii=False, default=str))


def _write_text(answer: Answer) -> None:
    click.echo(f"{answer.checked.query.shown}\n-- {answer.checked.proposal.source}\n")
    rows = records(answer.result)
    for row in rows[:_SHOWN]:
        click.echo("  ".join(f"{name}: {value}" for name, value in row.items()))
    if len(rows) > _SHOWN or answer.result.truncated:
        click.echo("…")
    click.echo(f"\n{answer.summary}")

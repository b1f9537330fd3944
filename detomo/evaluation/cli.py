"""`flask eval run`: gold questions asked of the engine, and every other measurement of it."""

import importlib
import time
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from detomo.engine.evaluate.samples import NoTestData, data_file
from detomo.evaluation.golden_cli import golden_cli
from detomo.evaluation.questions import Run, fit_confidence, run_questions
from detomo.http import current_settings
from detomo.target import engine_settings

PARTS = {
    "guard": "attacks and honest statements against the guard, also mutated",
    "engines": "attacks against each database engine alone, and through both layers",
    "rules": "row and column rules against a copy without what they forbid",
    "repair": "broken statements mended without a model",
    "lint": "warnings on right and on wrong statements",
    "retrieval": "taught items, tables and prompts for questions in both languages",
    "autopsy": "why a result is empty",
    "sample": "20 questions on the sample's schema, its training data taught, extra columns tolerated",
    "spider": "495 questions on 8 databases, nothing taught",
    "verified": "taught answers for other numbers, periods and values, and near misses",
    "readback": "statements in words, in both languages",
}
GENERATORS = ("auto", "grammar", "claude", "verified")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_SAMPLE_TRAINING = Path(__file__).parents[2] / "training_data"

eval_cli = AppGroup("eval", help="Measure the engine on corpora and on golden questions.")
eval_cli.add_command(golden_cli)


@eval_cli.command("run")
@click.option("--part", "parts", multiple=True, type=click.Choice(list(PARTS)), help="Default: all of them.")
@click.option("--questions", type=_FILE, help="Gold questions, JSONL.")
@click.option("--databases", type=_FOLDER, help="Folder of <db_id>.sqlite, <db_id>.duckdb or <db_id>.url files.")
@click.option("--generator", type=click.Choice(GENERATORS), default="auto", show_default=True, help="Who writes SQL.")
@click.option("--train", type=_FOLDER, help="Training data to teach first: ddl/, documentation/, questions/.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A line for each question, JSONL.")
@click.option("--extra-columns", is_flag=True, help="Accept columns beside those that gold asks for.")
@click.option("--language", type=click.Choice(["en", "ja"]), default=None, help="Only questions in this language.")
@click.option("--limit", type=click.IntRange(min=1), default=None, help="Only the first questions.")
def run(parts: tuple[str, ...], questions: Path | None, databases: Path | None, **options: Any) -> None:
    """Ask gold questions and compare rows, or run the other measurements.

    With --questions: lines of {id, db_id, question, gold_sql, alt_gold_sql?, language, difficulty} are asked of their
    databases with nothing taught (or --train) and nothing kept; docs/evaluation.md says what counts as right.

    Without: every measurement, or each --part; exit with 1 when one of them found a hole. Corpora are read from
    DETOMO_TEST_DATA (default: ../shared/data beside the project), servers from TEST_POSTGRES_URL and TEST_MYSQL_URL;
    what is not there is left out and said so.

    \b
    Examples:
      flask eval run --questions questions.jsonl --databases databases --out answers.jsonl
      flask eval run --questions questions.jsonl --databases databases --generator grammar --language ja
      flask eval run --part guard --part lint
    """
    if questions is None:
        if databases or any(value for name, value in options.items() if name != "generator"):
            raise click.UsageError("--questions is missing.")
        _run_parts(parts or tuple(PARTS))
    elif databases is None or parts:
        raise click.UsageError("--questions needs --databases, and goes without --part.")
    else:
        given = {name: value for name, value in options.items() if value is not None}
        run_questions(Run(questions, databases, **given), engine_settings(current_settings()))


@eval_cli.command("calibrate")
@click.option("--questions", type=_FILE, required=True, help="Gold questions over several databases, JSONL.")
@click.option("--databases", type=_FOLDER, required=True, help="As for run.")
@click.option("--write", is_flag=True, help="Keep the coefficients in the source tree.")
def calibrate_command(questions: Path, databases: Path, write: bool) -> None:
    """Fit the parser's confidence on gold questions; print what it is worth on databases it was not fitted on.

    \b
    Example:
      flask eval calibrate --questions questions.jsonl --databases databases --write
    """
    fit_confidence(Run(questions, databases, generator="grammar"), engine_settings(current_settings()), write=write)


def _run_parts(parts: tuple[str, ...]) -> None:
    failed = [part for part in parts if not _holds(part)]
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}")


def _holds(part: str) -> bool:
    click.echo(f"\n## {part}: {PARTS[part]}\n")
    begun = time.monotonic()
    try:
        status = _QUESTION_SETS[part]() if part in _QUESTION_SETS else _measured(part)
    except NoTestData as missing:
        click.echo(f"left out: {missing}")
        return True
    click.echo(f"\n({time.monotonic() - begun:.0f} s)")
    return status == 0


def _measured(part: str) -> int:
    status: int = importlib.import_module(f"detomo.engine.evaluate.{part}").main([])
    return status


def _sample() -> int:
    questions, databases = data_file("chinook_accuracy20", "questions.jsonl"), data_file("chinook")
    return _asked(Run(questions, databases, train=_SAMPLE_TRAINING, generator="grammar", extra_columns=True))


def _spider() -> int:
    questions, databases = data_file("spider_dev8", "questions.jsonl"), data_file("spider_dev8", "databases")
    return _asked(Run(questions, databases, generator="grammar"))


def _asked(run: Run) -> int:
    run_questions(run, engine_settings(current_settings()))
    return 0


_QUESTION_SETS = {"sample": _sample, "spider": _spider}

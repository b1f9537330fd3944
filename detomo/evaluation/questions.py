"""Running a file of gold questions from the command line: lines written as they come, then the figures."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

import click

from detomo.engine.assemble import EngineSettings, Generator
from detomo.engine.confidence.logistic import COEFFICIENTS
from detomo.engine.evaluate.accuracy import GoldQuestion, Judged, lines, read_questions, record_of, report_of
from detomo.engine.evaluate.accuracy.databases import Engines, database_url
from detomo.engine.evaluate.accuracy.run import judge_all
from detomo.engine.evaluate.calibrate import as_json, calibrate, observed
from detomo.engine.evaluate.calibrate import lines as lines_of_calibration
from detomo.engine.types import Source
from detomo.training.service import items_in

_PROGRESS_SECONDS = 5.0
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Run:
    """`databases` is a folder, see `database_url`; `limit` 0 means every question, an empty `language` both."""

    questions: Path
    databases: Path
    train: Path | None = None
    out: Path | None = None
    generator: Generator = "auto"
    extra_columns: bool = False
    limit: int = 0
    language: str = ""


def run_questions(run: Run, settings: EngineSettings) -> list[Judged]:
    """Ask every question; print the figures on standard output and progress on standard error."""
    taught = items_in(run.train) if run.train else []
    settings = replace(settings, generator=run.generator)
    judged: list[Judged] = []
    with _writer(run.out) as out, Engines(settings, partial(database_url, run.databases), taught) as engines:
        asked = list(_chosen(run))
        for one in _with_progress(judge_all(asked, engines, extra_columns=run.extra_columns), len(asked)):
            judged.append(one)
            if out:
                out.write(json.dumps(record_of(one), ensure_ascii=False) + "\n")
                out.flush()
    for line in lines(report_of(judged)):
        click.echo(line)
    return judged


def fit_confidence(run: Run, settings: EngineSettings, *, write: bool) -> None:
    """Fit the parser's confidence on every answer it has, sure or not. Raises `ClickException` when there are few."""
    settings = replace(settings, generator=run.generator, confidence_threshold=0.0)
    with Engines(settings, partial(database_url, run.databases)) as engines:
        asked = list(_chosen(run))
        answers = observed([*_with_progress(judge_all(asked, engines, extra_columns=run.extra_columns), len(asked))])
    if len({one.db_id for one in answers}) < _FEWEST or len({one.right for one in answers}) < _FEWEST:
        raise click.ClickException("Right and wrong answers on two databases at least are needed.")
    found = calibrate(answers)
    for line in lines_of_calibration(found):
        click.echo(line)
    if write:
        fitted = {Source.GRAMMAR: as_json(found, answers, run.questions.parent.name)}
        COEFFICIENTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _chosen(run: Run) -> Iterator[GoldQuestion]:
    every = (one for one in read_questions(run.questions) if not run.language or one.language == run.language)
    return islice(every, run.limit or None)


@contextmanager
def _writer(path: Path | None) -> Iterator[IO[str] | None]:
    if path is None:
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        yield out


def _with_progress(judged: Iterable[Judged], count: int) -> Iterator[Judged]:
    said, right = time.monotonic(), 0
    for number, one in enumerate(judged, start=1):
        yield one
        right += one.match
        if time.monotonic() - said >= _PROGRESS_SECONDS or number == count:
            click.echo(f"{number} of {count}, {right} right", err=True)
            said = time.monotonic()

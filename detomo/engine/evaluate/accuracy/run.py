"""A file of gold questions over many databases, one judged question after the other."""

from collections.abc import Iterable, Iterator

from detomo.engine.errors import Unavailable
from detomo.engine.evaluate.accuracy.ask import Attempt, failure
from detomo.engine.evaluate.accuracy.databases import Engines, NoDatabase
from detomo.engine.evaluate.accuracy.examine import Examiner, Judged
from detomo.engine.evaluate.accuracy.questions import GoldQuestion
from detomo.engine.evaluate.accuracy.reasons import Reason
from detomo.engine.types import Viewer

_OPERATOR = Viewer(role="admin")


def judge_all(questions: Iterable[GoldQuestion], engines: Engines, *, extra_columns: bool = False) -> Iterator[Judged]:
    """Judge every question, in order; one whose database is missing or away is judged too."""
    for asked in questions:
        if asked.problem:
            yield Judged(asked, Attempt(detail=asked.problem), Reason.UNREADABLE)
            continue
        try:
            pipeline = engines.of(asked.db_id).pipeline
        except NoDatabase:
            yield Judged(asked, Attempt(), Reason.NO_DATABASE)
        except Unavailable as error:
            yield Judged(asked, failure(error), Reason.UNAVAILABLE)
        else:
            yield Examiner(pipeline, _OPERATOR, extra_columns=extra_columns).judge(asked)

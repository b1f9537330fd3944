"""Execution accuracy: questions asked of the whole engine, their rows compared with those of gold SQL."""

from detomo.engine.evaluate.accuracy.ask import Attempt
from detomo.engine.evaluate.accuracy.examine import Examiner, Judged, record_of
from detomo.engine.evaluate.accuracy.questions import GoldQuestion, read_questions
from detomo.engine.evaluate.accuracy.reasons import Reason
from detomo.engine.evaluate.accuracy.report import Report, as_json, lines, report_of

__all__ = [
    "Attempt",
    "Examiner",
    "GoldQuestion",
    "Judged",
    "Reason",
    "Report",
    "as_json",
    "lines",
    "read_questions",
    "record_of",
    "report_of",
]

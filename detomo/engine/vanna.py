"""Vanna's interface over the engine, for scripts written against Vanna. The only module that imports vanna.

What Vanna does unsafely is not inherited: charts are never code, validity is the guard's word, nothing is learnt from
guesses, SQL runs through the one runner.
"""

from typing import Any, Protocol

import pandas as pd
import plotly.graph_objects as go
from vanna.legacy.base.base import VannaBase

from detomo.engine.assemble import Engine
from detomo.engine.catalog.ddl import as_ddl
from detomo.engine.errors import Refused
from detomo.engine.knowledge.embedding import hashed_ngrams
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.language import language_of
from detomo.engine.ports import Content, Message, Prompt, Section, plain_prompt
from detomo.engine.propose.replies import sql_from
from detomo.engine.types import Question, Result, ResultColumn, Viewer

_LIMIT = 10


class Trainer(Protocol):
    """Where taught items are kept; an application gives its own."""

    def teach(self, item: KnowledgeItem) -> str: ...

    def forget(self, item_id: str) -> bool: ...


class DetomoVanna(VannaBase):
    """`train`, `generate_sql`, `run_sql`, `get_training_data` … as Vanna documents them; errors are the engine's."""

    def __init__(self, engine: Engine, trainer: Trainer, viewer: Viewer | None = None) -> None:
        super().__init__(config={})  # type: ignore[no-untyped-call]
        self._engine = engine
        self._trainer = trainer
        self._viewer = viewer or Viewer()
        self.dialect = engine.runner.dialect
        self.run_sql_is_set = True

    def log(self, message: str, title: str = "Info") -> None:
        """Vanna prints prompts here; nothing is printed."""

    def generate_sql(self, question: str, allow_llm_to_see_data: bool = False, **kwargs: Any) -> str:
        """SQL that passed the guard and a dry run: taught, else written by Claude. Rows never reach the model."""
        return self._engine.pipeline.write(_question(question), self._viewer).query.shown

    def run_sql(self, sql: str, **kwargs: Any) -> pd.DataFrame:
        pipeline = self._engine.pipeline
        return _frame(pipeline.run(pipeline.check(sql, self._viewer)))

    def is_sql_valid(self, sql: str) -> bool:
        try:
            self._engine.pipeline.check(sql, self._viewer)
        except Refused:
            return False
        return True

    def extract_sql(self, llm_response: str) -> str:
        return sql_from(llm_response, "en")

    def ask(  # type: ignore[override]
        self, question: str | None = None, **kwargs: Any
    ) -> tuple[str, pd.DataFrame, go.Figure | None]:
        """SQL, rows and figure; unlike Vanna's, it prints nothing and trains on nothing."""
        answer = self._engine.pipeline.answer(_question(question or ""), self._viewer)
        frame = _frame(answer.result)
        return answer.checked.query.shown, frame, go.Figure(answer.figure) if answer.figure else None

    def generate_plotly_code(self, *args: Any, **kwargs: Any) -> str:
        """Charts are data, so there is no code."""
        return ""

    def get_plotly_figure(self, plotly_code: str, df: pd.DataFrame, dark_mode: bool = True) -> go.Figure:
        """A chart chosen from the rows; `plotly_code` is never executed (CVE-2024-5565)."""
        figure, _ = self._engine.pipeline.present(_as_result(df), _question(""))
        return go.Figure(figure or {})

    def generate_questions(self, **kwargs: Any) -> list[str]:
        return self._engine.pipeline.starters("en", self._viewer, _LIMIT)

    def generate_followup_questions(
        self, question: str, sql: str, df: pd.DataFrame, n_questions: int = 5, **kwargs: Any
    ) -> list[str]:
        return self._engine.pipeline.follow_ups(_question(question), sql, self._viewer, n_questions)

    def generate_rewritten_question(self, last_question: str, new_question: str, **kwargs: Any) -> str:
        return self._engine.pipeline.rewrite(last_question, new_question)

    def generate_embedding(self, data: str, **kwargs: Any) -> list[float]:
        return hashed_ngrams([data])[0]

    def get_similar_question_sql(self, question: str, **kwargs: Any) -> list[dict[str, str]]:
        return [{"question": item.question, "sql": item.content} for item in self._nearest(question, ItemKind.SQL)]

    def get_related_ddl(self, question: str, **kwargs: Any) -> list[str]:
        taught = [item.content for item in self._nearest(question, ItemKind.DDL)]
        catalog = self._engine.pipeline.catalog(self._viewer)
        return taught or [as_ddl([table], catalog.dialect) for table in catalog.tables[:_LIMIT]]

    def get_related_documentation(self, question: str, **kwargs: Any) -> list[str]:
        return [item.content for item in self._nearest(question, ItemKind.DOCUMENTATION)]

    def add_question_sql(self, question: str, sql: str, **kwargs: Any) -> str:
        return self._trainer.teach(KnowledgeItem("", ItemKind.SQL, sql, question))

    def add_ddl(self, ddl: str, **kwargs: Any) -> str:
        return self._trainer.teach(KnowledgeItem("", ItemKind.DDL, ddl))

    def add_documentation(self, documentation: str, **kwargs: Any) -> str:
        return self._trainer.teach(KnowledgeItem("", ItemKind.DOCUMENTATION, documentation))

    def get_training_data(self, **kwargs: Any) -> pd.DataFrame:
        items = [item for kind in ItemKind for item in self._engine.knowledge.of_kind(kind)]
        rows = [(item.id, item.kind.value, item.question or None, item.content) for item in items]
        return pd.DataFrame(rows, columns=["id", "training_data_type", "question", "content"])

    def remove_training_data(self, id: str, **kwargs: Any) -> bool:  # noqa: A002 — Vanna's name
        return self._trainer.forget(id)

    def system_message(self, message: str) -> dict[str, str]:
        return {"role": "system", "content": message}

    def user_message(self, message: str) -> dict[str, str]:
        return {"role": "user", "content": message}

    def assistant_message(self, message: str) -> dict[str, str]:
        return {"role": "assistant", "content": message}

    def submit_prompt(self, prompt: list[dict[str, str]] | str, **kwargs: Any) -> str:
        return self._engine.model.complete(_as_prompt(prompt)).text

    def _nearest(self, question: str, kind: ItemKind) -> list[KnowledgeItem]:
        return [match.item for match in self._engine.knowledge.search(question, kind, _LIMIT)]


def _question(text: str) -> Question:
    return Question(text, language_of(text))


def _frame(result: Result) -> pd.DataFrame:
    return pd.DataFrame(list(result.rows), columns=[column.name for column in result.columns])


def _as_prompt(prompt: list[dict[str, str]] | str) -> Prompt:
    if isinstance(prompt, str):
        return plain_prompt(prompt)
    parts = [(part["role"], (Section(Content.QUESTION, part["content"]),)) for part in prompt]
    system = tuple(section for role, sections in parts if role == "system" for section in sections)
    spoken = (Message("assistant" if role == "assistant" else "user", said) for role, said in parts if role != "system")
    return Prompt(system, tuple(spoken))


def _as_result(df: pd.DataFrame) -> Result:
    columns = tuple(ResultColumn(str(name)) for name in df.columns)
    return Result(columns, tuple(df.itertuples(index=False, name=None)))

"""Teaching through Vanna's interface, into the default project."""

from detomo.engine.knowledge.items import KnowledgeItem
from detomo.engine.pipeline import Pipeline
from detomo.engine.types import Viewer
from detomo.projects.service import default_project_id
from detomo.training import service
from detomo.training.items import NewItem


class ProjectTrainer:
    """The `Trainer` of `detomo.engine.vanna`; pairs are checked like any others. Needs an app context."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def teach(self, item: KnowledgeItem) -> str:
        new = NewItem.of(item)
        service.check_pair(self._pipeline, new, Viewer())
        return service.teach(default_project_id(), [new])[0].id

    def forget(self, item_id: str) -> bool:
        return service.forget(default_project_id(), item_id)

"""What can be wrong with a question or its id. The English texts are the contract's."""

from detomo.exceptions import ServiceError


class QuestionMissing(ServiceError):
    code = "question_missing"


class IdNotFound(ServiceError):
    """Also for an id that belongs to somebody else: the two must not be told apart."""

    status = 404
    code = "id_not_found"


class NothingToClarify(ServiceError):
    """The question was never asked back about."""

    status = 409
    code = "nothing_to_clarify"


class OptionUnknown(ServiceError):
    code = "option_unknown"


class NoSql(ServiceError):
    code = "no_sql"


class NotRunYet(ServiceError):
    code = "not_run_yet"


class NoResults(ServiceError):
    code = "no_results"


class RowsRemoved(ServiceError):
    """The question was answered, and its rows are kept no longer."""

    status = 410
    code = "rows_removed"

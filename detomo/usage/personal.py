"""What this feature holds about a person. What was spent stays spent, without them."""

from detomo.personal import PersonalRows
from detomo.usage.models import ModelCall

PERSONAL = (
    PersonalRows(
        "model_calls",
        ModelCall,
        ModelCall.user_id,
        (ModelCall.created_at, ModelCall.model, ModelCall.input_tokens, ModelCall.output_tokens, ModelCall.sent),
        erase="forget",
    ),
)

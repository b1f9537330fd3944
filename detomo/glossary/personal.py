"""What this feature holds about a person. What somebody defined stays the team's when they go."""

from detomo.glossary.models import GlossaryTerm
from detomo.personal import PersonalRows

PERSONAL = (
    PersonalRows(
        "glossary", GlossaryTerm, GlossaryTerm.created_by_id, (GlossaryTerm.id, GlossaryTerm.terms), erase="forget"
    ),
)

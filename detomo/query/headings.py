"""Headings that Vanna's page shows above lists of questions."""

from detomo.engine.types import Text

HEADINGS = {
    "starters": Text("Here are some questions you can ask:", "次のような質問ができます："),
    "follow_ups": Text("Here are some follow-up questions you can ask:", "続けて次のような質問ができます："),
}

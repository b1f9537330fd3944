"""The polite frame of a question: "could you show me …", 「…を教えてください」. What is left is what is asked for.

A verb counts as a request only where nothing else can be meant: "list the prices", but not "list price".
"""

import re

_ASKED_OF = r"(?:please|kindly|(?:can|could|would|will) you)"
_WISH = r"(?:i|we) (?:want|need|would like) to (?:see|know|get)"
_GIVE = r"(?:show|give|tell|list|find|get|display) me"
_GIVE_THE = r"(?:show|give|list|find|get|display|return)(?= (?:the|all|every|each|our)\b)"
_WHAT_IS = r"(?:what is|what are|what's)(?= \S)"
_ENGLISH_HEAD = re.compile(rf"(?:{_ASKED_OF},? )*(?:(?:{_WISH}|{_GIVE}|{_GIVE_THE}) )?(?:{_WHAT_IS} )?", re.IGNORECASE)
_ENGLISH_TAIL = re.compile(r"(?:, please)?[\s.?!]*$", re.IGNORECASE)

_KINDLY = (
    r"(?:(?:下さい|ください)(?:ませんか|ますか)?|(?:もらえ|いただけ|頂け|くれ)(?:ますか|ませんか|る)?|欲しい|ほしい"
    r"|お願いし?ます|お願いいたします)?(?:です)?(?:か|ね|よ)?"
)
_JAPANESE_TAILS = [
    re.compile(pattern + r"$")
    for pattern in (
        r"[\s。.?!]+",
        rf"(?:を|は|が)?(?:教えて|見せて|示して|(?:を|は)表示して|(?:を|は)出して|お?知らせて){_KINDLY}",
        r"を(?:お教え|お見せ|ご?提示|表示)(?:下さい|ください)",
        r"[をが](?:知り|見)たい(?:です|のですが)?",
        r"を?お願い(?:し|いたし)ます",
        r"(?:は)?(?:でしょうか|ですか)",
        r"です",
        r"(?<=ます|した)か",
    )
]
# 「何人いますか」「何件ありますか」: after a question word, being there says nothing more.
_HOW_MUCH = r"何[^\s何がをは、]{0,3}|いくつ|幾つ|いくら|どのくらい|どれくらい|どれだけ|どれほど"
_THERE_IS = re.compile(rf"({_HOW_MUCH})(?:(?:い|居|あり|有り)ます|(?:い|居|あ|有)る)か?$")


def without_request(text: str) -> str:
    """`text` (tidied) without the words that only ask; the text itself where nothing else would be left."""
    without = _ENGLISH_TAIL.sub("", text)
    without = without[_ENGLISH_HEAD.match(without).end() :]  # type: ignore[union-attr] # it matches nothing, too
    return _without_japanese_tail(without) or text


def _without_japanese_tail(text: str) -> str:
    while (shorter := _once(text)) != text:
        text = shorter
    return text


def _once(text: str) -> str:
    text = _THERE_IS.sub(r"\1", text)
    for pattern in _JAPANESE_TAILS:
        text = pattern.sub("", text)
    return text

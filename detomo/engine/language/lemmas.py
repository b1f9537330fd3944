"""Dictionary forms of English words by rule: plurals, verb endings, degrees of comparison, and the irregular ones."""

from functools import lru_cache

_IRREGULAR = {
    form: lemma
    for lemma, forms in {
        "be": "am is are was were been being",
        "have": "has had having",
        "bus": "buses",
        "gas": "gases",
        "do": "does did done doing",
        "go": "goes went gone",
        "man": "men",
        "woman": "women",
        "child": "children",
        "person": "people persons",
        "foot": "feet",
        "tooth": "teeth",
        "mouse": "mice",
        "goose": "geese",
        "life": "lives",
        "wife": "wives",
        "leaf": "leaves",
        "half": "halves",
        "shelf": "shelves",
        "index": "indices indexes",
        "criterion": "criteria",
        "medium": "media",
        "datum": "data",
        "analysis": "analyses",
        "good": "better best",
        "bad": "worse worst",
        "many": "more most",
        "little": "less least",
        "few": "fewer fewest",
        "far": "farther farthest further furthest",
        "old": "older oldest elder eldest",
        "buy": "bought",
        "sell": "sold",
        "spend": "spent",
        "pay": "paid",
        "make": "made making",
        "give": "gave given",
        "take": "took taken",
        "get": "got gotten",
        "win": "won",
        "lose": "lost",
        "hold": "held",
        "speak": "spoke spoken",
        "write": "wrote written",
        "sing": "sang sung",
        "begin": "began begun beginning",
        "build": "built",
        "bear": "bore born",
        "come": "came",
        "become": "became",
        "leave": "left",
        "lead": "led",
        "teach": "taught",
        "think": "thought",
        "bring": "brought",
        "catch": "caught",
        "fly": "flew flown flies",
        "drive": "drove driven",
        "ride": "rode ridden",
        "choose": "chose chosen",
        "break": "broke broken",
        "see": "saw seen",
        "know": "knew known",
        "show": "shown",
        "grow": "grew grown",
        "draw": "drew drawn",
        "wear": "wore worn",
        "eat": "ate eaten",
        "say": "said",
        "tell": "told",
        "find": "found",
        "meet": "met",
        "send": "sent",
        "lend": "lent",
        "keep": "kept",
        "run": "ran running",
        "sit": "sat",
        "stand": "stood",
        "fall": "fell fallen",
        "feed": "fed",
        "ship": "shipped shipping",
        "lie": "lying",
        "die": "died dying dies",
    }.items()
    for form in forms.split()
}
_NO_PLURALS = frozenset(
    "news goods means customs series species always lens gas bus this his its thus yes us less plus versus "
    "status address business access process class boss pass".split()
)
_NO_ENDINGS = frozenset(
    "during nothing something anything everything string king ring spring thing wing morning evening building rating "
    "setting meeting speed need seed feed bed red hundred wedding ceiling king shed sled indeed exceed proceed "
    "rest test best guest request interest west east forest quest harvest contest nest honest latest past list last "
    "first most cost least host post lost number order member manager customer winner user player owner singer "
    "teacher driver water paper center quarter semester after over under never ever other another either neither "
    "whether together however rather per her layer power tower offer letter matter color sister brother "
    "mother father".split()
)
_VOWELS = frozenset("aeiou")


@lru_cache(maxsize=8192)
def lemma(word: str) -> str:
    """The dictionary form of a lower-case English word: `cities` → `city`, `oldest` → `old`, `living` → `live`.

    Unknown words go by their endings, so that the result of a wrong guess is still the same for all forms of a word.
    """
    word = word.removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _NO_ENDINGS or word in _NO_PLURALS or len(word) <= 3 or not word.isascii():
        return word
    if word.endswith("s"):
        return _singular(word)
    return _plain(word)


def _singular(word: str) -> str:
    """Plurals and third persons."""
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + ("ie" if len(word) <= 5 else "y")
    if word.endswith(("sses", "ches", "shes", "xes", "zzes")):
        return word[:-2]
    return word[:-2] if word.endswith("oes") and len(word) > 5 else word[:-1]


def _plain(word: str) -> str:
    """Past forms, participles and degrees of comparison."""
    if word.endswith("ied") or word.endswith("iest"):
        return word[: -3 if word.endswith("ied") else -4] + "y"
    for ending in ("ing", "ed", "est"):
        stem = word.removesuffix(ending)
        if stem != word and _has_vowel(stem) and len(stem) >= 2:
            return _restored(stem)
    return word


def degree(word: str) -> tuple[str, str] | None:
    """The adjective in a comparative (`er`) or superlative (`est`): `older` → (`old`, `er`). Rules alone: whether the
    adjective exists is for the caller to know."""
    for ending in ("est", "er"):
        stem = word.removesuffix(ending)
        if stem != word and _has_vowel(stem) and len(stem) >= 2:
            return (stem[:-1] + "y" if stem.endswith("i") else _restored(stem)), ending
    return None


def _has_vowel(stem: str) -> bool:
    return any(letter in _VOWELS or letter == "y" for letter in stem)


def _restored(stem: str) -> str:
    """Undo doubling (`bigg` → `big`) and put the silent e back (`liv` → `live`)."""
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lszaeiou":
        return stem[:-1]
    if len(stem) > 2 and stem[-1] == stem[-2]:
        return stem
    if stem.endswith("ng") and not stem.endswith(("ang", "leng", "ring")):
        return stem
    if stem.endswith(("eat", "oat")) and not stem.endswith("creat"):
        return stem
    if stem.endswith(("at", "iz", "bl", "v", "c", "g", "u", "dg", "rs", "ns", "as", "us", "os")):
        return stem + "e"
    is_short = len(stem) >= 2 and stem[-1] not in _VOWELS | set("wxy") and stem[-2] in _VOWELS
    return stem + "e" if is_short and _needs_e(stem) else stem


def _needs_e(stem: str) -> bool:
    """One vowel before the last consonant, and no other syllable: `nam` → `name`, but `visit`, `own`."""
    vowels = sum(letter in _VOWELS for letter in stem)
    return vowels == 1 and len(stem) >= 3 and stem[-1] in "mnkptdrsl" and stem[-3] not in _VOWELS and len(stem) <= 4

"""The end of a sentence: what of it is asked for, what it is asked of."""

from collections.abc import Callable, Sequence

from detomo.engine.language.quantity import TopN
from detomo.engine.propose.grammar.japanese import adjectives
from detomo.engine.propose.grammar.japanese.chunks import (
    LISTED,
    Chunk,
    is_column,
    is_table,
    measurements,
    related,
    valued,
)
from detomo.engine.propose.grammar.phrases import Extreme, Modifier, Of, Phrase, Request, Sorting


def finish(
    request: Request, stack: Sequence[Chunk], sentences: list[list[Phrase]], is_amount: Callable[[Phrase], bool]
) -> None:
    """Move what is left on the stack into the request. `sentences` collects the targets of each sentence."""
    chunks = [_settled(chunk) for chunk in stack]
    targets = _targets(chunks)
    for chunk in chunks:
        if chunk not in targets:
            _rest(request, chunk)
    phrases = [chunk.phrase for chunk in targets if chunk.phrase is not None]
    for chunk in targets:
        _once_each(chunk)
    _share_owner(phrases)
    _of_group(phrases, request.groups)
    for phrase in phrases:
        _lift_extremes(phrase)
        _measure(request, phrase, is_amount)
    if phrases:
        sentences.append(phrases)
        request.targets = _together(sentences)


def _once_each(chunk: Chunk) -> None:
    """「どの地域ですか」 of an attribute asks which there are."""
    if chunk.asked and chunk.phrase is not None and chunk.is_column:
        owned = any(isinstance(one, Of) and is_table(one.phrase) for one in chunk.phrase.modifiers)
        chunk.phrase.distinct = chunk.phrase.distinct or not owned


def _settled(chunk: Chunk) -> Chunk:
    """An extreme of a noun that nothing follows is its highest or lowest value."""
    if chunk.phrase is not None and chunk.extreme and not is_table(chunk.phrase):
        chunk.phrase.functions = ("max" if chunk.extreme == "+" else "min",)
        chunk.extreme = ""
    return chunk


def _targets(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The last noun, or the one that a question word asks for, with all that is listed with it."""
    nouns = [place for place, chunk in enumerate(chunks) if chunk.phrase is not None]
    if not nouns:
        return _rows_of_value(chunks)
    asked = [place for place in nouns if chunks[place].asked]
    last = (asked or nouns)[-1]
    found = [chunks[last]]
    place = last - 1
    while place >= 0 and (chunks[place].particle in LISTED or chunks[place].asked or _is_with(chunks, last, place)):
        if chunks[place].phrase is not None:
            found.insert(0, chunks[place])
        place -= 1
    return found


def _rows_of_value(chunks: Sequence[Chunk]) -> list[Chunk]:
    """「エンジニアは誰ですか」: the rows that hold a value, where nothing else is asked for."""
    last = next((chunk for chunk in reversed(chunks) if chunk.values), None)
    if last is None:
        return []
    said = [one for chunk in chunks if chunk is not last and chunk.particle in {"", "の"} for one in chunk.conditions]
    last.phrase = Phrase(modifiers=[*said, valued(last)])
    last.values = []
    for chunk in chunks:
        chunk.conditions = [one for one in chunk.conditions if one not in said]
    return [last]


def _is_with(chunks: Sequence[Chunk], last: int, place: int) -> bool:
    """「Aの数を、Bとともに」: the object before a companion."""
    return chunks[last].particle == "と" and chunks[place].particle == "を"


def _rest(request: Request, chunk: Chunk) -> None:
    if chunk.conditions:
        request.modifiers += chunk.conditions
    elif chunk.values:
        request.modifiers.append(valued(chunk))
    elif chunk.quantities and isinstance(chunk.quantities[0], TopN):
        _limit(request, chunk.quantities[0])
    elif chunk.quantities:
        request.modifiers += measurements(chunk, None)
    elif chunk.phrase is not None and chunk.phrase.each:
        request.groups.append(chunk.phrase)
    elif chunk.phrase is not None and chunk.extreme:
        request.modifiers.append(Extreme(chunk.extreme == "+", chunk.phrase))
    elif chunk.phrase is not None:
        request.modifiers.append(related(chunk))


def _limit(request: Request, top: TopN) -> None:
    request.limit = top.count
    if not request.sorting and top.superlative:
        request.sorting.append(Sorting(adjectives.attribute("+") or None, top.superlative == "most"))


def _share_owner(phrases: Sequence[Phrase]) -> None:
    """スタジアムの名前と収容人数: both are of the stadium; what describes the first describes the others."""
    first = phrases[0] if phrases else None
    if first is None or is_table(first):
        return
    for phrase in phrases[1:]:
        if not is_table(phrase) and not any(isinstance(one, Of) for one in phrase.modifiers):
            phrase.modifiers = [*first.modifiers, *phrase.modifiers]


def _measure(request: Request, phrase: Phrase, is_amount: Callable[[Phrase], bool]) -> None:
    """月別の売上の累計: totals, shares and changes are of sums or numbers, which need no saying."""
    is_grouped = bool(request.grains) or any(not group.each for group in request.groups)
    if (request.running or request.previous or request.share) and not phrase.functions:
        phrase.functions = ("count",) if is_table(phrase) else ("sum",)
    elif is_grouped and not phrase.functions and is_column(phrase) and is_amount(phrase):
        phrase.functions = ("sum",)  # 国別の売上


def _lift_extremes(phrase: Phrase) -> None:
    """The names of the best rows are the best names: order and limit are the query's own, and show."""
    if phrase.functions or is_table(phrase):
        return
    for one in phrase.modifiers:
        if isinstance(one, Of) and is_table(one.phrase) and not one.negated and one.count is None:
            extremes = [inner for inner in one.phrase.modifiers if isinstance(inner, Extreme)]
            one.phrase.modifiers = [inner for inner in one.phrase.modifiers if not isinstance(inner, Extreme)]
            phrase.modifiers += extremes


def _of_group(phrases: Sequence[Phrase], groups: Sequence[Phrase]) -> None:
    """大陸ごとに、名前と国の数: attributes of which nothing else is said are those of the group."""
    if len(groups) != 1:
        return
    for phrase in phrases:
        if is_column(phrase) and not phrase.modifiers:
            phrase.modifiers.append(Of(groups[0]))


def _together(sentences: list[list[Phrase]]) -> list[Phrase]:
    """「…専門家は誰ですか。名前と住所を」: later sentences ask for attributes of what the first one found."""
    first, *others = sentences
    later = [phrase for phrases in others for phrase in phrases]
    if not later:
        return first
    if first[0].functions and any(_is_bare(phrase) for phrase in later):
        return [first[0] if _is_bare(phrase) else phrase for phrase in later]
    if len(first) == 1 and is_table(first[0]) and (again := _owned_again(first[0], later)):
        for phrase in again:
            phrase.modifiers.append(Of(first[0]))
        return later
    if len(first) == 1 and not first[0].functions and not any(_has_owner(phrase) for phrase in later):
        owner = first[0]
        described: list[Modifier] = [Of(owner)] if is_table(owner) else list(owner.modifiers)
        for phrase in later:
            phrase.modifiers += described
        return later if is_table(owner) else [owner, *later]
    return [*first, *later]


def _is_bare(phrase: Phrase) -> bool:
    """「…は何社ありますか。名前と数を」: the number just asked for."""
    return phrase.head is None and phrase.functions == ("count",)


def _owned_again(owner: Phrase, phrases: Sequence[Phrase]) -> list[Phrase]:
    """「…チャンネルは? チャンネルの名前を」."""
    table = owner.head.links[0].table if owner.head else ""
    return [
        phrase
        for phrase in phrases
        for one in phrase.modifiers
        if isinstance(one, Of) and one.phrase.head is not None and one.phrase.head.links[0].table == table
    ]


def _has_owner(phrase: Phrase) -> bool:
    return any(isinstance(one, Of) for one in phrase.modifiers)

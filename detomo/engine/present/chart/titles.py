"""Give a chart specification its title in the reader's language."""

from dataclasses import replace

from detomo.engine.present.chart.spec import ChartSpec
from detomo.engine.present.labels import label
from detomo.engine.types import Language, Text

_BY = Text("{y} by {x}", "{x}別の{y}")
_SPLIT = Text("{y} by {x} and {series}", "{x}・{series}別の{y}")
_OVER_TIME = Text("{y} by {x}", "{y}の推移")
_SPLIT_OVER_TIME = Text("{y} by {x} and {series}", "{series}別の{y}の推移")
_SHARE = Text("Share of {y} by {x}", "{x}別の{y}の割合")
_AGAINST = Text("{y} against {x}", "{x}と{y}の関係")
_DISTRIBUTION = Text("Distribution of {x}", "{x}の分布")
_AND = Text(" and ", "と")


def with_title(spec: ChartSpec, language: Language) -> ChartSpec:
    """The same specification, titled after its columns."""
    x = _joined(spec.x, language)
    y = _joined(spec.y, language)
    series = label(spec.series, language) if spec.series else ""
    text = _pattern(spec).within(x=x, y=y, series=series).to(language)
    return replace(spec, title=text[:1].upper() + text[1:])


def _pattern(spec: ChartSpec) -> Text:
    if spec.kind in _OF_KIND:
        return _OF_KIND[spec.kind]
    if spec.kind in ("line", "area"):
        return _SPLIT_OVER_TIME if spec.series else _OVER_TIME
    return _SPLIT if spec.series else _BY


_OF_KIND = {"pie": _SHARE, "scatter": _AGAINST, "histogram": _DISTRIBUTION}


def _joined(names: tuple[str, ...], language: Language) -> str:
    labels = [label(name, language) for name in names]
    head, tail = labels[:-1], labels[-1:]
    return _AND.to(language).join([", ".join(head), *tail] if head else tail)

"""Colours and fonts of a figure.

The palette is Okabe and Ito's for colour-blind readers (https://jfly.uni-koeln.de/color/), its darker colours first:
those reach the contrast of 3:1 on white that WCAG 2.2 (1.4.11) asks of graphics. Filled shapes get an outline in the
ink colour, so that the paler ones keep their edges.
"""

from dataclasses import dataclass

FONT_FAMILY = (
    'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Hiragino Sans", "Yu Gothic UI", "Yu Gothic", Meiryo, '
    '"Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", sans-serif'
)
_BLUE, _VERMILLION, _GREEN, _PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
_ORANGE, _SKY, _YELLOW, _BLACK, _GREY = "#E69F00", "#56B4E9", "#F0E442", "#000000", "#999999"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `#rrggbb`. `ink` is for text and outlines, `rest` for what a chart sums up as other."""

    palette: tuple[str, ...]
    ink: str
    grid: str
    paper: str
    rest: str = _GREY
    font_family: str = FONT_FAMILY


LIGHT = Theme(
    palette=(_BLUE, _VERMILLION, _GREEN, _PURPLE, _BLACK, _ORANGE, _SKY, _YELLOW),
    ink="#1F2933",
    grid="#D9DEE4",
    paper="#FFFFFF",
)
DARK = Theme(
    palette=(_SKY, _ORANGE, _GREEN, _PURPLE, _YELLOW, _VERMILLION, "#FFFFFF", _BLUE),
    ink="#E6EAEE",
    grid="#3A4450",
    paper="#161B22",
)

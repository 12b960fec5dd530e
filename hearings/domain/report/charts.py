"""Charts of a report as SVG: bars of what works, what does not and ideas. Each stands beside its table."""

import hashlib
import json

import altair as alt
import vl_convert
from django.core.cache import cache

from hearings.domain.report.tree import Figure

KEEP_SECONDS = 60 * 60 * 24
LABEL = "replace(format(datum.value, ','), regexp(',', 'g'), '\u202f')"
"""Thousands apart by a narrow space, as in the tables."""
SHADES = (1.0, 0.55, 0.25)
"""How dark the bars of the first, second and third column are: told apart without colour, named beside the bars."""
PADDING = {"left": 24, "top": 5, "right": 12, "bottom": 5}
"""Room for names that the reader's own letters make wider than reckoned."""
DRAWN = ("by-service", "by-town", "by-channel", "by-theme")
"""Figures with a chart; the others are tables alone."""


def is_drawn(figure: Figure) -> bool:
    """Whether the figure has a chart."""
    return figure.key in DRAWN and len(figure.rows) > 1


def bars(
    figure: Figure, *, ink: str = "currentColor", font: str = "system-ui, sans-serif", width: int = 360
) -> str:
    """Stacked bars of the figure without its sums; what is left out is no bar. SVG without style and script."""
    kinds = figure.columns[:-1]
    values = [
        {"label": row.label, "kind": kind, "place": place, "value": cell}
        for row in figure.rows[:-1]
        for place, (kind, cell) in enumerate(zip(kinds, row.cells, strict=False))
        if cell is not None
    ]
    # A hash of what is drawn names the chart, so that it is drawn once.
    drawn = json.dumps([values, kinds, ink, font, width], ensure_ascii=False)
    key = "hearing-chart:" + hashlib.sha256(drawn.encode()).hexdigest()
    svg: str | None = cache.get(key)
    if svg is None:
        svg = vl_convert.vegalite_to_svg(_chart(figure, values, ink, font, width).to_dict())
        cache.set(key, svg, KEEP_SECONDS)
    return svg


def _chart(figure: Figure, values: list[dict[str, object]], ink: str, font: str, width: int) -> alt.Chart:
    kinds = list(figure.columns[:-1])
    chart: alt.Chart = (
        alt.Chart(alt.Data(values=values))
        .mark_bar(color=ink, stroke=ink, strokeWidth=0.5)
        .encode(
            x=alt.X("value:Q", title=None, stack="zero", axis=alt.Axis(tickCount=4, labelExpr=LABEL)),
            y=alt.Y("label:N", sort=[row.label for row in figure.rows[:-1]], title=None),
            order=alt.Order("place:Q"),
            opacity=alt.Opacity(
                "kind:N",
                sort=kinds,
                scale=alt.Scale(domain=kinds, range=list(SHADES[: len(kinds)])),
                legend=alt.Legend(
                    title=None, orient="top", columns=3, symbolType="square", symbolSize=180, symbolFillColor=ink,
                    symbolStrokeColor=ink,
                ),
            ),
        )
        .properties(width=width, height=alt.Step(30), padding=PADDING)
        .configure(background="transparent", font=font)
        .configure_axis(
            labelColor=ink, titleColor=ink, gridColor=ink, gridOpacity=0.15, domainColor=ink, tickColor=ink,
            labelFontSize=13, labelLimit=200,
        )
        .configure_legend(labelColor=ink, labelFontSize=13, labelLimit=200)
        .configure_view(stroke=None)
    )  # fmt: skip
    return chart

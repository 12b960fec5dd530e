"""Charts of a report as SVG: bars of one column. Each stands beside its table."""

import hashlib
import json

import altair as alt
import vl_convert
from django.core.cache import cache

from voting.domain.report.tree import Report, Table

INK, FONT = "currentColor", "system-ui, sans-serif"
"""Of the page, which a chart takes after; `printed` puts others in their place."""
LABEL = "replace(format(datum.value, ','), regexp(',', 'g'), '\u202f')"
"""Thousands apart by a narrow space, as in the tables."""
KEEP_SECONDS = 60 * 60 * 24
MOST_BARS = 40


def is_drawn(table: Table) -> bool:
    """Whether the table has a chart."""
    return table.chart is not None and 1 < len(table.rows) <= MOST_BARS


def charts_of(report: Report) -> dict[str, str]:
    """SVG of every table that has a chart, by the key of the table."""
    return {table.key: bars(table) for table in report.every_table() if is_drawn(table)}


def printed(svg: str, *, ink: str, font: str) -> str:
    """The same chart in another ink and font."""
    return svg.replace(INK, ink).replace(FONT, font)


def bars(table: Table) -> str:
    """Bars of the chart's column in its order; what is left out is an empty place. SVG without style or script."""
    place = table.chart or 0
    values = [
        {"label": row.label, "value": None if (cell := row.cells[place]) is None else float(cell)}
        for row in table.rows
    ]
    # A hash of what is drawn names the chart, so that it is drawn once.
    drawn = json.dumps([values, table.columns[place]], ensure_ascii=False)
    key = "report-chart:" + hashlib.sha256(drawn.encode()).hexdigest()
    svg: str | None = cache.get(key)
    if svg is None:
        chart = (
            alt.Chart(alt.Data(values=values))
            .mark_bar(color=INK, cornerRadiusEnd=2)
            .encode(
                x=alt.X("value:Q", title=table.columns[place], axis=alt.Axis(tickCount=4, labelExpr=LABEL)),
                y=alt.Y("label:N", sort=None, title=None),
            )
            .properties(width=360, height=alt.Step(30))
            .configure(background="transparent", font=FONT)
            .configure_axis(
                labelColor=INK, titleColor=INK, gridColor=INK, gridOpacity=0.15, domainColor=INK, tickColor=INK,
                labelFontSize=13, titleFontSize=13, titleFontWeight="normal", labelLimit=200,
            )
            .configure_view(stroke=None)
        )  # fmt: skip
        svg = vl_convert.vegalite_to_svg(chart.to_dict())
        cache.set(key, svg, KEEP_SECONDS)
    return svg

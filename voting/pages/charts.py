"""Charts as SVG in the page's own colours, drawn on the server; each stands beside the table it is made of."""

import hashlib
import json
from collections.abc import Sequence

import altair as alt
import vl_convert
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

INK = "currentColor"
LABEL = "replace(format(datum.value, ','), regexp(',', 'g'), '\u202f')"
"""Thousands apart by a narrow space, as in the tables."""
KEEP_SECONDS = 60 * 60 * 24


def bars(rows: Sequence[tuple[str, float | None]], *, unit: str) -> SafeString:
    """Horizontal bars in the order given; None is drawn as an empty place. The SVG holds no style and no script."""
    values = [{"label": label, "value": value} for label, value in rows]
    # A hash of what is drawn names the chart, so that it is drawn once.
    key = "chart:" + hashlib.sha256(json.dumps([values, unit]).encode()).hexdigest()
    svg: str | None = cache.get(key)
    if svg is None:
        chart = (
            alt.Chart(alt.Data(values=values))
            .mark_bar(color=INK, cornerRadiusEnd=2)
            .encode(
                x=alt.X("value:Q", title=unit, axis=alt.Axis(tickCount=4, labelExpr=LABEL)),
                y=alt.Y("label:N", sort=None, title=None),
            )
            .properties(width=360, height=alt.Step(30))
            .configure(background="transparent", font="system-ui, sans-serif")
            .configure_axis(
                labelColor=INK, titleColor=INK, gridColor=INK, gridOpacity=0.15, domainColor=INK, tickColor=INK,
                labelFontSize=14, titleFontSize=13, titleFontWeight="normal", labelLimit=220,
            )
            .configure_view(stroke=None)
        )  # fmt: skip
        svg = vl_convert.vegalite_to_svg(chart.to_dict())
        cache.set(key, svg, KEEP_SECONDS)
    return mark_safe(svg)

"""A bar chart, as SVG for light and for dark backgrounds."""

from html import escape

# In pixels: the widths of names, bars and figures; then heights.
NAMES, SCALE, FIGURES = 180, 480, 90
BAR, GAP, ROW_GAP, TOP, BOTTOM = 11, 2, 12, 62, 30
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .aside { font-size: 12px; fill: #59636e }
  .ground { fill: #ffffff } .line { stroke: #d1d9e0 } .spread { stroke: #1f2328 }
  .first { fill: #0b6bcb } .second { fill: #b5651d }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .aside { fill: #9198a1 }
    .ground { fill: #0d1117 } .line { stroke: #3d444d } .spread { stroke: #f0f6fc }
    .first { fill: #4c9be8 } .second { fill: #d98a3d }
  }
"""


def bars(title, unit, legend, rows):
    """`rows` are [(name, [Spread or None for each of the legend])]; the scale goes from 0 to 1, `unit` says of what."""
    step = BAR * len(legend) + GAP * (len(legend) - 1) + ROW_GAP
    width, height = NAMES + SCALE + FIGURES, TOP + step * len(rows) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title">',
        f'<title id="title">{escape(title)}</title><style>{STYLE}</style>',
        f'<rect class="ground" width="{width}" height="{height}"/>',
        f'<text x="12" y="22" font-weight="600">{escape(title)}</text>',
        *_legend(legend),
        *(_line(quarter / 4, height) for quarter in range(5)),
        f'<text class="aside" x="{NAMES + SCALE}" y="{height - 26}" text-anchor="end" dy="20">{escape(unit)}</text>',
    ]
    for number, (name, spreads) in enumerate(rows):
        y = TOP + step * number
        middle = y + (step - ROW_GAP) / 2 + 4
        parts.append(f'<text x="{NAMES - 10}" y="{middle:.1f}" text-anchor="end">{escape(name)}</text>')
        for each, spread in enumerate(spreads):
            if spread:
                parts.append(_bar(y + each * (BAR + GAP), ("first", "second")[each], spread))
    return "\n".join([*parts, "</svg>", ""])


def _legend(legend):
    x = 12
    for style, name in zip(("first", "second"), legend, strict=False):
        yield f'<rect class="{style}" x="{x}" y="34" width="11" height="11"/>'
        yield f'<text x="{x + 17}" y="44">{escape(name)}</text>'
        x += 40 + 8 * len(name)


def _line(share, height):
    x = NAMES + SCALE * share
    label = f'<text class="aside" x="{x}" y="{TOP - 6}" text-anchor="middle">{share:g}</text>'
    return f'<path class="line" d="M{x} {TOP}V{height - BOTTOM}"/>{label}'


def _bar(y, style, spread):
    left, right, end = (NAMES + SCALE * min(each, 1.1) for each in (spread.least, spread.most, spread.middle))
    middle = y + BAR / 2
    return (
        f'<rect class="{style}" x="{NAMES}" y="{y:.1f}" width="{end - NAMES:.1f}" height="{BAR}"/>'
        f'<path class="spread" d="M{left:.1f} {middle:.1f}H{right:.1f}"/>'
        f'<text class="aside" x="{max(end, right) + 5:.1f}" y="{middle + 4:.1f}">{spread.middle:.2f}</text>'
    )

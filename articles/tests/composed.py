"""Clipboards made by combining the parts that office programs and pages write, and the words that are seen of each.

The same word never comes twice, so that what is lost, doubled, joined or out of order shows.
"""

import itertools

STRUCK = (
    "<s>{}</s>",
    "<del>{}</del>",
    "<strike>{}</strike>",
    '<span style="text-decoration:line-through">{}</span>',
)
UNSEEN = (
    '<span style="display: none">{}</span>',
    "<span hidden>{}</span>",
    "<!-- {} -->",
    "<script>{}</script>",
    "<style>.{} {{}}</style>",
    "<template>{}</template>",
    '<span style="mso-hide:all">{}</span>',
    "<noscript>{}</noscript>",
    "<rp>{}</rp>",
)
MARKED = (
    "{}",
    "<b>{}</b>",
    "<i>{}</i>",
    "<strong>{}</strong>",
    '<span style="font-weight:700;white-space:pre-wrap;">{}</span>',
    "<b style='mso-bidi-font-weight:normal'>{}</b>",
    '<span style="font-style:italic">{}</span>',
    '<span class="s1">{}</span>',
    "<span class=SpellE>{}</span>",
    '<span class="TextRun"><span class="NormalTextRun" style="font-weight: bold">{}</span></span>',
    "<u>{}</u>",
    "<ins>{}</ins>",
    "<q>{}</q>",
    "<font color=red>{}</font>",
    '<abbr title="unseen">{}</abbr>',
    '<a href="https://e.example/?a=1&amp;b">{}</a>',
    '<a href="#_ftn1" name="_ftnref1">{}</a>',
    '<a href="javascript:x()" onclick="x()">{}</a>',
)
# Between two words of a line.
GAPS = (
    " ",
    "&nbsp;",
    "\n",
    "<br>",
    "<span>&nbsp;</span>",
    '<span class="Apple-converted-space">&nbsp; </span>',
    "<o:p> </o:p>",
)
BLOCKS = (
    "<p>{}</p>",
    "<p class=MsoNormal>{}<o:p></o:p></p>",
    '<p dir="ltr" style="line-height:1.38"><span style="font-weight:400">{}</span></p>',
    '<p class="p1">{}</p>\n',
    "<div>{}</div>",
    "<div><div>{}</div></div>",
    "<h1>{}</h1>",
    "<h3 class=western>{}</h3>",
    "<h5>{}</h5>",
    "<section>{}</section>",
    "<pre>{}</pre>",
    "<blockquote>{}</blockquote>",
    "<blockquote><p>{}</p></blockquote>",
    "<figure><img src=x><figcaption>{}</figcaption></figure>",
    "<dl><dt>{}</dt></dl>",
    "<center>{}</center>",
    "<details open><summary>{}</summary></details>",
    '<div class="OutlineElement"><p class="Paragraph">{}<span class="EOP">&nbsp;</span></p></div>',
    '<span style="display:block">{}</span>',
    "<li>{}</li>",
    "<p>{}",
)
DOCUMENTS = (
    "{}",
    "<meta charset='utf-8'>{}",
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">{}</b>'
    '<br class="Apple-interchange-newline">',
    "<html><head><title>unseen</title><style><!-- p {{margin:0}} span.s1 {{font-weight: bold}} --></style></head>"
    "<body lang=EN-GB><!--StartFragment-->{}<!--EndFragment--></body></html>",
    "<div>{}</div>",
    "<article><header></header>{}</article>",
    '<google-sheets-html-origin><style type="text/css"><!--td {{border: 1px}}--></style>{}</google-sheets-html-origin>',
)


class Clipboard:
    """Of what chance gives: `html`, and `words` as a reader of it sees them."""

    def __init__(self, chance):
        self.chance, self.count, self.words = chance, itertools.count(), []
        blocks = "".join(self.block() for _ in range(chance.randint(1, 5)))
        self.html = chance.choice(DOCUMENTS).format(blocks)

    def word(self):
        return f"w{next(self.count)}"

    def seen(self):
        self.words.append(self.word())
        return self.words[-1]

    def line(self):
        """A few words; some of two parts that stand close together, some beside what nobody sees."""
        made = []
        for _ in range(self.chance.randint(1, 4)):
            word = self.seen()
            mark = self.chance.choice(MARKED)
            html = mark.format(word)
            kind = self.chance.random()
            if kind < 0.2 and mark != "<q>{}</q>":
                self.words[-1] = word + "x2"
                html += self.chance.choice(
                    (
                        "<sup>x2</sup>",
                        "<sub>x2</sub>",
                        '<span style="vertical-align:super">x2</span>',
                        "<wbr>x2",
                        "<b>x2</b>",
                    )
                )
            elif kind < 0.3:
                html += self.chance.choice(STRUCK).format(self.word())
            elif kind < 0.4:
                html += self.chance.choice(UNSEEN).format(self.word())
            made.append(html)
        return self.chance.choice(GAPS).join(made)

    def block(self):
        kind = self.chance.random()
        if kind < 0.12:
            return self.table()
        if kind < 0.24:
            return self.word_list()
        if kind < 0.34:
            return self.online_list()
        if kind < 0.46:
            return self.nested_list()
        if kind < 0.5:
            return self.chance.choice(
                ("<p><o:p>&nbsp;</o:p></p>", "<br>", "<hr>", "<div><br></div>", "<p>\u200b</p>")
            )
        if kind < 0.54:
            return (
                f"{self.line()}<br><br>{self.line()}"
                if self.chance.random() < 0.5
                else f"<div>{self.block()}</div>"
            )
        return self.chance.choice(BLOCKS).format(self.line())

    def table(self):
        cell = self.chance.choice(
            ("<td>{}</td>", "<td><p class=MsoNormal>{}</p></td>", "<th>{}</th>", "<td><div>{}</div></td>")
        )
        rows = self.chance.randint(1, 3)
        row = "".join
        return f"<table>{row('<tr>' + row(self.cell(cell) for _ in range(3)) + '</tr>' for _ in range(rows))}</table>"

    def cell(self, cell):
        kind = self.chance.random()
        if kind < 0.15:
            return cell.format("")
        if kind < 0.25:
            return cell.format(f"{self.line()}<p>{self.line()}</p>")
        return cell.format(self.line())

    def word_list(self):
        made, level = [], 1
        signs = self.chance.choice(
            (("·",) * 4, ("1.", "2.", "3.", "4."), ("a)", "b)", "c)", "d)"), ("§",) * 4)
        )
        for sign in signs[: self.chance.randint(1, 4)]:
            level = max(1, level + self.chance.randint(-1, 2))
            made.append(
                f"<p class=MsoListParagraph style='margin-left:{36 * level}.0pt;mso-list:l0 level{level} lfo1'>"
                f"<![if !supportLists]><span style='mso-list:Ignore'>{sign}<span>&nbsp;&nbsp; </span></span><![endif]>"
                f"{self.line()}<o:p></o:p></p>\n"
            )
        return "".join(made)

    def online_list(self):
        tag, made, level = self.chance.choice(("ul", "ol")), [], 1
        for number in range(self.chance.randint(1, 4)):
            level = max(1, level + self.chance.randint(-1, 1))
            made.append(
                f'<div class="ListContainerWrapper"><{tag} start="{number + 1}"><li data-listid="1" '
                f'data-aria-level="{level}"><p class="Paragraph">{self.line()}</p></li></{tag}></div>'
            )
        return "".join(made)

    def nested_list(self, depth=0):
        tag, made = self.chance.choice(("ul", "ol", "ol start=4")), []
        for _ in range(self.chance.randint(1, 3)):
            made.append(
                self.chance.choice(
                    ("<li>{}</li>", "<li><p>{}</p></li>", "<li>{}", "<li><div>{}</div></li>")
                ).format(self.line())
            )
            if depth < 3 and self.chance.random() < 0.4:
                made.append(self.nested_list(depth + 1))
        return f"<{tag}>{''.join(made)}</{tag[:2]}>"

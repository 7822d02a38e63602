#!/usr/bin/env python3
"""Make the three "Tillgate Sans" files from Debian's fonts-inter (Inter 4.0 beta 7, OFL 1.1).

    apt install fonts-inter && pip install fonttools && python3 make-fonts.py

Each file is Inter with (1) only the characters that the four languages, money and our own words need,
(2) tabular figures put in the place of the proportional ones, because Slint has no switch for OpenType features
and a proportional clock jitters, (3) TrueType outlines without hinting, (4) a name of its own, so that an Inter
installed on the machine never takes its place, (5) a box of our own, for letters that the font lacks.
"""

from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SOURCE = Path("/usr/share/fonts/opentype/inter")
TARGET = Path(__file__).parent
FAMILY = "Tillgate Sans"
BOX = "uni25A1"
WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600}
CHARACTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), *range(0x400, 0x460), 0x490, 0x491,
    *range(0x2010, 0x2015), *range(0x2018, 0x201F), 0x2022, 0x2026, 0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A,
    0x20AC, 0x20BD, 0x2116, 0x2122, *range(0x2190, 0x2194), 0x21C4, 0x2212, 0x2264, 0x2265,
]  # fmt: skip


def tabular_figures(font):
    """The figures and the colon -> their tabular forms, read from the font's own `tnum` feature."""
    table = font["GSUB"].table
    replaced = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for sub in table.LookupList.Lookup[index].SubTable:
                    replaced.update(getattr(sub, "ExtSubTable", sub).mapping)
    return replaced


def freeze(font):
    replaced = tabular_figures(font)
    for cmap in font["cmap"].tables:
        for code in [*range(0x30, 0x3A), 0x3A]:
            if code in cmap.cmap:
                cmap.cmap[code] = replaced.get(cmap.cmap[code], cmap.cmap[code])
    best = font.getBestCmap()
    width = font["hmtx"][best[0x30]][0]
    for code in range(0x30, 0x3A):
        name = best[code]
        font["hmtx"][name] = (width, font["hmtx"][name][1])


def to_truetype(font):
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, outlines
    font["loca"] = newTable("loca")
    for name, glyph in outlines.items():
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    maxp = font["maxp"] = newTable("maxp")
    maxp.tableVersion, maxp.numGlyphs = 0x00010000, len(order)
    for field in ("maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
                  "maxSizeOfInstructions maxComponentElements").split():
        setattr(maxp, field, 1 if field == "maxZones" else 0)
    maxp.recalc(font)
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\000\001\000\000"


def box(font, weight):
    """An empty box as high as a capital: what the terminal shows for a letter that is not among CHARACTERS."""
    edge, left, width, height = weight * 2 // 5, 200, 1500, font["OS/2"].sCapHeight
    pen = TTGlyphPen(None)
    for inset, clockwise in ((0, True), (edge, False)):
        x0, y0, x1, y1 = left + inset, inset, left + width - inset, height - inset
        corners = [(x0, y0), (x0, y1), (x1, y1), (x1, y0)]
        pen.moveTo(corners[0])
        for corner in corners[1:] if clockwise else corners[:0:-1]:
            pen.lineTo(corner)
        pen.closePath()
    font.setGlyphOrder([*font.getGlyphOrder(), BOX])
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["glyf"].glyphs[BOX] = pen.glyph()
    font["glyf"].glyphs[BOX].recalcBounds(font["glyf"])
    font["hmtx"][BOX] = (width + 2 * left, left)
    for cmap in font["cmap"].tables:
        cmap.cmap[0x25A1] = BOX
    font["maxp"].recalc(font)


def rename(font, style, weight):
    full = f"{FAMILY} {style}"
    names = {1: full if style != "Regular" else FAMILY, 2: "Regular", 3: f"{full}; from Inter 4.0-beta7", 4: full,
             6: full.replace(" ", ""), 16: FAMILY, 17: style}
    kept = {record.nameID: record.toUnicode() for record in font["name"].names if record.nameID in (0, 13, 14)}
    font["name"].names = []
    for identifier, text in sorted((kept | names).items()):
        font["name"].setName(text, identifier, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


for style, weight in WEIGHTS.items():
    font = TTFont(SOURCE / f"Inter-{style}.otf", recalcTimestamp=False)
    freeze(font)
    options = subset.Options(hinting=False, layout_features=["kern", "mark", "mkmk", "ccmp", "locl"], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    to_truetype(font)
    box(font, weight)
    rename(font, style, weight)
    file = TARGET / f"TillgateSans-{style}.ttf"
    font.save(file)
    print(file.name, file.stat().st_size, "bytes")

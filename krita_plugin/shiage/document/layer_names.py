# SPDX-License-Identifier: GPL-3.0-or-later
"""What layers are called, in the languages of those who draw: a hint where content leaves a choice."""

from __future__ import annotations

import unicodedata

LINE_WORDS = (
    *("line", "lineart", "ink", "outline", "contour", "clean", "tween", "trace", "douga", "genga", "drawing"),
    *("線画", "線", "動画", "原画", "清書", "主線", "ペン入れ", "トレス"),
    *("线稿", "线条", "线", "線稿", "勾线", "描线", "动画", "原画"),
    *("encrage", "ligne", "trait", "intervalle"),
    *("linie", "tusche", "umriss", "reinzeichnung", "zwischenphase"),
    *("linea", "tinta", "linha", "linee"),
)
COLOUR_WORDS = (
    *("colour", "color", "paint", "flat", "cel", "fill"),
    *("彩色", "色", "塗り", "ペイント", "仕上", "セル"),
    *("上色", "颜色", "顏色", "填色", "涂色", "铺色"),
    *("couleur", "coloriage", "aplat", "peinture"),
    *("farbe", "farben", "kolorier", "colorier", "fullung", "flachen"),
    *("relleno", "pintura", "cor", "colore", "tinte"),
)
ROUGH_WORDS = (
    *("rough", "sketch", "draft", "layout", "storyboard", "guide", "reference", "construction"),
    *("ラフ", "下描", "下書", "レイアウト", "絵コンテ", "参考"),
    *("草稿", "草图", "草圖", "线框", "参考"),
    *("esquisse", "croquis", "brouillon", "crayonne"),
    *("skizze", "entwurf", "vorzeichnung", "boceto", "rascunho", "schizzo"),
)
GROUND_WORDS = (
    *("background", "backdrop", "paper", "bg", "color set", "colour set", "palette", "sheet", "frame", "tap"),
    *("背景", "用紙", "紙", "カラーセット", "影指定", "合成", "伝票", "フレーム", "タップ", "原図"),
    *("纸", "色板", "arriere", "fond", "papier", "hintergrund", "fondo", "fundo", "sfondo"),
)
_SHORT = 3
"""Latin words as short as this count only where they stand alone: `ink` is not in `drinking`."""


def speaks(name: str, words: tuple[str, ...]) -> bool:
    """Whether a name has one of some words in it; full-width letters and accents make no difference."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    # the marks of Japanese kana are letters' own, those of Latin letters go
    plain = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    plain = unicodedata.normalize("NFC", plain)
    alone = "".join(c if c.isalnum() else " " for c in plain).split()
    for word in words:
        if word.isascii() and len(word) <= _SHORT:
            if word in alone or f"{word}s" in alone:
                return True
        elif word in plain:
            return True
    return False

# SPDX-License-Identifier: Apache-2.0
"""What the engine says of scribbles and of candidates, in Japanese; see `japanese`."""

from __future__ import annotations

SCRIBBLES = {
    "{} scribbles lie on lines alone, or outside what is drawn: they say nothing": (
        "線の上だけ、または絵の外にある落書きが {} 個あり、使えません"
    ),
    "{} scribbles run over a line into the paper around the drawing: they say nothing of it": (
        "線を越えて絵の周りの余白まで出た落書きが {} 個あります。余白の色とはみなしません"
    ),
    "{} scribbles are of fewer than 3 pixels: they say nothing": (
        "3 ピクセルに満たない落書きが {} 個あり、使えません"
    ),
    "{} scribbles are of many colours at once, and say nothing: draw each with one colour, without texture": (
        "一つの中に多くの色がある落書きが {} 個あり、使えません。質感のないブラシで一色ずつ描いてください"
    ),
    "{} scribbles are see-through, and say nothing: draw them with full opacity": (
        "半透明の落書きが {} 個あり、使えません。不透明度 100 % で描いてください"
    ),
    "{} regions have scribbles of two colours: the one with more of it was taken": (
        "二色の落書きがある領域が {} 個あります。多いほうの色を使いました"
    ),
    "only the paper around the drawing is scribbled on: nothing inside it has a colour to follow": (
        "絵の周りの余白にしか落書きがなく、中の領域が従う色がありません"
    ),
    "nothing is scribbled in this frame": "このフレームには落書きがありません",
    "no scribble lies in a region: draw them inside the lines, each in its colour": (
        "領域の中に落書きがありません。線の内側に、それぞれの色で描いてください"
    ),
    "{} candidates: no more are likely": "候補は {} 案です。ほかに有力な案はありません",
    "one candidate alone: no part large enough to be seen is likely to carry another colour": (
        "候補は一案だけです。見てわかる大きさの部分に、ほかの有力な色はありません"
    ),
    "candidates are for one drawing; the shot has {}": ("候補を出せるのは一枚の絵だけですが、{} 枚あります"),
    "candidates are for a drawing without a key: a key says what it carries": (
        "候補はキーのない絵のためのものです。キーがあれば色はキーで決まります"
    ),
}

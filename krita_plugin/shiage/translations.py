# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist reads, in other languages; English is what the code says."""

from __future__ import annotations

import os

from .qt import QLocale

_JAPANESE = {
    # buttons, as Blender's add-on has them
    "Color shot": "カットを自動彩色",
    "Color frame": "フレームを彩色",
    "Cancel": "キャンセル",
    "Choose …": "選択 …",
    "Set lines to Multiply": "線画を乗算にする",
    "All": "全体",
    "Lines without trace lines": "色トレス線を除いた線画",
    "Make a copy of the lines that shows no red, green and blue ones": (
        "赤・緑・青の線を除いた線画の複製を作ります"
    ),
    "“{}” shows the lines without trace lines; “{}” lies hidden.": (
        "「{}」は色トレス線を除いた線画です。「{}」は隠しました。"
    ),
    "Names …": "名前 …",
    # sections and rows
    "Layers": "レイヤー",
    "Keys": "キー",
    "Review": "確認",
    "Palette": "パレット",
    "Lines": "線画",
    "Colors": "彩色",
    "Corrections": "修正",
    "Frames": "フレーム",
    "to": "～",
    "Mode": "モード",
    "Close gaps": "隙間を閉じる",
    "choose …": "選択 …",
    "none": "なし",
    "Flat: exact palette, region by region": "ベタ塗り：領域ごとにパレットの色そのまま",
    "Soft: with the keys’ shading": "ソフト：キーの陰影を引き継ぐ",
    "Guessed from what is drawn: choose others if that is wrong.": (
        "描かれた内容から推測しました。違う場合は選び直してください。"
    ),
    # what things do
    "Color every drawing of the line layer from the keys": "線画レイヤーのすべての絵をキーの色で彩色します",
    "Color the drawing you are on from the keys": "表示中の絵をキーの色で彩色します",
    "Stop; the document stays as it is": "中止します。ドキュメントは元のままです",
    "Where the engine’s `shiage` command, or the Python it is installed in, lies": (
        "エンジンの `shiage` コマンド、またはそれを入れた Python の場所"
    ),
    "The line layer is opaque and hides the result: Multiply lets it be seen": (
        "線画レイヤーが不透明で結果を隠しています。乗算にすると見えます"
    ),
    "Which layers, which frames, how": "どのレイヤーとフレームを、どのように",
    "Painted frames that the others are colored from": "他のフレームの彩色のもとになる、塗ったフレーム",
    "Where to look first when a shot is colored": "彩色したあと、最初に確認する場所",
    "The swatches of the result": "結果の色見本",
    "The whole clip": "クリップ全体",
    "First frame of the shot": "カットの最初のフレーム",
    "Last frame of the shot": "カットの最後のフレーム",
    "Flat: each region gets one swatch. Soft: the keys’ shading is carried along": (
        "ベタ塗り：領域ごとに一色。ソフト：キーの陰影を引き継ぎます"
    ),
    "The layer or group with the line art, animated or not": "線画のレイヤーまたはグループ",
    "The layer, group or Colorize Mask on which the keys are colored": (
        "キーを塗ったレイヤー、グループ、または着色マスク"
    ),
    "A layer of strokes: under each, the region shall have the stroke’s color": (
        "修正の線のレイヤー。線の下の領域がその色になります"
    ),
    "Gaps in the lines of up to so many pixels are closed; 0 closes none": (
        "このピクセル数までの線の途切れを閉じます。0 で閉じません"
    ),
    "Painted frames of the color layer. Untick what shall be no key; double-click to go there.": (
        "彩色レイヤーの塗ったフレーム。キーにしないものはチェックを外します。ダブルクリックで移動します。"
    ),
    "The regions that are most likely wrong; a click goes there.": (
        "色が間違っているかもしれない領域。クリックで移動します。"
    ),
    "Double-click a swatch to replace its color in the whole shot; F2 gives it a name.": (
        "ダブルクリックでカット全体の色を置き換えます。F2 で名前を付けます。"
    ),
    "Give the swatches the names they have in a palette": "パレットにある名前を色に付けます",
    "From a file (.gpl) …": "ファイル (.gpl) から …",
    "frame {}   {:.0f} % sure": "フレーム {}   確かさ {:.0f} %",
    # states
    "The engine is off; it starts when it is needed.": "エンジンは停止中です。必要なときに起動します。",
    "The engine is starting …": "エンジンを起動しています …",
    "Engine {} is ready.": "エンジン {} の準備ができました。",
    "No engine was found: install Shiage’s engine, then show with Choose … where its `shiage` lies.": (
        "エンジンが見つかりません。Shiage のエンジンをインストールし、"
        "「選択 …」で `shiage` の場所を指定してください。"
    ),
    "“{}” has {} colored drawings.": "「{}」に {} 枚を彩色しました。",
    "{} drawings of “{}” were colored again.": "{} 枚を「{}」で塗り直しました。",
    " {} have nothing to paint.": " {} 枚には塗るものがありません。",
    " Your own paint on {} was kept, as a key.": " {} の手塗りはキーとして残しました。",
    " “{}” lies hidden under it.": "「{}」は下に隠しました。",
    "Nothing has changed: “{}” stays as it is.": "変更はありません。「{}」はそのままです。",
    "Frame {} is colored.": "フレーム {} を彩色しました。",
    "Frame {} is colored under your own paint.": "フレーム {} を、手塗りの下に彩色しました。",
    "Cancelled; the document is as it was.": "キャンセルしました。ドキュメントは元のままです。",
    "Shiage is coloring another document.": "別のドキュメントを彩色中です。",
    # what stands in the way
    "Open a document first.": "先にドキュメントを開いてください。",
    "Shiage is coloring already: wait for it, or cancel it.": (
        "すでに彩色中です。終わるのを待つか、キャンセルしてください。"
    ),
    "Choose the layer that has the line art.": "線画のレイヤーを選んでください。",
    "Choose the layer that has the colored frames.": "塗ったフレームのあるレイヤーを選んでください。",
    "No frame of “{}” is painted: color one by hand first, as a key.": (
        "「{}」に塗ったフレームがありません。キーとして1フレームを塗ってください。"
    ),
    "“{}” has no key: “{}” is taken as one.": "「{}」にキーがないため、「{}」をキーにしました。",
    "Nothing could be painted: the keys’ paint was not understood. A key needs its regions filled, "
    "not only touched. Nothing was changed.": (
        "塗れませんでした。キーの塗りを読み取れません。キーは領域を塗りつぶしてください。変更はありません。"
    ),
    "Nothing could be painted.": "塗れませんでした。",
    "The lines of {} are too light to be seen as lines.": "{} の線が薄すぎて、線として読み取れません。",
}


def _japanese() -> bool:
    """Whether Krita speaks Japanese: it tells its own language to what it starts, and Qt the system's."""
    chosen = os.environ.get("LANGUAGE", "").split(":")[0] or QLocale().name()
    return chosen.startswith("ja")


_WORDS = _JAPANESE if _japanese() else {}


def said(text: str, *values: object) -> str:
    """A text in the artist's language, with values where it has braces."""
    found = _WORDS.get(text, text)
    return found.format(*values) if values else found

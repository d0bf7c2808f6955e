# SPDX-License-Identifier: Apache-2.0
"""What the engine says of a shot, in Japanese: for hosts whose interface speaks it.

Notes and errors come in English, with names and numbers in them. A text here has braces in their places; what
stands there may be a text of its own ("the palette", an error after a frame's number).
"""

from __future__ import annotations

import re
from functools import cache

from .japanese_production import PRODUCTIONS
from .japanese_scribbles import SCRIBBLES

NOTES = {
    "and {} notes more of this kind": "ほかに同様の通知が {} 件あります",
    "the drawing is blank, and so is the result": "絵が空白なので、結果も空白です",
    "the drawing is too light to be seen as lines (its darkest value is {} of 255), so the result is empty: "
    "darken its lines to below 200 and colour the shot again": (
        "絵が薄すぎて線として読み取れず（最も暗い値は 255 のうち {}）、結果は空白です。"
        "線を 200 より暗くして、もう一度彩色してください"
    ),
    "no line is seen in it; it was left out": "線が見つからないため、使いませんでした",
    "nothing in it is painted; it was left out": "何も塗られていないため、使いませんでした",
    "what is drawn beside its figures (leader lines, text, swatch chips) was not taken for paint": (
        "人物の横に描かれたもの（引き出し線、文字、色票）は塗りとして扱いませんでした"
    ),
    "its colours lie beside those of {}, {} of them and by up to {} levels: these were taken": (
        "{1} 色が{0}の色と最大 {2} 段階ずれているため、{0}の色を使いました"
    ),
    "the other keys": "他のキー",
    "the palette": "パレット",
    "its colours are noisy (grain, JPEG): up to {} levels off a swatch they count as it": (
        "色にノイズ（粒子、JPEG）があります。色見本から {} 段階以内の色は同じ色とみなします"
    ),
    "{} and {} show one thing in two palettes: a frame takes {}": (
        "{}と{}は同じものを二通りの配色で塗っています。フレームには{}の配色を使います"
    ),
    "key {} and model sheet {}": "キー {} と色見本 {}",
    "key {}": "キー {}",
    "model sheet {}": "色見本 {}",
    "its nearest key's": "最も近いキー",
    "the first sheet's": "最初の色見本",
    "{} no closed outline: painted here, but no other frame gets it. Close the lines, or let wider gaps be "
    "closed": (
        "{}、閉じた輪郭がありません。このフレームには残りますが、他のフレームには塗られません。"
        "線を閉じるか、隙間の値を大きくしてください"
    ),
    "{} less than half of its region: painted here, but no other frame gets it. Fill the whole region, or "
    "close the lines around the area": (
        "{}、領域の半分も塗られていません。このフレームには残りますが、他のフレームには塗られません。"
        "領域全体を塗るか、周りの線を閉じてください"
    ),
    "{} no line between it and {}: it stays here, but other frames get one colour in such a region. A trace "
    "line between them carries both": (
        "{}、{}との間に線がありません。このフレームには残りますが、他のフレームでは領域ごとに一色になります。"
        "間に色トレス線を引くと両方の色が引き継がれます"
    ),
    "{}, and {} more of the kind, has": "{}、ほかに同様の箇所が {} 箇所あり",
    "{} has": "{}には",
    "the area of {} at ({}, {})": "({1}, {2}) の {0} の部分",
    "the unpainted area at ({}, {})": "({}, {}) の塗られていない部分",
    "nothing": "塗られていない部分",
    "{} shaded: mode flat gives other frames one colour of it, mode soft the shading": (
        "{}に陰影があります。「ベタ塗り」では他のフレームは一色に、「ソフト」では陰影ごと塗られます"
    ),
    "1 region is": "1 個の領域",
    "{} regions are": "{} 個の領域",
    "shading is carried from the keys alone: the networks' did no better where it was tried on them": (
        "陰影はキーだけから引き継ぎました。キーで試したところ、ネットワークのほうが良くはなりませんでした"
    ),
    "{} % of the shading between the keys is the networks' ({} % at most), the rest is carried from the keys"
    ": so it did best where it was tried on the keys": (
        "キーの間の陰影の {} %（最大 {} %）はネットワーク、残りはキーから引き継ぎました。"
        "キーで試して最も良かった割合です"
    ),
}
"""Notes on a shot that was coloured, and the pieces they are made of."""

REFUSALS = {
    "the shot has no key: colour at least one frame": (
        "カットにキーがありません。少なくとも 1 フレームを塗ってください"
    ),
    "the shot has no key: colour or scribble on at least one frame, or add a model sheet": (
        "カットにキーがありません。1 フレームを塗るか、色を走り書きするか、色見本を追加してください"
    ),
    "no key or model sheet has a region that is coloured: is its line art all ink?": (
        "キーにも色見本にも塗られた領域がありません。線画全体がインクになっていませんか"
    ),
    "{}: no line is seen in the drawing, so no colour can be taken from it; colour a frame that is drawn": (
        "{}：絵に線が見つからないため、色を取れません。絵のあるフレームを塗ってください"
    ),
    "{}: nothing in it is painted, so no colour can be taken from it; give the coloured drawing": (
        "{}：何も塗られていないため、色を取れません。色を塗った絵を指定してください"
    ),
    "{} % of it reads as ink where no dark colour is painted; {}": (
        "暗い色が塗られていない部分の {} % がインクとして読み取られています。{}"
    ),
    "{} of the {} colours it is painted with lie where its line art reads as ink; {}": (
        "塗られた {1} 色のうち {0} 色が、線画でインクと読み取られる場所にあります。{2}"
    ),
    "{} % of its drawing reads as line, of the coloured ones at most {} %; {}": (
        "絵の {} % が線として読み取られます（塗られたフレームでは最大 {} %）。{}"
    ),
    "does something dark lie under its lines? Save the lines alone, on transparency, on white or on paper of "
    "one light tone": (
        "線の下に暗いものがありませんか。線だけを、透明、白、または明るい無地の紙の上に保存してください"
    ),
    "the shot has {} frames; at most {} fit one job: split it": (
        "カットに {} フレームあります。一度に {} フレームまでです。分割してください"
    ),
    "the shot has {} corrections; at most {} fit one job": (
        "カットに修正が {} 件あります。一度に {} 件までです"
    ),
    "there is not enough memory for this shot: close other programs, or split it": (
        "このカットにはメモリが足りません。他のプログラムを終了するか、カットを分割してください"
    ),
    "the GPU has too little free memory for mode soft: close what else uses it, or set SHIAGE_DEVICE=cpu and "
    "restart the engine": (
        "GPU の空きメモリが「ソフト」には足りません。GPU を使う他のプログラムを終了するか、"
        "SHIAGE_DEVICE=cpu を設定してエンジンを再起動してください"
    ),
    "mode soft needs PyTorch ({}): python -m pip install torch": (
        "「ソフト」には PyTorch が必要です（{}）：python -m pip install torch"
    ),
    "{} needs trained weights named {}: `shiage weights import FILE` brings them in, `shiage train` "
    "makes them; flat colouring does without": (
        "{} には学習済みの重み {} が必要です。`shiage weights import FILE` で読み込むか、"
        "`shiage train` で作れます。「ベタ塗り」には要りません"
    ),
    "there is no device {}: say auto, cpu, cuda or cuda:1": (
        "デバイス {} はありません。auto、cpu、cuda、cuda:1 などを指定してください"
    ),
    "torch cannot use the device {} here; there are {}": (
        "ここではデバイス {} を使えません。使えるのは {} です"
    ),
    "the engine died {} times at this job; `shiage engine logs` may tell why. Try fewer or smaller frames, "
    "or ask for the job again": (
        "この彩色中にエンジンが {} 回終了しました。`shiage engine logs` で原因が分かるかもしれません。"
        "フレームを減らすか小さくする、またはもう一度彩色してください"
    ),
    "the engine met an error of its own ({}); `shiage engine logs` has the rest": (
        "エンジンのエラーです（{}）。詳しくは `shiage engine logs` にあります"
    ),
    "the engine met an error of its own; `shiage engine logs` has it": (
        "エンジンのエラーです。`shiage engine logs` にあります"
    ),
    "no room on the disk of {}: {}; free some space and try again": (
        "{} のディスクに空きがありません（{}）。空きを作ってから、もう一度お試しください"
    ),
    "the shot needs {} MiB and {} MiB are free": "カットに {} MiB 必要で、空きは {} MiB です",
    "{} jobs are under way, {}": "{} 件を処理中です。{}",
    "more do not fit: wait for them, or forget some": (
        "これ以上受け付けられません。終わるまでお待ちください"
    ),
}
"""Why a shot is not coloured."""

CONNECTION = {
    "the engine {} within {} s; see `shiage engine logs`": (
        "エンジンが {1} 秒以内に{0}。`shiage engine logs` を確認してください"
    ),
    "did not say hello": "起動しませんでした",
    "gave no answer": "応答しませんでした",
    "the engine (process {}) is gone; its unfinished jobs go on when one is started": (
        "エンジン（プロセス {}）が終了しました。次にエンジンが起動すると、途中の彩色は続きます"
    ),
    "the engine (process {}) takes no messages": "エンジン（プロセス {}）がメッセージを受け取りません",
    "the connection to the engine (process {}) was lost; its jobs go on: connect again": (
        "エンジン（プロセス {}）との接続が切れました。彩色は続いています。もう一度接続してください"
    ),
    "no engine runs: start it with `shiage engine start`": (
        "エンジンが動いていません。`shiage engine start` で起動してください"
    ),
    "the engine could not be started with `{}`: {}": "`{}` でエンジンを起動できませんでした：{}",
    "{} speaks protocol {}, the engine {} speaks {}: update {}": (
        "{} のプロトコルは {}、エンジン {} は {} です。{} を更新してください"
    ),
    "the engine (pip install --upgrade shiage)": "エンジン（pip install --upgrade shiage）",
    "no place for the engine's state is known ({}): set SHIAGE_HOME": (
        "エンジンの保存先が分かりません（{}）。SHIAGE_HOME を設定してください"
    ),
    "the engine's folder {} cannot be used: {}; make it writable, or set SHIAGE_HOME": (
        "エンジンのフォルダー {} を使えません（{}）。書き込めるようにするか、SHIAGE_HOME を設定してください"
    ),
    "the engine's folder {} belongs to another user: set SHIAGE_HOME": (
        "エンジンのフォルダー {} は別のユーザーのものです。SHIAGE_HOME を設定してください"
    ),
    "{} belongs to another user: remove it, or set SHIAGE_HOME": (
        "{} は別のユーザーのものです。削除するか、SHIAGE_HOME を設定してください"
    ),
    "{} cannot be read ({}): set SHIAGE_HOME": ("{} を読み込めません（{}）。SHIAGE_HOME を設定してください"),
}
"""Why the engine cannot be reached."""

ABOUT = {"frame ": "フレーム ", "model sheet ": "色見本 "}
"""What a text begins with that is about one frame or sheet; its number or name and a colon follow."""

TEXTS = {**REFUSALS, **CONNECTION, **NOTES, **PRODUCTIONS, **SCRIBBLES}


def in_japanese(words: str) -> str:
    """What the engine said, in Japanese; as it is where no text here is meant."""
    if words in TEXTS:
        return TEXTS[words]
    for english, japanese in ABOUT.items():
        if words.startswith(english):
            # a sheet's name may have colons of its own
            for colon in re.finditer(": ", words):
                rest = in_japanese(words[colon.end() :])
                if rest != words[colon.end() :]:
                    return f"{japanese}{words[len(english) : colon.start()]}：{rest}"
    for pattern, japanese in _patterns():
        found = pattern.fullmatch(words)
        if found:
            return japanese.format(*map(in_japanese, found.groups()))
    return words


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """What a text with values looks like, and its Japanese; those that say most come first."""
    texts = sorted((text for text in TEXTS if "{}" in text), key=lambda text: -len(text.replace("{}", "")))
    return [(re.compile(re.escape(text).replace(r"\{\}", "(.+?)"), re.DOTALL), TEXTS[text]) for text in texts]

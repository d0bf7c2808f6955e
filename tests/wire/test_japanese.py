# SPDX-License-Identifier: Apache-2.0
"""What the engine says, in Japanese: each text is one that the engine has, and its values come through."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from shiage.wire.japanese import TEXTS, in_japanese

ENGINE = Path(__file__).parent.parent.parent / "engine" / "shiage"


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Texts of the engine's code, with braces where values stand."""
    found = set()
    for file in ENGINE.rglob("*.py"):
        if file.name != "japanese.py":
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    found.add(
                        "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
                    )
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return found


def test_each_text_is_one_of_the_engines(said: set[str]) -> None:
    """Texts are put together of several: each stretch between two values stands in one of them."""
    for text in TEXTS:
        for stretch in filter(None, (piece.strip(" ;") for piece in text.split("{}"))):
            assert any(stretch in one for one in said), (text, stretch)


def test_values_come_through_all_texts() -> None:
    for english, japanese in TEXTS.items():
        count = english.count("{}")
        values = [f"<{n}>" for n in range(count)]
        told = japanese.format(*values)
        assert all(value in told for value in values), english
        assert in_japanese(english.format(*values)) == told, english
        assert not re.search("colour", told)


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        (
            "frame 12: the drawing is blank, and so is the result",
            "フレーム 12：絵が空白なので、結果も空白です",
        ),
        (
            "frame 3: the area of #ff8800 at (120, 44), and 2 more of the kind, has no closed outline: "
            "painted here, but no other frame gets it. Close the lines, or let wider gaps be closed",
            "フレーム 3：(120, 44) の #ff8800 の部分、ほかに同様の箇所が 2 箇所あり、閉じた輪郭がありません。"
            "このフレームには残りますが、他のフレームには塗られません。"
            "線を閉じるか、隙間の値を大きくしてください",
        ),
        (
            "frame 1: the unpainted area at (9, 8) has no line between it and #102030: it stays here, but "
            "other frames get one colour in such a region. A trace line between them carries both",
            "フレーム 1：(9, 8) の塗られていない部分には、#102030との間に線がありません。"
            "このフレームには残りますが、"
            "他のフレームでは領域ごとに一色になります。間に色トレス線を引くと両方の色が引き継がれます",
        ),
        (
            "frame 7: 1 region is shaded: mode flat gives other frames one colour of it, mode soft "
            "the shading",
            "フレーム 7：1 個の領域に陰影があります。「ベタ塗り」では他のフレームは一色に、"
            "「ソフト」では陰影ごと塗られます",
        ),
        (
            "model sheet 桜: front: its colours lie beside those of the palette, 3 of them and by up to 2 "
            "levels: these were taken",
            "色見本 桜: front：3 色がパレットの色と最大 2 段階ずれているため、パレットの色を使いました",
        ),
        (
            "key 1, 24 and model sheet Night show one thing in two palettes: a frame takes its nearest key's",
            "キー 1, 24と色見本 Nightは同じものを二通りの配色で塗っています。"
            "フレームには最も近いキーの配色を使います",
        ),
        (
            "frame 5: 4 of the 6 colours it is painted with lie where its line art reads as ink; does "
            "something dark lie under its lines? Save the lines alone, on transparency, on white or on paper "
            "of one light tone",
            "フレーム 5：塗られた 6 色のうち 4 色が、線画でインクと読み取られる場所にあります。"
            "線の下に暗いものがありませんか。線だけを、透明、白、または明るい無地の紙の上に保存してください",
        ),
        (
            "the engine gave no answer within 15 s; see `shiage engine logs`",
            "エンジンが 15 秒以内に応答しませんでした。`shiage engine logs` を確認してください",
        ),
        ("a text that nobody knows", "a text that nobody knows"),
    ],
)
def test_what_is_said_with_values_in_it(english: str, japanese: str) -> None:
    assert in_japanese(english) == japanese

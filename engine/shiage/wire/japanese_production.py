# SPDX-License-Identifier: Apache-2.0
"""What the engine says of productions, in Japanese; see `japanese`."""

from __future__ import annotations

PRODUCTIONS = {
    "coloured with the production {}, {}": "作品「{}」の設定と記憶で彩色しました（{}）",
    "the model that came with Shiage": "Shiage 付属のモデル",
    "version {} of its model": "モデル {} 版",
    "{} has {}: nothing was taken from it": "{}には{}があるため、参照しませんでした",
    "{}, which the palette lacks": "パレットにない色 {}",
    "{}: there is no such folder; `shiage production new` makes one": (
        "{}：フォルダーがありません。`shiage production new` で作れます"
    ),
    "{}: this is no production, for it has no {}; `shiage production new` makes one": (
        "{}：{} がないため作品フォルダーではありません。`shiage production new` で作れます"
    ),
    "{} cannot be read: {}": "{} を読み込めません：{}",
    "{} is no whole TOML file: {}": "{} は正しい TOML ファイルではありません：{}",
    "{}: {} is not known here; there are {}": "{}：{} という項目はありません。使えるのは {} です",
    "{}: {} names this {}, but it is not there; put it there or take its name out": (
        "{0}：{1} にある{2}のファイルがありません。置くか、名前を消してください"
    ),
    "model sheet": "色見本",
    "palette": "パレット",
    "{} is torn: say which version with `shiage production use`": (
        "{} が壊れています。`shiage production use` で版を選んでください"
    ),
    "{}: there is no version {}; there are {}": "{}：{} 版はありません。あるのは {} です",
    "{}, or choose another with `shiage production use`": (
        "{}。または `shiage production use` で別の版を選んでください"
    ),
    "{}: neither the shot nor the production has a coloured drawing: colour at least one frame, or add a "
    "finished cut": (
        "{}：カットにも作品にも塗られた絵がありません。1 フレームを塗るか、完成カットを追加してください"
    ),
    "{}: the shot has no key, and no cut or model sheet of the production shows what is drawn in it{}: "
    "colour at least one frame": (
        "{0}：カットにキーがなく、描かれているものは作品の完成カットにも色見本にもありません{1}。"
        "1 フレームを塗ってください"
    ),
    "the engine {} knows no productions: update it (pip install --upgrade shiage)": (
        "エンジン {} は作品に対応していません。更新してください（pip install --upgrade shiage）"
    ),
}

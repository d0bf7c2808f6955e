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
    "the engine {} {}: update it (pip install --upgrade shiage)": (
        "エンジン {} は{}。更新してください（pip install --upgrade shiage）"
    ),
    "knows no productions": "作品に対応していません",
    "knows no scribbles": "走り書きに対応していません",
    "gives no candidates": "候補の提示に対応していません",
    "takes no finished shots in": "完成カットの追加に対応していません",
    "tunes no models": "モデルの調整に対応していません",
    "cut {}: {} drawings": "カット {} を追加しました（{} 枚）",
    "cut {} has colours that the palette lacks ({}): its drawings with them teach nothing": (
        "カット {} にパレットにない色（{}）があります。その色のある絵は学習に使われません"
    ),
    "{}: this cut is there already; to replace it take it out, or rename {}": (
        "{}：このカットはもうあります。入れ替えるには取り除くか、{} の名前を変えてください"
    ),
    "{}: the same drawings are there already as cut {}": "{}：同じ絵がカット {} としてもうあります",
    "frame {} is not painted: only a shot that is finished becomes a cut": (
        "フレーム {} が塗られていません。追加できるのは完成したカットだけです"
    ),
    "a cut cannot be called {}: give the shot a plain name": (
        "{} はカットの名前にできません。普通の名前を付けてください"
    ),
    "{}: too little to learn from: add finished cuts with `shiage production add`; {} of two drawings, or "
    "one of three, are the least": (
        "{}：学習に使える絵が足りません。完成カットを追加してください"
        "（2 枚のカットを {} つ、または 3 枚のカットを 1 つ以上）"
    ),
    "{}: no two drawings of a cut can be compared: add other cuts": (
        "{}：比べられる絵がカットにありません。他のカットを追加してください"
    ),
    "{}: no cut and no corrected shot is called {}; there are {}": (
        "{}：{} というカットも修正済みショットもありません。あるのは {} です"
    ),
    "{}: this production is being tuned already: wait for that": (
        "{}：この作品はもう調整中です。終わるまでお待ちください"
    ),
    "the process that tunes died (code {}); run it again: it goes on": (
        "調整のプロセスが終了しました（コード {}）。もう一度実行すると続きから始まります"
    ),
    "{} of {} cuts and shots: not reached in the time": (
        "{1} 件のカットとショットのうち {0} 件は、時間内に読み込めませんでした"
    ),
    "cut {}: no two drawings whose regions can be compared": "カット {}：比べられる絵がありません",
    "corrections of {}: not learned from ({})": "{} の修正は学習に使いませんでした（{}）",
    "its cut is held out": "検証用のカットのため",
    "the shot, its keys or the regions are no longer there": "ショット、キー、または領域がもうないため",
}

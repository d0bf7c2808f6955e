# SPDX-License-Identifier: GPL-3.0-or-later
"""What buttons, lists and settings are called, in Japanese, by their English."""

INTERFACE = {
    # buttons, as Blender's add-on has them
    "Color shot": "カットを自動彩色",
    "Color frame": "フレームを彩色",
    "Cancel": "キャンセル",
    "Candidates …": "候補 …",
    "Several ways to color this frame from its scribbles and the model sheets, to choose from": (
        "落書きと色見本からこのフレームを塗った案をいくつか出して、選べるようにします"
    ),
    "Candidates for frame {}": "フレーム {} の候補",
    "A click paints one into the frame; Esc leaves it as it is. Where little is otherwise, rings mark it.": (
        "クリックした候補をフレームに塗ります。Esc で何もしません。"
        "違いが少ない候補では、輪が違うところを示します。"
    ),
    "the likeliest": "第一候補",
    "{} regions otherwise": "{} 領域が違います",
    "Paint this one into the frame": "この候補をフレームに塗ります",
    "Model": "モデル",
    "Add this shot": "このカットを追加",
    "Tune on this shot": "このカットで調整",
    "Tune on all cuts": "全カットで調整",
    "Pause": "一時停止",
    "Resume": "再開",
    "Stop tuning": "調整をやめる",
    "Use": "使う",
    "Before and after": "調整の前と後",
    "The production’s own model: tuning, versions": "作品独自のモデル：調整と版",
    "Add the shot to the production’s finished cuts, as it is colored now": (
        "カットを今の塗りのまま、作品の完成カットに追加します"
    ),
    "Add the shot to the finished cuts, and tune the production’s model on it": (
        "カットを完成カットに追加し、それで作品のモデルを調整します"
    ),
    "Tune the production’s model on all finished cuts and corrections": (
        "すべての完成カットと修正で作品のモデルを調整します"
    ),
    "Let the tune wait, or go on; coloring goes first in any case": (
        "調整を待たせる、または続けます。彩色はいつでも優先されます"
    ),
    "End the tune; the version that is used stays": "調整をやめます。使っている版はそのままです",
    "Color the production’s shots with the chosen version from now on": (
        "これからこの作品のカットを、選んだ版で彩色します"
    ),
    "A drawing that was held out: as it is finished, before and after the tune": (
        "検証用の絵：完成、調整前、調整後"
    ),
    "How far the tune is": "調整の進み具合",
    "Versions of the production’s model; a dot marks the one in use": (
        "作品のモデルの版。点は使っている版です"
    ),
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
    "From a palette …": "パレットから …",
    # sections and rows
    "Production": "作品",
    "Choose folder …": "フォルダーを選択 …",
    "Which folder is the production’s?": "作品フォルダーはどれですか？",
    "A film’s folder: its palette, finished cuts and model color the shot too": (
        "作品フォルダー：そのパレット、完成カット、モデルも使って彩色します"
    ),
    "Layers": "レイヤー",
    "Keys": "キー",
    "Review": "確認",
    "Palette": "パレット",
    "Lines": "線画",
    "Colors": "彩色",
    "Corrections": "修正",
    "Color this frame while I scribble": "描きながらこのフレームを彩色",
    "After each stroke the frame you are on is colored anew": (
        "一筆ごとに、表示中のフレームを彩色し直します"
    ),
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
    "A layer of strokes: the region under each gets its color. With no key they color the shot": (
        "色の線のレイヤー。線の下の領域がその色になり、キーがなければカット全体もそこから塗られます"
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
    "Color with a palette’s swatches, by their names: paint that noise made of one is that one": (
        "パレットの色と名前で彩色します。ノイズでずれた塗りはパレットの色とみなします"
    ),
    "The palette docker’s: {}": "パレットドッカーの「{}」",
    "No palette": "パレットなし",
    "{} cannot be read: {}": "{} を読み込めません：{}",
    "Replace {}": "{} を置き換え",
    "From a file (.gpl) …": "ファイル (.gpl) から …",
    "frame {}   {:.0f} % sure": "フレーム {}   確かさ {:.0f} %",
}

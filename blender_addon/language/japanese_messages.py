# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a job and of what went wrong, in Japanese, by its English."""

MESSAGES = {
    # states
    "All visible layers but the colors": "彩色以外のすべての表示レイヤー",
    "No key yet": "キーはまだありません",
    "Sheet": "色見本",
    "Frame {}, {:.0%} sure": "フレーム {}、確かさ {:.0%}",
    "The engine does not run": "エンジンは起動していません",
    "The engine starts with the first shot": "エンジンは最初の彩色で起動します",
    "And {} notes more, in the info editor": "ほかに {} 件のお知らせが情報エディターにあります",
    "`{}` is no engine, or one that cannot start: set another command in the add-on's preferences. "
    "What it said is in {}": (
        "`{}` はエンジンではないか、起動できません。アドオンの設定で別のコマンドを指定してください。"
        "出力は {} にあります"
    ),
    "The engine runs, version {}": "エンジンが起動しています（バージョン {}）",
    "The engine has stopped": "エンジンを停止しました",
    "No engine was running": "エンジンは起動していませんでした",
    "Looking at the drawings": "絵を読み取っています",
    "Starting the engine": "エンジンを起動しています",
    "Sending the drawings": "絵を送っています",
    "Comparing the drawings": "絵を比べています",
    "Coloring": "彩色しています",
    "Looking at the production's cuts": "作品の完成カットを読み取っています",
    "'{}' is no production: choose a folder that has a {} in it": (
        "「{}」は作品フォルダーではありません。{} のあるフォルダーを選んでください"
    ),
    "{} frames are colored": "{} フレームを彩色しました",
    "{} frame is colored": "{} フレームを彩色しました",
    "There is no key in the frames {} to {}: frame {} is painted, outside them": (
        "フレーム {} から {} にキーがありません。範囲外のフレーム {} が塗られています"
    ),
    "'{}' is hidden: show it, its lines are taken as they are seen": (
        "「{}」は隠れています。表示してください。線は見えているとおりに読み取ります"
    ),
    "The layer '{}' is hidden: show it to see the result": (
        "レイヤー「{}」は隠れています。表示すると結果が見えます"
    ),
    "Modifiers move what Shiage painted once more, away from its lines ({}): let them leave out the layer "
    "'{}', or apply them first": (
        "モディファイアー（{}）がShiageの塗りをもう一度動かし、線からずらしています。"
        "レイヤー「{}」を対象から外すか、先に適用してください"
    ),
    "There is no key: frame {} is painted, but no line is to be seen there": (
        "キーがありません。フレーム {} は塗られていますが、線が見えません"
    ),
    "Frame {} is painted, but no line is to be seen there: it is no key": (
        "フレーム {} は塗られていますが、線が見えないのでキーになりません"
    ),
    "'{}' is see-through and lies over the result: hide it, or its keys are seen twice": (
        "「{}」は半透明で結果の上にあります。隠さないとキーが二重に見えます"
    ),
    "Frame {}: your own paint on a part of a fill stays, the fill keeps its color": (
        "フレーム {}：塗りの一部に描いたあなたの塗りは残し、塗りの色は変えません"
    ),
    "'{}' has a layer '{}' that Shiage did not make: rename it": (
        "「{}」にShiageが作ったのではないレイヤー「{}」があります。名前を変えてください"
    ),
    "On the layer '{}' Shiage itself paints: color the keys on another layer, or rename it": (
        "レイヤー「{}」はShiageが塗る場所です。キーは別のレイヤーに塗るか、名前を変えてください"
    ),
    "The camera sees nothing: its clipping ends before it starts": (
        "カメラに何も写りません。クリップの終了が開始より手前です"
    ),
    "Coloring was cancelled after {} frames": "{} フレームで彩色をキャンセルしました",
    "{} frames were deleted meanwhile": "{} フレームは途中で削除されました",
    "No region is uncertain": "不確かな領域はありません",
    # what went wrong
    "A shot is being colored already: wait for it, or cancel it": (
        "すでに彩色中です。終わるのを待つか、キャンセルしてください"
    ),
    "The scene has no camera: add one, strokes are seen through it": (
        "シーンにカメラがありません。線はカメラから見るため、追加してください"
    ),
    "The layer '{}' is locked: unlock it, the fills go there": (
        "レイヤー「{}」がロックされています。塗りを書き込むため、解除してください"
    ),
    "There is no grease-pencil object '{}' any more: choose another one": (
        "グリースペンシル「{}」がなくなりました。別のものを選んでください"
    ),
    "'{}' has no layer '{}' any more: choose another one": (
        "「{}」のレイヤー「{}」がなくなりました。別のものを選んでください"
    ),
    "No frame came back: color the shot again": "フレームが返りませんでした。もう一度彩色してください",
    "Select the grease-pencil object whose drawings shall be colored": (
        "彩色するグリースペンシルのオブジェクトを選択してください"
    ),
    "There is no visible line layer: show one, or choose line layers in the panel": (
        "表示中の線画レイヤーがありません。表示するか、パネルで選んでください"
    ),
    "Choose the folder of the scanned line art": "スキャンした線画のフォルダーを選んでください",
    "Save the file first, or choose a folder: pictures are written beside it": (
        "画像の保存先が必要です。ファイルを保存するか、フォルダーを選んでください"
    ),
    "{} and {} have one number: keep one of them": "{} と {} の番号が同じです。片方だけにしてください",
    "There is no picture with a number in its name in {}": "{} に番号付きの画像がありません",
    "There is no picture {}: choose another file": "画像 {} がありません。別のファイルを選んでください",
    "{} cannot be read as a picture": "{} を画像として読めません",
    "There is no stroke to be seen through the camera in the frames of this shot": (
        "このカットのフレームには、カメラから見える線がありません"
    ),
    "There is no key: choose the color layer in the panel and fill a frame's regions": (
        "キーがありません。パネルで彩色レイヤーを選び、フレームを塗ってください"
    ),
    "There is no key: fill the regions of at least one frame on the layer '{}'": (
        "キーがありません。レイヤー「{}」で少なくとも1フレームを塗ってください"
    ),
    "Choose the picture of the model sheet '{}'": "色見本「{}」の画像を選んでください",
    "Lines and colors of the model sheet '{}' differ in size": "色見本「{}」の線と色の大きさが違います",
    "{} is {} x {}, the render {} x {}: make them equal": (
        "{} は {} x {}、レンダーは {} x {} です。大きさを揃えてください"
    ),
    "The engine was lost ({}). Color the shot again: what is finished is not done twice": (
        "エンジンとの接続が切れました（{}）。もう一度彩色してください。終わった分は繰り返しません"
    ),
    "Shiage met an error of its own: {}": "Shiage の内部エラー: {}",
    "Something was undone while the shot was being colored: color it again": (
        "彩色中に取り消しややり直しが行われました。もう一度彩色してください"
    ),
    "There is no grease-pencil material '{}'": "グリースペンシルのマテリアル「{}」がありません",
    "No region got a color: in the keys no fill covers the greater part of a region. "
    "Fill whole regions of a key, and see that lines close them": (
        "どの領域にも色が付きませんでした。キーの塗りがどの領域の大部分も覆っていません。キーの領域全体を塗り、線が閉じているか確かめてください"
    ),
    "There is no key: what is painted in frame {} is not to be seen (no opacity, or no width)": (
        "キーがありません。フレーム {} に描かれたものは見えません（不透明度か太さが 0 です）"
    ),
    "There is no key: nothing is scribbled on the layer '{}'": (
        "キーがありません。レイヤー「{}」に落書き（色指定の線）がありません"
    ),
    "Frame {}: the strokes on the layer '{}' fill nothing, so they count as scribbles": (
        "フレーム {}: レイヤー「{}」の線は塗りではないので、色指定の落書きとして扱いました"
    ),
    "Frame {} is scribbled on, but no line is to be seen there: that says nothing": (
        "フレーム {} に落書きがありますが、線が見えないので使えません"
    ),
    "Frame {}: nothing of what is scribbled there is to be seen, so it says nothing": (
        "フレーム {}: 落書きが見えない（不透明度か太さが 0 の）ため、使えません"
    ),
    "All layers of '{}' are color layers: draw the lines on a layer of their own": (
        "「{}」のレイヤーはすべて彩色レイヤーです。線は別のレイヤーに描いてください"
    ),
    "'{}' is linked from another file and cannot be changed: make it local, or open that file": (
        "「{}」は別のファイルからリンクされていて変更できません。ローカル化するか、そのファイルを開いてください"
    ),
    "What is drawn on a library override is lost when the file is closed: make '{}' local": (
        "ライブラリオーバーライドに描いたものはファイルを閉じると失われます。「{}」をローカル化してください"
    ),
    "The scene '{}' is linked from another file and cannot be changed: make it local": (
        "シーン「{}」は別のファイルからリンクされていて変更できません。ローカル化してください"
    ),
    "Pictures cannot be written to {} ({}): choose another folder": (
        "{} に画像を書き込めません（{}）。別のフォルダーを選んでください"
    ),
    "Add Color Layer": ("彩色レイヤーを追加"),
    "More Color Layers": ("その他の彩色レイヤー"),
    "Further layers on which key frames are colored": ("キーフレームを塗るその他のレイヤー"),
    "Add an entry; to lists of layers the active layer": (
        "項目を追加します。レイヤーの一覧にはアクティブなレイヤーを追加します"
    ),
    "The camera sees more of the drawing held at frame {} than can be colored: draw it again later": (
        "フレーム {} で止めた絵は、彩色できる範囲より広くカメラに映ります。途中でもう一度描いてください"
    ),
    "Nothing is colored in this frame": "このフレームには塗りがありません",
    "Select a grease-pencil layer first": "先にグリースペンシルのレイヤーを選択してください",
    # keys in mode soft
    "Regions keep the shading of the keys, gradients too; the result is pictures": (
        "キーの陰影をグラデーションも含めて引き継ぎます。結果は画像になります"
    ),
    "Pictures on a plane behind the lines": "線のすぐ後ろの平面に表示する画像",
    "Soft shading comes as pictures, on a plane": "陰影つきの彩色は、平面上の画像になります",
    "'{}' fills with a gradient: other frames get its middle color. Mode Soft carries the gradient on": (
        "「{}」はグラデーションの塗りです。他のフレームは中間の色になります。ソフトモードならグラデーションを引き継ぎます"
    ),
    "'{}' fills with a picture, which mode Flat does not carry on: mode Soft does": (
        "「{}」は画像の塗りです。フラットモードでは引き継がれませんが、ソフトモードでは引き継がれます"
    ),
    "On the layer '{}' are strokes without a fill: they are no paint but in mode Soft": (
        "レイヤー「{}」に塗りのないストロークがあります。ソフトモード以外では塗りとして扱いません"
    ),
    "The blending of the layer '{}' is not in the pictures: its paint is as it is": (
        "レイヤー「{}」の合成モードは画像に反映されません。塗りの色がそのまま入ります"
    ),
    "The masks of the layer '{}' are not in the pictures": "レイヤー「{}」のマスクは画像に反映されません",
    "No key picture fits a shot whose view moves: choose Fills or Sequencer as the result": (
        "視点が動くカットにはキー画像が合いません。結果に「塗り」または「シーケンサー」を選んでください"
    ),
    "The camera goes further over the drawing at frame {} than pictures reach": (
        "フレーム {} の絵では、カメラが画像の届く範囲より先まで動きます"
    ),
    "The drawings of '{}' lie on several planes: its pictures fit the camera at frame {} alone": (
        "「{}」の絵は同じ平面にありません。画像はフレーム {} のカメラにだけ正しく合います"
    ),
    "Pictures of something else are in the way, so those of '{}' are in {}": (
        "別の画像が同じ場所にあるため、「{}」の画像は {} に保存しました"
    ),
    # several shots
    "Color All Scenes": "全シーンを彩色",
    "Color the shots of all scenes, each with its own range, camera and settings": (
        "全シーンのカットを、それぞれの範囲・カメラ・設定で順に彩色します"
    ),
    "Cancel This Shot": "このカットをキャンセル",
    "Stop coloring this shot; the others go on": "このカットの彩色を止めます。他のカットは続きます",
    "Color {}": "{} を彩色",
    "Waiting": "待機中",
    "Running": "彩色中",
    "Done": "完了",
    "Failed": "失敗",
    "Cancelled": "キャンセル済み",
    "Left out": "対象外",
    "Undone": "元に戻されました",
    "Nothing can be colored. {}": "彩色できるものがありません。{}",
    "Nothing was colored. {}": "何も彩色されませんでした。{}",
    "'{}' is hidden in the scene '{}': show it": "「{}」はシーン「{}」で非表示です。表示してください",
    "Its drawings are colored in the scene '{}' already, as those of '{}'": (
        "この絵はシーン「{}」ですでに「{}」の絵として彩色されます"
    ),
    "No scene has a grease-pencil object with its color layer: choose one in the panel": (
        "彩色レイヤーを持つグリースペンシルがどのシーンにもありません。パネルで選択してください"
    ),
    "There is no scene '{}' any more": "シーン「{}」はもうありません",
    "There is no view layer '{}' any more": "ビューレイヤー「{}」はもうありません",
}

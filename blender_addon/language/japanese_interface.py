# SPDX-License-Identifier: GPL-3.0-or-later
"""What buttons, lists and settings are called, in Japanese, by their English."""

INTERFACE = {
    # buttons
    "Auto-color Shot": "カットを自動彩色",
    "Color This Frame": "このフレームを彩色",
    "Cancel": "キャンセル",
    "Pause": "一時停止",
    "Resume": "再開",
    "Tune": "調整",
    "Scope": "範囲",
    "Minutes": "分",
    "Steps": "ステップ数",
    "How long it may work": "調整にかけてよい時間",
    "Steps at most": "ステップ数の上限",
    "Version": "版",
    "Order": "指示",
    "Production Model": "作品のモデル",
    "Versions": "版",
    "Use Version": "この版を使う",
    "Before and After": "調整の前と後",
    "Add This Shot": "このカットを追加",
    "Tune on This Shot": "このカットで調整",
    "Tune on All Finished Cuts": "すべての完成カットで調整",
    "Color Selected Objects": "選択オブジェクトを彩色",
    "Color the shots of all selected grease-pencil objects, one after the other": (
        "選択したグリースペンシルのカットを順に彩色します"
    ),
    "Select the grease-pencil objects whose drawings shall be colored": (
        "彩色するグリースペンシルオブジェクトを選択してください"
    ),
    "Mark as Key": "キーにする",
    "Unmark": "キーを解除",
    "Next Uncertain": "次の不確かな領域",
    "Confirm": "確定",
    "Recolor": "塗り直す",
    "Forget Corrections": "修正をすべて取り消す",
    "Start Engine": "エンジンを起動",
    "Stop Engine": "エンジンを停止",
    "Add Active Layer": "アクティブなレイヤーを追加",
    "Add Key Picture": "キー画像を追加",
    "Add Model Sheet": "色見本を追加",
    "No Color": "色なし",
    # what buttons do
    "Tune the production's model; a version is used only where it is better": (
        "作品のモデルを調整します。良くなった版だけが使われます"
    ),
    "Add the shot to the production's finished cuts, as it is colored now": (
        "カットを今の塗りのまま、作品の完成カットに追加します"
    ),
    "Add the shot to the finished cuts, and tune the model on it": (
        "カットを完成カットに追加し、それでモデルを調整します"
    ),
    "Tune the model on all finished cuts and corrections": ("すべての完成カットと修正でモデルを調整します"),
    "Pause the tune, let it go on, or cancel it; the version that is used stays": (
        "調整を一時停止・再開・キャンセルします。使っている版はそのままです"
    ),
    "Color the production's shots with this version of its model from now on": (
        "これからこの作品のカットを、この版のモデルで彩色します"
    ),
    "Its name; `shiage` is what came with Shiage": "版の名前。`shiage` は Shiage 付属のモデルです",
    "Show a drawing that was held out: as it is finished, before the tune and after it": (
        "検証用の絵を、完成・調整前・調整後の順に表示します"
    ),
    "Color all frames of the shot from its keys": "キーの色でカットの全フレームを彩色します",
    "Color the drawing shown in this frame from the shot's keys": "表示中の絵をキーの色で彩色します",
    "Stop coloring; frames that are there already stay": "彩色を止めます。塗り終えたフレームは残ります",
    "Make the coloring shown in this frame a key, or a key no more; the timeline shows it": (
        "このフレームの彩色をキーにする、または解除します。タイムラインに表示されます"
    ),
    "Go to the next region that may have the wrong color, the least sure one first": (
        "色が間違っているかもしれない領域へ、不確かな順に移動します"
    ),
    "Say that the region's color is right; Solve Again uses all that was said": (
        "領域の色が正しいと確定します。「もう一度彩色」ですべての指示が使われます"
    ),
    "Give the region the color of a material; Solve Again uses all that was said": (
        "領域にマテリアルの色を与えます。「もう一度彩色」ですべての指示が使われます"
    ),
    "Pick Region": "領域を選ぶ",
    "Choose any region of the coloring with a click, to confirm or recolor it": (
        "クリックで任意の領域を選び、確定または塗り直します"
    ),
    "Place": "位置",
    "A point of the drawing in the world": "ワールド座標での絵の上の点",
    "Solve Again with {} Corrections": "{} 件の修正でもう一度彩色",
    "Solve Again with {} Correction": "{} 件の修正でもう一度彩色",
    "Solve the shot at once; else when it is asked for": (
        "すぐにカットを塗り直します。オフなら求めたときに塗り直します"
    ),
    "Take back what was confirmed, recolored or deleted in this object's coloring": (
        "このオブジェクトの彩色で確定・塗り直し・削除した内容をすべて取り消します"
    ),
    "Start the engine, which otherwise starts with the first shot": (
        "エンジンを起動します（通常は最初の彩色で自動的に起動します）"
    ),
    "End the engine; a shot that is being colored goes on when it starts again": (
        "エンジンを終了します。彩色中のカットは次の起動時に続きます"
    ),
    "Remove an entry": "項目を削除します",
    "Choose Production": "作品を選ぶ",
    "Color the scene's shots with a production's palette, finished cuts and model, or with none": (
        "作品のパレット・完成カット・モデルでシーンのカットを彩色します（なしも選べます）"
    ),
    # settings
    "Production": "作品",
    "Productions": "作品",
    "No Production": "作品なし",
    "Folder of the production that the shot is one of; its palette, finished cuts and model are used": (
        "カットの作品フォルダー。パレット、完成カット、モデルを使います"
    ),
    "Lines From": "線画の種類",
    "Strokes": "ストローク",
    "Grease-pencil layers, seen through the camera": "カメラから見たグリースペンシルのレイヤー",
    "Images": "画像",
    "Scanned line art, one picture a frame": "スキャンした線画（1フレーム1枚）",
    "Color Layer": "彩色レイヤー",
    "Layer on which key frames are colored": "キーフレームを塗るレイヤー",
    "Scribbles": "落書き",
    "Layer with strokes of color: the region under a stroke gets its color, and what is like it follows. "
    "Layers named Scribbles count too": (
        "色の線を描くレイヤー。線の下の領域がその色になり、似た領域も続きます。"
        "名前が Scribbles で始まるレイヤーも同じです"
    ),
    "Grease-pencil object that is colored; the active one if empty": (
        "彩色するグリースペンシル。空欄ならアクティブなオブジェクト"
    ),
    "Mode": "モード",
    "Flat": "ベタ塗り",
    "Each region gets one color of the keys' palette": "各領域をキーのパレットの一色で塗ります",
    "Soft": "ソフト",
    "Gap": "隙間",
    "Breaks in lines up to this many pixels are closed": "このピクセル数までの線の途切れを閉じます",
    "Result": "結果",
    "Fills": "塗り",
    "Editable grease-pencil fills on a layer under the lines": "線の下のレイヤーに編集できる塗りを作ります",
    "Plane": "平面",
    "Sequencer": "シーケンサー",
    "Pictures as a strip in the sequencer": "シーケンサーのストリップとして画像を並べます",
    "Where pictures are written; beside the file if empty": "画像の保存先。空欄ならファイルの隣",
    "Scans with the frame's number in their name": "名前にフレーム番号が入ったスキャン画像",
    "Keys": "キー",
    "Lines": "線画",
    "Review": "確認",
    "Engine": "エンジン",
    "Engine Command": "エンジンのコマンド",
    "The engine's program, its Python or its folder; empty: the one that is installed": (
        "エンジンのプログラム、Python、またはフォルダー。空欄ならインストール済みのもの"
    ),
    "Keep Engine Running": "エンジンを起動したままにする",
    "Until Blender is closed, so that the next run starts at once": (
        "Blenderを閉じるまで起動しておき、次の彩色をすぐに始めます"
    ),
    "Device": "デバイス",
    "A graphics card if there is one the engine can use": (
        "エンジンが使えるグラフィックカードがあれば使います"
    ),
    "Never a graphics card": "グラフィックカードを使いません",
    "Processor": "プロセッサー",
    "Line Layers": "線画レイヤー",
    "Layers that are line art": "線画のレイヤー",
    "Key Pictures": "キー画像",
    "Colored pictures of frames": "フレームを塗った画像",
    "Model Sheets": "色見本",
    "Colored drawings outside the shot": "カットの外にある彩色済みの絵",
    "Picture": "画像",
    "The colored drawing, on nothing or on paper": "彩色済みの絵。背景は透明でも紙でもかまいません",
    "Its line art, of the same size; empty where the picture shows the lines too": (
        "同じ大きさの線画。画像に線も描かれていれば空のままにします"
    ),
    "Colors": "色",
    "Color Again": "もう一度彩色",
    "Its fill color; empty for no color": "塗りの色。空欄なら色なし",
}

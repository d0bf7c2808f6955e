# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a job and of what went wrong, in Japanese, by its English."""

MESSAGES = {
    "looking for candidates": "候補を探しています",
    "Choose one of {} candidates.": "{} 案の候補から選んでください。",
    "Candidates are flat: choose the mode Flat for them.": (
        "候補はフラットだけです。モードをフラットにしてください。"
    ),
    "Candidates are for a frame without keys: these say what it carries.": (
        "候補はキーのないときのためのものです。キーがあれば色はキーで決まります。"
    ),
    "Scribble on this frame, or add a model sheet: candidates come of that.": (
        "このフレームに落書きするか、色見本を加えてください。候補はそこから作ります。"
    ),
    "What the candidates were made of has changed meanwhile: ask for candidates again.": (
        "候補のもとになった絵や設定がその間に変わりました。もう一度候補を出してください。"
    ),
    # states
    "The engine is off; it starts when it is needed.": "エンジンは停止中です。必要なときに起動します。",
    "The engine is starting …": "エンジンを起動しています …",
    "Engine {} is ready.": "エンジン {} の準備ができました。",
    "No engine was found: install it, or choose one.": (
        "エンジンが見つかりません。インストールするか、選択してください。"
    ),
    "“{}” has {} colored drawings.": "「{}」に {} 枚を彩色しました。",
    "“{}” has 1 colored drawing.": "「{}」に 1 枚を彩色しました。",
    "1 drawing of “{}” was colored again.": "1 枚を「{}」で塗り直しました。",
    " 1 has nothing to paint.": " 1 枚には塗るものがありません。",
    "{} drawings of “{}” were colored again.": "{} 枚を「{}」で塗り直しました。",
    " {} have nothing to paint.": " {} 枚には塗るものがありません。",
    " Your own paint on {} was kept, as a key.": " {} の手塗りはキーとして残しました。",
    " “{}” lies hidden under it.": "「{}」は下に隠しました。",
    "Nothing has changed: “{}” stays as it is.": "変更はありません。「{}」はそのままです。",
    "Frame {} is colored.": "フレーム {} を彩色しました。",
    "Frame {} is colored under your own paint.": "フレーム {} を、手塗りの下に彩色しました。",
    "Cancelled; the document is as it was.": "キャンセルしました。ドキュメントは元のままです。",
    "Shiage is coloring another document.": "別のドキュメントを彩色中です。",
    # model sheets
    "References": "参考",
    "Model sheets": "色見本",
    "Model sheets and pictures that colors are taken from, beside the keys.": (
        "キーのほかに色の参考にする、色見本や画像。"
    ),
    "Add …": "追加 …",
    "Remove": "削除",
    "Take colors from a layer, a picture file or another open document": (
        "レイヤー、画像ファイル、または開いている別のドキュメントを色の参考にします"
    ),
    "Take no more colors from what is selected in the list": "一覧で選んだものを色の参考から外します",
    "Picture files …": "画像ファイル …",
    "Pictures": "画像",
    "Open documents": "開いているドキュメント",
    "Layers of this document": "このドキュメントのレイヤー",
    "A layer of this document": "このドキュメントのレイヤー",
    "Another document, as it shows when you color": "別のドキュメント。彩色するときの見た目を使います",
    "unsaved document": "保存していないドキュメント",
    "{} (missing)": "{}（見つかりません）",
    "The layer “{}” is gone.": "レイヤー「{}」がありません。",
    "The file {} is not there.": "ファイル {} がありません。",
    "The document “{}” was closed.": "ドキュメント「{}」は閉じられています。",
    "Remove it from the references, or choose it anew.": "参考から削除するか、選び直してください。",
    "“{}” has the lines and cannot be a model sheet of them.": "「{}」は線画なので、色見本にはできません。",
    "“{}” has the keys: it need not be a model sheet, too.": (
        "「{}」はキーのレイヤーです。色見本に加える必要はありません。"
    ),
    "“{}” has {} drawings: the first {} are taken as model sheets.": (
        "「{}」には絵が {} 枚あります。最初の {} 枚を色見本にします。"
    ),
    "“{}” is {} x {} pixels; at most {} fit each way.": "「{}」は {} x {} ピクセルです。各辺 {} までです。",
    "Nothing is painted on “{}”: remove it from the references.": (
        "「{}」には何も塗られていません。参考から削除してください。"
    ),
    "Krita cannot open the model sheet {}: save it as PNG.": (
        "色見本 {} を Krita で開けません。PNG で保存してください。"
    ),
    "The model sheet {} cannot be read: {}": "色見本 {} を読み込めません：{}",
    "What is going on, and how far it has come": "進行中の作業と進み具合",
    # stages
    "looking at the keys": "キーを確認中",
    "sending": "送信中",
    "finding regions": "領域を検出中",
    "comparing drawings": "絵を照合中",
    "deciding": "色を決定中",
    "aligning": "位置合わせ中",
    "refining": "仕上げ中",
    "drawing": "描画中",
    "taking in": "受け取り中",
    "bringing in": "取り込み中",
    "recoloring": "色を置き換え中",
    "leaving trace lines out": "色トレス線を除去中",
    "Cancel coloring": "彩色をキャンセル",
    "Where is Shiage’s engine?": "Shiage のエンジンの場所",
    # frames in a sentence
    "frame {}": "フレーム {}",
    "frames {}": "フレーム {}",
    "frames {} and {} more": "フレーム {} ほか {} 枚",
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
    "Frame {} of “{}” is painted, but lies outside the range, and nothing in it is painted: widen the range, "
    "or color a frame in it by hand.": (
        "フレーム {}（「{}」）は塗られていますが範囲の外で、範囲の中には塗ったフレームがありません。"
        "範囲を広げるか、範囲の中の1フレームを塗ってください。"
    ),
    "The canvas has another size now: color it again.": (
        "キャンバスの大きさが変わりました。もう一度彩色してください。"
    ),
    "“{}” is no production: choose a folder that has a {} in it.": (
        "「{}」は作品フォルダーではありません。{} のあるフォルダーを選んでください。"
    ),
    "looking at the production’s cuts": "作品の完成カットを読み取り中",
    "“{}” has no key: “{}” is taken as one.": "「{}」にキーがないため、「{}」をキーにしました。",
    "Nothing could be painted: the keys’ paint was not understood. A key needs its regions filled, "
    "not only touched. Nothing was changed.": (
        "塗れませんでした。キーの塗りを読み取れません。キーは領域を塗りつぶしてください。変更はありません。"
    ),
    "Nothing could be painted.": "塗れませんでした。",
    "Nothing could be painted: the keys’ paint was not understood here.": (
        "塗れませんでした。ここではキーの塗りを読み取れません。"
    ),
    "Lines and colors are one layer: paint the keys on a layer of their own.": (
        "線画と彩色が同じレイヤーです。キーは別のレイヤーに塗ってください。"
    ),
    "The layer with corrections is gone: choose another one, or none.": (
        "修正のレイヤーがありません。別のレイヤーか「なし」を選んでください。"
    ),
    "The range ends at {}, before it begins at {}.": "範囲の終わり {} が始まり {} より前です。",
    "Frame {} is outside the range from {} to {}.": "フレーム {} は範囲 {} ～ {} の外です。",
    "“{}” has no drawing between frames {} and {}.": "「{}」のフレーム {} から {} の間に絵がありません。",
    "“{}” has no drawing at frame {}.": "「{}」のフレーム {} に絵がありません。",
    "“{}” is no paint layer, so no frame can be painted there: color the whole shot.": (
        "「{}」はペイントレイヤーではないため、フレームを塗れません。カット全体を彩色してください。"
    ),
    "“{}” is locked: unlock it, the shot is colored there.": (
        "「{}」はロックされています。カットの彩色先なので解除してください。"
    ),
    "“{}” is locked: unlock it, or color the whole shot.": (
        "「{}」はロックされています。ロックを外すか、カット全体を彩色してください。"
    ),
    "“{}” is hidden: show it to see what is painted there.": "「{}」は非表示です。表示してください。",
    "The transparency of “{}” is locked: unlock it to paint there.": (
        "「{}」の透明度がロックされています。ロックを外してください。"
    ),
    "Neither “{}” nor “{}” is painted: color a frame by hand, or scribble colors on one.": (
        "「{}」にも「{}」にも塗ったものがありません。1枚塗るか、色を走り書きしてください。"
    ),
    "No other frame of “{}” is painted, and a drawing is no key of itself: color another one by hand, or "
    "press Color shot.": (
        "「{}」にほかの塗ったフレームがなく、絵はそれ自身のキーにはなりません。"
        "別のフレームを塗るか、カットを自動彩色してください。"
    ),
    "No other frame of “{}” is painted: color a key by hand first.": (
        "「{}」にほかの塗ったフレームがありません。まずキーを塗ってください。"
    ),
    "You painted on frame {} of “{}” yourself: it is a key and stays.": (
        "フレーム {}（「{}」）は手塗りのキーなので、そのまま残します。"
    ),
    "You went on from frame {} meanwhile; go back there and color it again.": (
        "途中でフレーム {} から移動しました。戻ってもう一度彩色してください。"
    ),
    "The layer was removed; nothing was changed.": "レイヤーが削除されました。変更はありません。",
    "The document was closed; nothing was changed.": "ドキュメントが閉じられました。変更はありません。",
    "The document or its result was closed or removed; nothing was changed.": (
        "ドキュメントまたは結果が閉じられたか、削除されました。変更はありません。"
    ),
    "The document or its lines were closed or removed; nothing was changed.": (
        "ドキュメントまたは線画が閉じられたか、削除されました。変更はありません。"
    ),
    "Some drawings of “{}” are to be renewed, which Krita does only while its document is shown: go there "
    "and color again.": (
        "「{}」の絵の一部を塗り直します。ドキュメントを表示してからもう一度彩色してください。"
    ),
    "The result could not be brought in: {}": "結果を取り込めませんでした：{}",
    "The layer could not be brought in: {}": "レイヤーを取り込めませんでした：{}",
    "The recolored shot could not be brought in: {}": "色を置き換えたカットを取り込めませんでした：{}",
    "There is no result to recolor: color the shot first.": "結果がありません。先に彩色してください。",
    "Swatches are replaced in flat shots only: shaded ones are no single color.": (
        "色の置き換えはベタ塗りのカットだけです。陰影のある色は一色ではありません。"
    ),
    "That color is another swatch’s already: both could not be told apart any more.": (
        "その色はすでに別の色見本にあり、区別できなくなります。"
    ),
    "{} drawings are recolored; keys take the new color whenever you color again.": (
        "{} 枚の色を置き換えました。次の彩色からキーも新しい色になります。"
    ),
    "{} without trace lines": "{}（色トレス線なし）",
    "frame {} has {} regions; 65535 fit: is it noise?": (
        "フレーム {} の領域が {} 個あります。65535 個までです。ノイズではありませんか。"
    ),
    "The keys’ colors could not be found again in their own color space.": (
        "キーの色を元の色空間で見つけられませんでした。"
    ),
    "Shiage met an error of its own: {}": "Shiage のエラーです：{}",
    "The engine did not answer.": "エンジンの応答がありません。",
    "The engine ended while it started. `shiage doctor` says what is wrong with it.": (
        "エンジンが起動中に終了しました。`shiage doctor` で原因を確認できます。"
    ),
    "The job was cancelled from outside: color again.": (
        "外部からキャンセルされました。もう一度彩色してください。"
    ),
    "The lines of {} are too light to be seen as lines.": "{} の線が薄すぎて、線として読み取れません。",
    # the production's model
    "reading the shot": "カットを読み取り中",
    "Not colored yet: {}. Color the shot and look it through, then add it.": (
        "まだ塗られていません：{}。カットを彩色して確認してから追加してください。"
    ),
    "The shot is sent to its production.": "カットを作品に送りました。",
    "Choose a production first.": "先に作品を選択してください。",
    "Choose a production under Layers: its model can be tuned then.": (
        "「レイヤー」で作品を選択すると、そのモデルを調整できます。"
    ),
    "The production is busy: wait for that, or cancel it.": (
        "この作品は処理中です。終わるまで待つか、やめてください。"
    ),
    "There is no version “{}”.": "「{}」という版はありません。",
    "   wrong regions {} → {}": "   間違い {} → {}",
    "starting the engine": "エンジンを起動中",
    "adding the shot": "カットを追加中",
    "waiting": "待機中",
    "waiting for another tune": "別の調整を待っています",
    "waiting while a shot is colored": "カットの彩色が終わるのを待っています",
    "coloring what was held out": "検証用の絵を彩色中",
    "learning": "学習中",
    "paused": "一時停止中",
    "Loss {:.3f}, held out {:.3f}, before {:.3f}": "損失 {:.3f}、検証用 {:.3f}、前の版 {:.3f}",
    "as it came with Shiage": "Shiage 付属",
    "The tune was stopped; the version that was used stays.": (
        "調整をやめました。使っていた版はそのままです。"
    ),
    "No better than the version before, which stays: {}.": (
        "前の版より良くならなかったため、そのまま使います：{}。"
    ),
    "Version {} is used from now on.": "これからは {} 版を使います。",
    "Held out: wrong regions {} → {}, loss {:.3f} → {:.3f}.": (
        "検証用の絵：間違った領域 {} → {}、損失 {:.3f} → {:.3f}。"
    ),
}

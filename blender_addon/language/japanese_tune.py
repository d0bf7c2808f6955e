# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a production's model, in Japanese, by its English."""

TUNE = {
    "Choose a production first": "先に作品を選択してください",
    "The production is busy: wait for that, or cancel it": (
        "この作品は処理中です。終わるまで待つか、キャンセルしてください"
    ),
    "Frame {} has no fills: color the shot and look it through first, then add it": (
        "フレーム {} に塗りがありません。カットを彩色して確認してから追加してください"
    ),
    "No tune is under way": "調整中のモデルはありません",
    "There is no version '{}'": "「{}」という版はありません",
    "There is no picture of this version": "この版の画像はありません",
    "Version {} is used from now on": "これからは {} 版を使います",
    "No better than the version before, which stays: {}": (
        "前の版より良くならなかったため、そのまま使います：{}"
    ),
    "Held out: wrong regions {} to {}, loss {:.3f} to {:.3f}": (
        "検証用の絵：間違った領域 {} → {}、損失 {:.3f} → {:.3f}"
    ),
    "The tune was cancelled; the version that was used stays": (
        "調整をキャンセルしました。使っていた版はそのままです"
    ),
    "Loss {:.3f}, held out {:.3f}, before {:.3f}": "損失 {:.3f}、検証用 {:.3f}、前の版 {:.3f}",
    "wrong {} to {}": "間違い {} → {}",
    "Unknown": "不明",
    "As it came with Shiage": "Shiage 付属",
    "Adding the shot": "カットを追加中",
    "Waiting for another tune": "別の調整を待っています",
    "Waiting while a shot is colored": "カットの彩色が終わるのを待っています",
    "Coloring what was held out": "検証用の絵を彩色中",
    "Learning": "学習中",
    "Paused": "一時停止中",
}

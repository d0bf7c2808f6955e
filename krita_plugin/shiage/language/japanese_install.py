# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing the engine, trying Shiage and reporting, in Japanese, by its English."""

INSTALL = {
    "Install engine": "エンジンをインストール",
    "Go on installing": "インストールを続ける",
    "Repair engine": "エンジンを修復",
    "Update engine": "エンジンを更新",
    "Remove engine": "エンジンを削除",
    "Stop": "中止",
    "From wheels …": "wheel から …",
    "Folder of wheels": "wheel のフォルダー",
    "automatic": "自動",
    "processor": "プロセッサー",
    "NVIDIA’s graphics card": "NVIDIA のグラフィックカード",
    "Apple’s graphics": "Apple のグラフィック",
    "Install the engine that does the work, into a folder of its own": (
        "作業を行うエンジンを専用フォルダーにインストールします"
    ),
    "Stop; what has come stays, to go on from": "止めます。済んだ分は残り、続きから再開できます",
    "Install from a folder of wheels, without a network": (
        "ネットワークなしで、wheel のフォルダーからインストールします"
    ),
    "What the engine’s networks shall run on": "エンジンのネットワークを何で動かすか",
    "{} MB come over the network and fill {} MB on the disk.": (
        "{} MB をダウンロードし、ディスクを {} MB 使います。"
    ),
    "Folder: {}": "フォルダー：{}",
    "Device: {}": "デバイス：{}",
    "An installation stopped half-way.": "インストールが途中で止まっています。",
    "The Python that the engine was installed with is gone.": (
        "エンジンをインストールしたときの Python がなくなりました。"
    ),
    "The engine ({}) is older than this plug-in ({}).": "エンジン（{}）がこのプラグイン（{}）より古いです。",
    "This plug-in ({1}) is older than the engine ({0}): import its newer zip.": (
        "このプラグイン（{1}）がエンジン（{0}）より古いです。新しい zip をインポートしてください。"
    ),
    "The engine {} is installed.": "エンジン {} をインストールしました。",
    "The engine is removed.": "エンジンを削除しました。",
    "Installing was cancelled.": "インストールを中止しました。",
    "Engine": "エンジン",
    "Choose another, mend or remove the engine, or copy what a report of a fault needs": (
        "別のエンジンの選択、修復、削除、不具合報告用の情報のコピー"
    ),
    "Choose program …": "プログラムを選ぶ …",
    "Choose environment …": "環境を選ぶ …",
    "Use the installed one": "インストール済みのものを使う",
    "Copy diagnostics": "診断情報をコピー",
    "Try it": "試してみる",
    "Diagnostics are copied: paste them into your report.": (
        "診断情報をコピーしました。報告に貼り付けてください。"
    ),
    "Remove the engine and all that was installed with it?": (
        "エンジンと、一緒にインストールしたものをすべて削除しますか？"
    ),
    "No document is open: open a shot, or choose Try it under Engine.": (
        "ドキュメントが開かれていません。カットを開くか、「エンジン」の「試してみる」を選んでください。"
    ),
}

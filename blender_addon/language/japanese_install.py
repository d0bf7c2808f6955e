# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing the engine, trying Shiage and reporting, in Japanese, by its English."""

INSTALL = {
    "There is no engine yet: press Install Engine in Shiage's panel": (
        "エンジンがまだありません。Shiage のパネルで「エンジンをインストール」を押してください"
    ),
    "Install Engine": "エンジンをインストール",
    "Go On Installing": "インストールを続ける",
    "Update Engine": "エンジンを更新",
    "Repair Engine": "エンジンを修復",
    "Remove Engine": "エンジンを削除",
    "Install From Wheels": "wheel からインストール",
    "Choose Engine": "エンジンを選ぶ",
    "Cancel Installing": "インストールを中止",
    "Install the engine that does the work, into a folder of its own": (
        "作業を行うエンジンを専用フォルダーにインストールします"
    ),
    "Install the engine from a folder of wheels, without a network": (
        "ネットワークなしで、wheel のフォルダーからエンジンをインストールします"
    ),
    "Stop installing; what has come stays, to go on from": (
        "インストールを止めます。済んだ分は残り、続きから再開できます"
    ),
    "Install the engine of this add-on over the one that is there; a job under way is finished first": (
        "このアドオンのエンジンに更新します。実行中の作業は先に終わらせます"
    ),
    "Install the engine anew, into an empty environment": "空の環境にエンジンを入れ直します",
    "Remove the engine's folder; nothing else is touched": (
        "エンジンのフォルダーを削除します。ほかには何もしません"
    ),
    "Choose another engine: its program, a Python it is installed in, or the folder of an environment": (
        "別のエンジンを選びます：プログラム、インストール先の Python、または環境のフォルダー"
    ),
    "Folder of Wheels": "wheel のフォルダー",
    "Install For": "インストール対象",
    "The best that is found": "見つかった最良のもの",
    "Runs everywhere": "どこでも動きます",
    "NVIDIA's graphics cards": "NVIDIA のグラフィックカード",
    "{} MB come over the network and fill {} MB on the disk": (
        "{} MB をダウンロードし、ディスクを {} MB 使います"
    ),
    "From a folder of wheels, {} MB on the disk": "wheel のフォルダーから、ディスクを {} MB 使います",
    "Folder: {}": "フォルダー：{}",
    "Device: {}": "デバイス：{}",
    "processor": "プロセッサー",
    "NVIDIA's graphics card": "NVIDIA のグラフィックカード",
    "Apple's graphics": "Apple のグラフィック",
    "An installation stopped half-way": "インストールが途中で止まっています",
    "The Python that the engine was installed with is gone": (
        "エンジンをインストールしたときの Python がなくなりました"
    ),
    "The engine ({}) is older than this add-on ({})": "エンジン（{}）がこのアドオン（{}）より古いです",
    "This add-on ({1}) is older than the engine ({0}): install its newer zip": (
        "このアドオン（{1}）がエンジン（{0}）より古いです。新しい zip をインストールしてください"
    ),
    "The engine {} is installed": "エンジン {} をインストールしました",
    "The engine is removed": "エンジンを削除しました",
    "Installing was cancelled": "インストールを中止しました",
    "Blender is kept from the network: allow online access in its preferences, under System": (
        "Blender のオンラインアクセスが無効です。プリファレンスの「システム」で許可してください"
    ),
    "Try It": "試してみる",
    "Open a scene with lines and two keys, ready to be colored, beside what is open": (
        "線画と 2 枚のキーがあるシーンを、今のファイルに追加して開きます"
    ),
    "Press Auto-color Shot: the first and the last drawing are keys": (
        "「カットを自動彩色」を押してください。最初と最後の絵がキーです"
    ),
    "Copy Diagnostics": "診断情報をコピー",
    "Copy versions, device, settings and the end of the logs, for a report of a fault": (
        "バージョン、デバイス、設定、ログの末尾を不具合報告用にコピーします"
    ),
    "Diagnostics are copied: paste them into your report": (
        "診断情報をコピーしました。報告に貼り付けてください"
    ),
    "Choose a grease-pencil object whose drawings shall be colored, or try a scene of ours": (
        "彩色するグリースペンシルを選ぶか、用意されたシーンで試してください"
    ),
    "The engine is being installed already": "エンジンはすでにインストール中です",
}

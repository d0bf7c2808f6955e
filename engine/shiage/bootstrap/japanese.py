# SPDX-License-Identifier: Apache-2.0
"""What an installation says, in Japanese, by its English."""

STEPS = {
    "Waiting for the engine to finish its job": "エンジンの作業が終わるのを待っています",
    "Making an environment for Python": "Python の環境を作成しています",
    "Downloading {} ({} MB)": "{} をダウンロードしています（{} MB）",
    "Installing {} packages": "{} 個のパッケージをインストールしています",
    "Installing {} package": "{} 個のパッケージをインストールしています",
    "Fetching Python {}": "Python {} を取得しています",
    "Trying the engine": "エンジンを確認しています",
    "Removing the engine": "エンジンを削除しています",
}

PROBLEMS = {
    "{} is in use for something else: let {} name an empty folder": (
        "{} は別の用途で使われています。{} に空のフォルダーを指定してください"
    ),
    "The folder {} cannot be written: {}": "フォルダー {} に書き込めません：{}",
    "The engine is being installed by another program: wait for it": (
        "別のプログラムがエンジンをインストールしています。終わるまでお待ちください"
    ),
    "This add-on is not complete: install it from its zip": (
        "このアドオンは不完全です。zip からインストールしてください"
    ),
    "PyTorch is no longer made for Macs with an Intel processor: use an engine on another machine": (
        "Intel プロセッサーの Mac 用の PyTorch は提供されなくなりました。別のマシンのエンジンを使ってください"
    ),
    "The engine's libraries are not made for this processor ({})": (
        "エンジンのライブラリーはこのプロセッサー（{}）に対応していません"
    ),
    "The disk of {} has {} MB free and the engine needs {}: free some space and try again": (
        "{} のディスクの空きは {} MB ですが、エンジンには {} MB 必要です。"
        "空きを増やしてもう一度お試しください"
    ),
    "The disk is full: free some space and go on; what is there stays": (
        "ディスクがいっぱいです。空きを増やして続けてください。済んだ分は残っています"
    ),
    "The package index shows a certificate that is not known here: set `cert` in pip's settings": (
        "パッケージ配布元の証明書を確認できません。pip の設定の cert を指定してください"
    ),
    "The package index, or the proxy before it, lets nobody in: see pip's settings, and {}": (
        "パッケージ配布元またはプロキシに拒否されました。pip の設定と {} を確認してください"
    ),
    "{} has no wheel of {} for this Python: fetch it too": (
        "{} にこの Python 用の {} の wheel がありません。追加してください"
    ),
    "The network broke off: go on when it is back; what has come stays": (
        "ネットワークが切れました。つながったら続けてください。済んだ分は残っています"
    ),
    "The package index has no {} for this Python: see {}": (
        "パッケージ配布元にこの Python 用の {} がありません：{}"
    ),
    "pip failed ({}): see {}": "pip が失敗しました（{}）：{}",
    "There is no Python 3.10 to 3.13 on this machine: install one from python.org, then try again": (
        "このマシンに Python 3.10～3.13 がありません。python.org から入れて、もう一度お試しください"
    ),
    "There is no Python 3.10 to 3.13 on this machine, and none could be fetched ({}): install one "
    "from python.org, then try again": (
        "このマシンに Python 3.10～3.13 がなく、取得もできませんでした（{}）。"
        "python.org から入れて、もう一度お試しください"
    ),
    "The package index does not answer ({}): go on when it does": (
        "パッケージ配布元が応答しません（{}）。応答するようになったら続けてください"
    ),
    "Python {} makes no environment ({})": "Python {} では環境を作成できません（{}）",
    "The engine was installed but does not start ({}): mend it, and see {}": (
        "エンジンはインストールされましたが起動しません（{}）。修復してください：{}"
    ),
    "There is no engine in {}": "{} にエンジンはありません",
    "There is no program '{}': choose another engine": (
        "プログラム「{}」がありません。別のエンジンを選んでください"
    ),
    "There is no engine in the folder '{}': choose an environment that Shiage is installed in": (
        "フォルダー「{}」にエンジンがありません。Shiage を入れた環境を選んでください"
    ),
    "Shiage met an error of its own: {}": "Shiage で内部エラーが起きました：{}",
}

TEXTS = {**STEPS, **PROBLEMS}
"""All of them."""

import type { Messages } from "../core/language.js";

/** The messages of the rules in Japanese, by rule id and message id. */
export const messages: Messages = {
  "supported-language": {
    unread: "検査していません。読めるのは日本語と英語だけです(検出: {{language}})。",
    otherLanguage: "検査していません。読めるのは日本語だけです(検出: {{language}})。",
  },
  "no-empty": {
    empty: "プロンプトに言葉がありません。",
    write: "誰がどう動くかを書いてください。例:「少女がゆっくり顔を上げる。」",
  },
  "no-vague-request": {
    vague: "動画の依頼だけで、誰がどう動くのかが分かりません。",
    write: "誰がどう動くかを書いてください。例:「女性がゆっくりと右を向き、優しく微笑む。」",
  },
  "require-motion": {
    still: "動くものがありません。絵の説明になっています。",
    add: "何がどう動くかを書いてください。",
    addFor: "「{{subject}}」か、その周りがどう動くかを書いてください。",
  },
  "require-subject-motion": {
    cameraOnly: "動くのはカメラだけで、写っているものは止まったままです。",
    add: "被写体か背景の動きを一つ加えてください。",
  },
  "require-subject": {
    noActor: "「{{verb}}」のは誰か(何か)が書かれていません。",
    name: "主語を書いてください。画像に写っているものなら「被写体が」で十分です。",
    paste: "「被写体が」を頭に置きます。",
  },
  "require-manner": {
    how: "「{{verb}}」がどのように動くのか(速さ・強さ・回数)が書かれていません。",
    add: "「ゆっくり」「そっと」「三歩」のような言葉を加えてください。",
    paste: "「ゆっくり」を前に置きます。",
  },
  "require-ambient-motion": {
    frozen: "周りで何が起こるかが書かれていません。背景が止まったままになりがちです。",
    add: "周囲の動きか、「背景は静止」と書いてください。",
    paste: "「背景は静止している」を加えます。",
  },
  "no-generic-motion": {
    generic: "動きが「{{verb}}」だけで、何が見えるのか分かりません。",
    show: "見て分かる動きを書いてください。例:「三歩進んで窓の前で止まる」",
  },
  "max-actions": {
    tooMany: "{{seconds}}秒に動作が{{count}}個あります。{{max}}個が目安です。",
    tooManyUsual: "動作が{{count}}個あります。よくある長さの{{seconds}}秒では{{max}}個が目安です。",
    split: "主な動作を一つに絞るか、クリップを分けてください。",
  },
  "max-camera-moves": {
    tooMany: "一つのショットにカメラの動きが{{count}}個あります({{kinds}})。",
    one: "カメラの動きは一つに絞ってください。",
  },
  "no-contradiction": {
    opposite: "「{{one}}」と「{{other}}」は一つのショットで両立しません。",
    choose: "どちらかを選ぶか、「その後」のように順番を書いてください。",
  },
  "no-image-redescription": {
    redescribed: "画像に写っていることの説明になっています。最初のフレームは画像そのものです。",
    motion: "これから起こることを書いてください。",
  },
  "no-tag-list": {
    quality: "品質を表すタグを並べても、動きは伝わりません。",
    remove: "タグを省いてください。",
    list: "単語が並んでいるだけで、誰が何をするのかが分かりません。",
    sentence: "動詞のある文にしてください。例:「少女がゆっくりと星空を見上げる。」",
  },
  "no-negation": {
    negation: "「{{text}}」は否定の指示です。書かれたものが映りがちです。",
    say: "代わりに見えるものを書いてください。例:「顔立ちを保つ」「雲一つない空」。",
  },
  "no-command": {
    command: "「{{text}}」は依頼の言い方です。",
    tell: "画面で起きることを書いてください。例:「雪が降り始める」。",
  },
  "no-empty-adjective": {
    empty: "「{{text}}」だけでは、何が見えるのかが伝わりません。",
    show: "そう感じさせる動き・光・音を書いてください。",
  },
  "no-invisible-emotion": {
    feeling: "「{{text}}」は気持ちで、目に見える形になっていません。",
    show: "表情や仕草、息づかいで示してください。",
  },
  "no-scene-change": {
    change: "「{{text}}」は画像の場面から離れる指示です。",
    split: "場面ごとに別のクリップにするか、「カット1:…」のように分けて書いてください。",
  },
  "no-transformation": {
    transform: "「{{text}}」は画像にあるものを別のものに変える指示です。",
    start: "今の姿のままの動きを書いてください。",
  },
  "no-text-rendering": {
    text: "「{{text}}」のような文字は崩れがちです。",
    overlay: "できた動画に編集で重ねてください。",
  },
  "no-params-in-prose": {
    seconds: "「{{text}}」と書いても長さは決まりません。決めるのは `duration` です{{now}}。",
    size: "「{{text}}」と書いても大きさは決まりません。決めるのは `size` です{{now}}。",
    fps: "「{{text}}」と書いてもフレームレートは決まりません。決めるのはモデルです。",
    remove: "プロンプトから省き、必要ならパラメータで指定してください。",
  },
  "param-conflict": {
    seconds: "プロンプトには「{{text}}」とありますが、`duration` は {{now}} です。",
    size: "プロンプトには「{{text}}」とありますが、`size` は {{now}} です。",
    late: "「{{text}}」はクリップの終わりより後です(`duration` は {{now}})。",
    long: "「{{text}}」はクリップより長い時間です(`duration` は {{now}})。",
    remove: "プロンプトから省くか、パラメータを変えてください。",
    fit: "{{now}}秒に収まるように書くか、クリップを長くしてください。",
  },
  "max-dialogue": {
    tooMuch: "台詞を話すのに約{{needed}}秒かかりますが、クリップは{{seconds}}秒です。",
    words: "台詞を合わせて{{limit}}語ほどに短くするか、クリップを長くしてください。",
    morae: "台詞を合わせてかな{{limit}}文字ほどに短くするか、クリップを長くしてください。",
  },
  "dialogue-format": {
    open: "引用符が閉じていません。",
    close: "{{mark}} で閉じてください。",
    whose: "誰の台詞か分かりません。",
    name: "台詞の前に話者を書いてください。例: 刑事:「…」",
  },
  "no-real-person": {
    person: "「{{text}}」は実在の人物で、動画サービスに受け付けられません。",
    likeness: "「{{text}}」は実在の人物に似せる指示で、動画サービスに受け付けられません。",
    fictional: "年齢・服装・雰囲気で、架空の人物を描いてください。",
  },
  "no-protected-character": {
    character: "「{{text}}」には権利者がいて、動画サービスに受け付けられません。",
    style: "「{{text}}」は作り手の名前による作風の指定で、受け付けられないことがあります。",
    traits: "形・色・しぐさで、自分のキャラクターを描いてください。",
    look: "線・色・光など、見た目の特徴で書いてください。",
  },
  "no-unsafe-content": {
    minors: "未成年と性的な内容が一緒に書かれています。作ってはならない内容です。",
    refused: "「{{text}}」は動画サービスに受け付けられない内容です。",
    review: "送る前に内容を見直してください。",
  },
  "min-length": {
    words: "短すぎて、誰がどう動くのかが伝わりません({{count}}語。{{min}}語以上が目安です)。",
    characters: "短すぎて、誰がどう動くのかが伝わりません({{count}}文字。{{min}}文字以上が目安です)。",
    add: "誰がどう動くかを書いてください。例:「旗が風にゆっくりなびく。」",
  },
  "max-length": {
    long: "プロンプトが{{max}}語を超えています。後ろは反映されないことがあります。",
    characters: "プロンプトが{{max}}文字を超えています。後ろは反映されないことがあります。",
    short: "画像に写っているものの説明は省いてください。",
  },
  "no-mixed-language": {
    mixed: "「{{text}}」だけ別の言語で書かれています。",
    one: "プロンプト全体を一つの言語で書いてください。",
  },
  "no-placeholder": {
    placeholder: "「{{text}}」はテンプレートの穴埋めのままです。",
    fill: "実際の言葉に置き換えてください。",
  },
  "no-prompt-leftover": {
    wrapper: "「{{text}}」はプロンプトの一部ではありません。",
    flag: "「{{text}}」は別のツールの指定で、ただの文字として読まれます。",
    weight: "「{{text}}」は別のツールの重み付けで、ただの文字として読まれます。",
    negative: "ネガティブプロンプトは使えません。書いたものがかえって映ることがあります。",
    role: "「{{text}}」はチャットへの指示で、動画の内容ではありません。",
    reference: "「{{text}}」は何も指していません。画像に名前はありません。",
    remove: "削除してください。",
    name: "「女性」のように、画像に写っているものを書いてください。",
  },
  "no-invisible-chars": {
    unseen: "目に見えない文字 {{name}} が入っています。",
    lookalike: "「{{text}}」は数式用の文字です。",
    unreadable: "文字化けした文字(U+FFFD)が入っています。",
  },
};

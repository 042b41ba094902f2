/**
 * Words that say whether a Japanese verb, or a noun and する, moves. The verbs themselves are in `verb-table.ts`.
 *
 * @module
 */

/** After another verb's stem these make it an event: 「走り出す」, 「起き上がる」. */
export const eventVerbs = `出す だす 上げる あげる 出る 始める はじめる 上がる あがる 上る のぼる 昇る 去る 直す 戻る 戻す 抜ける 寄る 走る 飛ぶ 落ちる 降りる 散る 交う 移る 回る まわる 回す 歩く 落とす 下ろす 過ぎる 渡る 跳ねる 倒れる 返る 進む 舞う 直る`;
/** Second verbs in kana, of which a stem's first kana would not tell. */
export const kanaSeconds = `のぼる とぶ だす でる はじめる つづける あがる あげる さがる まわる まわす こむ つく つける かける かかる あう なおす ぬける よる よせる さる わたる ちる とる おりる おちる すぎる かえる いれる`;

/** サ変 nouns of states, feelings, requests and talk about the picture. Others move. */
export const stativeNouns = `
  位置 存在 着用 駐車 停車 静止 固定 維持 使用 関係 属 設置 配置 展示 装飾 待機 睡眠 正座 満開 対応 調和 反映 表現 強調 演出 描写 撮影
  再現 意識 注目 作成 生成 制作 変換 加工 編集 追加 削除 変更 修正 調整 保存 紹介 説明 分析 指定 設定 希望 依頼 お願い 完成 構成 表示 アニメ 装着 収納 紅葉 凍結 密着
  アニメーション ループ 見え 感 対 化 イメージ スタイル 保持 フォーカス カット 目指 満足 安定 集中 緊張 リラックス 感動 感謝 恋 愛 後悔 絶望 生活
  目 瞳 顔 形 色 肌 服装 姿 髪型 表情 様子 雰囲気 帽子 マスク 眼鏡 メガネ ネクタイ ポーズ 構図 質感 気 味 匂い 音 まま よう 笑顔 気分 反射 アップ
  象徴 準備 沈黙 集合 面 サイン
`;

/** Nouns of motion that say so without する: 「急旋回。」 */
export const motionNouns = `
  移動 回転 旋回 上昇 下降 落下 降下 前進 後退 接近 疾走 走行 飛行 滑空 着地 離陸 発車 出発 到着 加速 爆発 噴火 開花 散歩 登場 行進 演奏
  拍手 握手 お辞儀 深呼吸 まばたき 瞬き 急カーブ 談笑 微笑 突進 追跡 衝突 戦闘 抜刀 変身 発射 点灯 点滅 崩壊 跳躍 横断 羽ばたき 揺れ くしゃみ あくび 伸び
  ウインク ジャンプ ターン スピン ステップ ダンス ダッシュ スキップ ジョギング ランニング サーフィン スケート スキー スノーボード ハグ キス キック パンチ
  タイムラプス ダンク シュート ドリブル バク転 チェイス バトル アクション ピース
`;

/** Verbs that say only that something moves. */
export const genericVerbs = `動く うごく 動かす うごかす 動き出す 歩く あるく 進む 行く 移動する 演技する`;

/** Small motions that go along with another: no beat of their own. */
export const minorVerbs = `揺れる ゆれる 揺らめく なびく なびかせる はためく そよぐ 瞬く 翻る 漂う 震える 響く 鳴る 呼吸する まばたきする 瞬きする 輝く 光る きらめく 向かう 膨らむ ふくらむ 見る 持つ 波打つ`;

/** Subjects without a shape: 「計画が進む」, 「静けさが漂う」. */
export const abstractNouns = `感 性 さ 雰囲気 空気 気配 気分 魅力 物語 ストーリー 計画 時代 歴史 時間 世界 季節 気持ち 思い 感情 緊張 静寂 余韻 風情 美 香り 印象 夢 未来 声 音 音楽 曲 コンセプト`;

/** Changes that a noun after them shows happening: 「落ちるリンゴ」. */
export const fleeting = `落ちる 消える 現れる 倒れる 割れる 砕ける 崩れる 変わる 移る 入る 出る 溶ける 膨らむ ふくらむ 縮む 閉まる 動き出す 振り返る`;
/** Nouns for what happens: the verb before them is read as the end of a sentence. */
export const eventNouns = `動画 映像 ムービー 瞬間 シーン 場面 様子 途中 ところ 時 とき 間 後 あと 際 まで アニメーション カット ショット タイムラプス 動き 動作 姿 仕草`;

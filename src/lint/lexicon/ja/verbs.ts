/**
 * Words that say whether a Japanese verb, or a noun and する, moves. The verbs themselves are in `verb-table.ts`.
 *
 * @module
 */

/** After another verb's stem these make it an event: 「走り出す」, 「起き上がる」. */
export const eventVerbs = `出す だす 上げる あげる 出る でる 始める はじめる 上がる あがる 上る 昇る 去る 直る 直す なおす 戻る 抜ける 寄る よる 走る 飛ぶ 落ちる 降りる 散る 回る まわる 回す まわす 歩く 取る 止める 替える 帰る 来る 運ぶ 返す 返る 進む 舞う `;
/** Second verbs in kana, of which a stem's first kana would not tell. */
export const kanaSeconds = `たおす ぬく しめる のぼる とぶ めぐる だす でる はじめる つづける あがる あげる まわる まわす こむ つく つける かける かかる あう あわせる なおす きル ぬける よる よせる さる わたる ちる とる おりる おちる すぎる つくす すさぶ しきル そこなう かざす つぶす はらう はなす ちらす かえる かえす いれる たてる`;

/** サ変 nouns of states, feelings, requests and talk about the picture. Others move. */
export const stativeNouns = `
  駐車 渋滞 林立 停車 停泊 関係 所有 陳列 装飾 待機 睡眠 充満 対応 調和 反映 表現 強調 演出 描写 撮影 再現 想像 意識 参照 参考 [属感対化恋愛目瞳顔形色肌姿気味音接面置定成示用在持了正望座致続付減袋輪計鏡帯止敗慢信究声憩加息寝較婚]
  制作 変換 編集 削除 変更 調整 出力 保存 提供 紹介 説明 分析 依頼 記載 印刷 プリント デザイン アニメ アップロード ループ 見え アニメーション イメージ キープ フォーカス 露出 カット 期待 満足 成功
  集中 圧倒 興奮 緊張 リラックス 感動 感謝 安心 心配 後悔 勉強 仕事 生活 活動 体験 ピント 格好 服装 髪型 表情 マスク メガネ ネクタイ ピアス リボン マフラー エプロン ベルト メット グル グラス レス ホン ポーズ よう 
  反射 統一 検討 アップ 象徴 代表 確認 準備 宣伝 アピール 映え 沈黙 集合 開始 対峙 コントラスト 公開 拡大 縮小 可笑 (?<!散)髪 眉毛 毛並み おしゃれ きちん サイン
`;

/** Doubled sounds that describe a surface, such as ふわふわ, by their first half: with する no motion. */
export const textures = `ふわ もふ つる ざら つや ぴか すべ さら もち ぷに ごつ でこ ぎざ ぼろ ほか ぽか わく どき うき もこ ふか とろ しま いろ どん だん そろ もと きら ぎら ぱり かり さく`;

/** Nouns of motion that say so without する: 「急旋回。」 */
export const motionNouns = `
  上下 往復 移動 回転 旋回 上昇 下降 落下 降下 前進 後退 接近 疾走 走行 飛行 滑空 浮上 浮遊 着地 着陸 離陸 発車 出発 到着 加速 減速 停止 爆発 噴火 開花 散歩 登場 行進 演奏 演技 乾杯 拍手 握手 会釈 お辞儀 おじぎ 呼吸 まばたき 瞬き 宙返り 急カーブ 談笑 会話 微笑 突進 突撃 突入 追跡 逃走 脱出 激突 衝突 格闘 戦闘 抜刀 斬撃 変身 合体 発射 発進 発砲 点灯 点滅 明滅 崩壊 出現 消滅 跳躍 飛翔 乱舞 行列 横断 通過 入場 退場 羽ばたき 揺れ 身震い くしゃみ あくび 伸び
  ウインク ウィンク ジャンプ ターン スピン ステップ ダンス ダッシュ スキップ ジョギング ランニング サーフィン スケート スキー ドライブ ハグ キス キック パンチ ストレッチ タイムラプス ダンク シュート ドリブル スライディング バク[転宙] 側転 チェイス バトル アクション ドリフト ホームラン スマッシュ サーブ ハイタッチ ガッツポーズ ピース ダイブ スイング 小走り 早足 駆け足 合戦 綱引き 相撲 遊び 踊り かくれんぼ 餅つき 
`;

/** Verbs that say only that something moves. */
export const genericVerbs = `動く うごく 動かす 動ける 動き出す 歩く あるく 進む 行く 移動する 演技する`;

/** Small motions, speech and looks that go along with another action: no beat of their own. How the verbs begin. */
export const minorVerbs = `揺 ゆら ゆれ なび 靡 はため そよ 瞬 またた 翻 ひるがえ 漂 震 響 鳴 呼吸 まばたき 輝 光 きら 煌 向か(?!い合) 膨ら ふくら 見[るつせ] 波打 言う 話す 語 叫 呟 つぶや 囁 ささや 微笑 ほほ 笑 喜 遅れ 急[いぐ] 慌 ウ[ィイ]ンク`;

/** Subjects without a shape: 「計画が進む」, 「静けさが漂う」. */
export const abstractNouns = `こと 出来事 事件 事故 問題 トラブル 雰囲気 空気 気配 気分 魅力 物語 ストーリー 計画 時代 歴史 時間 世界 季節 人生 気持ち 疲れ 思い 想い 感情 緊張 静寂 余韻 風情 情緒 色彩 香り 匂い 元気 やる気 勇気 希望 印象 期待 未来 文化 伝統 技術 音楽 テーマ (?<!ら)さ [感性趣美夢声音曲観]`;

/** Nouns that a verb before them describes without motion: 「飛び出す絵本」. */
export const fixedNouns = `模様 柄 絵本 歩道 円盤 絨毯 機械 道具 方法 予定 人気 美しさ 魅力 世界観 風 スポーツ 競技 ゲーム 気配 感覚 印象 作品 物語 音 声 香り 匂い`;
/** Changes that a noun after them shows happening: 「落ちるリンゴ」. */
export const fleeting = `出かける 落ちる おちる 消える きえる 現れる あらわれる 倒れる たおれる 割れる われる 砕ける 崩れる 壊れる 変わる かわる 移る 入る 出る 溶ける とける 膨らむ ふくらむ 縮む 閉まる 動き出す 振り返る`;
/** Nouns for what happens: the verb before them is read as the end of a sentence. */
export const eventNouns = `動画 映像 ムービー 瞬間 シーン 場面 様子 途中 ところ 時(?![一-龠]) とき 間(?![一-龠]) 後(?![ろ一-龠]) あと 直後 途端 際 まで アニメーション カット ショット タイムラプス 動き 感じ(?![のがをとは]) 動作 姿(?!勢) 仕草 しぐさ`;

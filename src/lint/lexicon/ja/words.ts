/**
 * Japanese words that are not verbs of motion.
 *
 * @module
 */

/** Nouns of the surroundings: their motion is ambient. */
export const sceneNouns = `
  周囲 周り まわり 花びら 木[漏洩]れ日 [日陽][差射]し 太陽 [夕朝][日陽] もや 湯気 火の粉 [景風波葉木樹枝竹花桜雲空光月星雨雪霧靄煙炎火水泡海川滝湖池砂埃塵粒草麦森旗灯街車客鳥鳩蝶蛍影雷]
  水面 しぶき ほこり 粒子 エフェクト きらめき 草原 稲穂 カーテン のぼり のれん 暖簾 灯り 明かり ネオン 照明 人々 通行人 歩行者 [群観]衆 人たち カモメ シャボン玉
  ランプ ろうそく キャンドル 景色 オーロラ 蒸気 風鈴 看板 反射 稲妻 シャンデリア もみじ ススキ
`;

/** Parts of the subject that may move alone. */
export const parts = `髪 毛 尾 しっぽ 耳 口 唇 瞳 指 翼 羽 裾 袖 布 スカート マント リボン`;

/** Words of pace, strength or count. */
export const manner = `
   優し[いく] やさしく 勢い すばやく 突然 不意に ぴょん (?:[速早軽強深浅高]|激し|大き|小さ)く 素早い 急[にい激速ぎ] 徐々に 次第に 少し かすか 一瞬 一気に 一斉に 交互に
  リズ 優雅 慎重 丁寧 元気[よに] [次淡堂]々 絶え間なく スロー スピード [高低]速 全速力 早足 小走り ダイナミック 歩く速さ 息を切らし 小刻み 軽快 颯爽 ふと 自然に [るむ]ように(?![なしお。]) 繰り返
`;

/** Appearance that the image already shows: colors, clothes, places, light, style. */
export const appearance = `
  茶色 ピンク オレンジ 水色 長い髪 ドレス シャツ コート 帽子 スカート スーツ ジーンズ マフラー 眼鏡 着物 浴衣 かわいい 可愛い 綺麗 きれい 若い 背の高い 女の子 男の子 [赤青緑黄黒白紫髪瞳目服美夕夜朝森海山街窓空光]
  晴れ 青空 草原 部屋 背景 照明 リアル アニメ調 油絵 水彩 シネマティック 雰囲気
`;

/** Nouns of possible actors: anywhere in the prompt, they are the actor of a verb without a subject. */
export const actorNouns = `
  少年 子供 子ども こども 赤ちゃん おじいさん おばあさん 親子 夫婦 カップル キャラクター 被写体 モデル 俳優 シェフ 選手 ダンサー 歌手 戦士 騎士 侍 妖精 天使 ロボット [男女人彼母父員者犬猫鳥馬魚兎熊狐鹿象虎龍竜車船]
  ねこ いぬ うさぎ ウサギ クマ キツネ ライオン ドラゴン 怪獣 動物 ペット バイク 飛行機 商品 製品 ボトル
`;

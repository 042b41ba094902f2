/**
 * Japanese words that are not verbs of motion.
 *
 * @module
 */

/** Nouns of the surroundings: their motion is ambient. */
export const sceneNouns = `
  背景 遠景 周囲 周り まわり 風 波 葉 木々 木 樹 枝 竹 花びら 花 桜 雲 空 光 木漏れ日 日差し 太陽 夕日 朝日 月 星 雨 雨粒 雪 霧 もや 煙 湯気
  蒸気 炎 火 火の粉 火花 水面 水 水しぶき しぶき 泡 海 川 滝 湖 砂 埃 ほこり 草 麦 森 カーテン 旗 のれん 提灯 灯り 灯 明かり ネオン 照明 街
  車 電車 人々 人影 通行人 歩行者 客 群衆 観客 鳥 鳥たち 影 紙吹雪 ランプ ろうそく 景色 風景 花火 風鈴 反射 紅葉
`;

/** Words of pace, strength or count. */
export const manner = `
  ゆったり 静か[にな] しずかに 優し[くい] やさしく 穏やか 滑らか なめらか 軽やか 軽く 強く 激しく 勢い 素早 すばや 速く 早く 急に 急速 急激 急いで 突然 ふわり ふんわり
  ひらり くるり ちらり 徐々に 次第に 少し わずか 僅か かすか 微か 大きく 小さく 深く 浅く 高く 一瞬 何度も 繰り返 交互に リズミカル 優雅
  慎重 丁寧 堂々 一気に 一斉に のんびり 次々 自然に 柔らか 高速 低速 スロー ダイナミック 緩やか ゆるやか スピード 小走り 全速力 微細 しなやか
  力なく 歩く速さ
`;

/** Appearance that the image already shows: colors, clothes, places, light, style. */
export const appearance = `
  長い髪 赤 青 緑 黄 黒 白 金髪 銀髪 茶色 紫 ピンク オレンジ 水色 髪 瞳 目 服 ドレス シャツ コート 帽子 スカート スーツ 眼鏡 着物 浴衣 制服 美し
  かわいい 可愛い 綺麗 きれい 若い 美女 少女 女の子 男の子 晴れ 青空 夜 夕 朝 草原 森 海 山 街 部屋 窓 空 背景 光 照明 リアル 油絵 水彩
  高精細 シネマティック 雰囲気
`;

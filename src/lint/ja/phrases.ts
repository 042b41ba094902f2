/**
 * The patterns of Japanese.
 *
 * @module
 */

import type { Phrases, Speaker } from "../core/language.js";
import { lazy, unicodePattern } from "../core/word-list.js";
import { characters, makers, people } from "../lexicon/ja/names.js";
import * as content from "../lexicon/ja/unsafe.js";
import { forbids } from "../text/japanese.js";
import { toNamePattern } from "../text/pattern-matches.js";
import { negation, readNegation } from "./negation.js";

const labels =
  "被写体|主題|人物|キャラ(?:クター)?|主人公|動き|動作|アクション|モーション|カメラ(?:ワーク|の動き)?|背景(?:音)?|場面|シーン|環境|舞台|場所|状況|雰囲気|スタイル|画風|作風|ムード|照明|光|ライティング|色|色調|配色|音|音声|効果音|音楽|bgm|セリフ|台詞|会話|構図|質感|品質|画質|演出|時間|天気|季節|内容|説明|プロンプト|開始|終了|冒頭|最後|前半|後半";

const writing = "書|表示|刻|印字|文字|看板|ロゴ|タイトル|題|テロップ|字幕|ラベル|名札|ネオン|ポスター";
const isWritten = lazy(() => new RegExp(`^(?:と(?:いう)?|の|が)[^。、「」\\n]{0,8}(?:${writing})`));
const said =
  /^[\s、]?と([^。、「」\n]{0,14}?)(?:言|いう(?!文字|名|看板|字)|話|語|叫|呼|囁|ささや|つぶや|呟|答え|聞|尋ね|問|伝え|告げ|歌|声|挨拶|しゃべ|喋)/;
const nameOnly = unicodePattern(
  String.raw`^[\s\-*・]{0,4}([\p{L}\p{N}][\p{L}\p{N}ー・]{0,9}?)(?:\([^()]{0,15}\))?\s*$`,
);
const getAgent = (text: string) => /([^\s、。,がは]{1,20})[がはも][^。「」\n]{0,20}$/.exec(text)?.[1];

function findSpeaker(before: string, after: string): Speaker {
  const verb = said.exec(after);
  if (!verb) return null;
  return (getAgent(before) ?? verb[1]?.replace(/[がは].*$/, "")) || nameOnly().exec(before)?.[1] || "";
}

function guessSpeaker(before: string, after: string, line: string): Speaker {
  const agent = getAgent(before);
  if (agent && /^[\s、]?と[^「『]/.test(after)) return agent;
  const name = /[「『]/.test(line) ? undefined : nameOnly().exec(before)?.[1];
  const japanese = /[\u3040-\u9fff]/.test(line);
  if (name && japanese && !/[がをはにのでともへて]$/.test(name)) return name;
  return agent && (japanese || line.includes(" ")) && /[.!?。…♪,]\s*$/.test(line) ? agent : null;
}

const digits = "〇一二三四五六七八九";
/** 十五 is 15, 三十 is 30. */
function parseNumber(kanji: string): number | undefined {
  if (!/^[一二三四五六七八九十]/.test(kanji)) return undefined;
  const [tens = "", ones = ""] = kanji.includes("十") ? kanji.split("十") : ["〇", kanji];
  return (tens ? digits.indexOf(tens) : 1) * 10 + Math.max(0, digits.indexOf(ones || "〇"));
}

const video = "(?:動画|ビデオ|映像|ムービー|クリップ|アニメ|リール|cm|ショート(?!ヘア|カット|ケーキ))";

/** After a time that an action takes: 「10秒間歩く」, 「10秒かけて開く」, but not 「10秒間の沈黙」, 「10秒間隔で」. */
const lasting =
  /^(?:間(?![のにがで隔前後おご毎置])|(?:間|ほど|くらい|ぐらい|程度|以上)?(?:を?かけ|に(?:わた|渡)[っり]))/;
/** What is over: 「10秒間走った後」. */
const isOver = /^[^。.!?\n]{0,30}?(?:た(?:後|あと)|[てで](?:いた|きた)|経[っつ]|経過|かのよう)/;
/** What began before the clip, what is only told, and what runs faster than it is shown. */
const elsewhere = /タイマー|アラーム|早送り|タイムラプス|倍速|ループ|これまで|今まで|すでに|既に/;

/**
 * Morae of Japanese text. Each kana is one, also っ, ん and ー; a small vowel or や-row kana belongs to the one before.
 * A kanji counts as two, about the average of its readings.
 */
function countMorae(text: string): number {
  const kana = text.match(/[\u3041-\u3096\u30a1-\u30faー]/g)?.length ?? 0;
  const small = text.match(/[ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ]/g)?.length ?? 0;
  const kanji = text.match(/[\u3400-\u9fff々]/g)?.length ?? 0;
  return kana - small + 2 * kanji;
}

/** Changes that are not transformations: mood, light, weather, pace. */
const sameThing =
  /氷|花|形|表情|笑|泣|顔|目|涙|怒り|喜び|空|夕|朝|昼|夜|色|光|影|季節|[春夏秋冬雨雪晴曇風霧音]|雰囲気|足|歩|走り|[赤青黄金緑白黒虹静]|信号|波|シルエット|アップ|視線|動き|トーン|方向|角度|向き|[大小]さ?|徐々|急|速/;

/** The subject stays as it is, 「静止したまま」, and moves as a whole. 「静止したまま、髪が揺れる」 names another subject. */
const frozen =
  "(?<![間息針計ラ点][がは])(?:[止固]まっ|寝|眠っ|(?:立ち尽く|静止|停止|じっと)し)た(?:まま|状態で)|(?<!を)動か(?:ないまま|ず)|一切動かない(?:[一-龠ァ-ヶー]{1,6}が)?|(?<![ラ景]の?)動き(?:ゼロ|[な無]し)|微動だに|身動き|身じろぎも?";
const wholeBody =
  "(?:動き回|走|駆け|歩[いきく]|踊|跳[びねん]|泳|暴れ|転が|回転|ジャンプ|波打)(?![^、。]{0,3}[出始]|.{0,3}[るくぐぶむうただ](?!動画|映像|感じ|姿)[一-龠ァ-ヶ])";

/** The patterns of Japanese. */
export const phrases = lazy((): Phrases => {
  const forbidden = new RegExp(forbids);
  const [person, character, maker] = [people, characters, makers].map(toNamePattern);
  return {
    succession: /から|へ|その後|次に|やがて|最後|一方|だんだん|徐々に|次第に|てから|変わ|または|ではなく/,
    simultaneous: /へ|から/g,
    isNegated: (before, after) =>
      forbidden.test(before) || /^(?:[^、]{0,5}(?:ず|ない|な[しく]|無し|禁止|ません)|[^。がを]{0,16}不要)/.test(after),
    // In Latin letters, too: other parts of such a prompt are not read.
    shots: "カット|ショット|シーン|shot|scene|cut",
    labels: {
      beforeColon: `(?:${labels})\\d{0,2}`,
      inBrackets: `[^\\][【】\\n]{0,3}(?:${labels})[^\\][【】\\n]{0,6}`,
    },
    quotes: {
      headings:
        "テロップ|字幕|タイトル|文字|看板|ロゴ|画風|スタイル|雰囲気|照明|カメラ|背景|効果音|音楽|bgm|プロンプト",
      lines: "セリフ|台詞|会話|音声",
      signs: writing,
      isWritten: (after) => isWritten().test(after),
      findSpeaker,
      guessSpeaker,
    },
    quantities: {
      numbers: "(?!)",
      parseNumber,
      to: "から",
      units: " ?[秒分](?!針|速|読|の一|割|咲)",
      lengths: "(?<!数)(?<number>[一二三四五六七八九十]{1,3})秒(?!針|速|読)",
      ofClip: `(?:間|くらい|ぐらい|程度|ほど|以内)?(?:の?(?![後前目]|あと|まで|から|して|ながら|静止)[^\\s、。,.!?をがはにで]{0,10}${video}|で(?:作|生成|制作|お願い)|尺)`,
      saysLength: "(?:長さ|尺|再生時間|秒数|合計|全体で|全|動画(?=[:=はで]))[はをがで:=]? ?(?:約|およそ)?",
      within: "(?:最[初後]|冒頭|初め|ラスト)の?|残り",
      about: "約|およそ|全",
      clock: "(?:時計|針|時刻|午[前後])[^。.\\n]{0,12}",
      shapes: `(?:[縦横](?:長|型|画面|(?=向き))?|正方形|スクエア)(?:向き)?(?=(?<video>な?${video}|(?<=.[長型きアェ形ク面])の(?:${video}|フォーマット)|で(?:作|生成|お願|出力))|)`,
      label: "(?:動画の)?(?:長さ|尺|時間|秒数|サイズ|解像度|比率|アスペクト比) ?[:=は] ?",
      isLengthOfAction: (before, after) => lasting.test(after) && !elsewhere.test(before) && !isOver.test(after),
      isOnClock: (words, after) => /[\ds秒] ?から ?\d/.test(words) || /^(?:目|時点)/.test(after),
    },
    placeholders: {
      actors: "被写体|人物|主語|主人公|名前|動物|商品",
      names:
        "(?:メイン)?(?:被写体|人物|主語|主人公|名前|動物|商品|キャラ(?:クター)?|動き|動作|場所|背景|シーン|スタイル|感情|天気|セリフ|色)名?",
      fill: "[^\\][\\n【】]{0,20}を(?:入力|入れる|記入)[^\\][\\n【】]{0,8}",
      afterHeading: "(?![がをはにのでとへもや])[ぁ-鿿]",
    },
    leftovers: {
      hint: "プロンプト|prompt|無視|忘れ|^\\s*(?:もちろん|承知|かしこ)",
      wrapper:
        "(?:はい、?|(?:もちろん(?:です)?|承知(?:しました|いたしました))[!。、])?(?:(?:以下|こちら|次)[はがに][^:。\\n]{0,40}プロンプト[^:。\\n]{0,20}|プロンプトは(?:以下|こちら)[^:。\\n]{0,9})[:。]|(?:もちろんです|承知(?:しました|いたしました)|かしこまりました)[!。、]",
      prompt: "(?:動画)?プロンプト|prompt",
      negative: "ネガティブ・?プロンプト|negative[ _-]?prompts?",
      order: "(?:以前|上記|これまで|前)の(?:指示|命令)を?(?:すべて|全て)?(?:無視|忘れ)(?:して|て)?(?:ください)?[。、]?",
    },
    tags: {
      quality:
        "[最超]?(?:高い?)?(?:品質|画質|精細|解像度|クオリティ)|神作画|超?美麗|傑作|名作|超?緻密|ハイクオリティ|フォトリアル|超リアル|(?:プロ|映画)(?:品質|クオリティ)",
      sentence: /[をがはへ]|(?:で|ます|です|した|[るうくすつぬむぐぶ])$/,
    },
    negation: negation(),
    readNegation,
    // With the object of the request.
    command:
      /(?:(?:[^\s、。,.!?をがにはへ]{1,9}[をがにはへ])?[^\s、。,.!?をがにはへ]{0,10}(?:[てで](?:ください|下さい|ほしい|欲しい|くれ|もらえ|いただ)|お願い(?:し|いた|致|。|$)))|(?:[^\s、。,.!?をがにはへ]{1,9}[をがにはへ])?(?:足し|加え|追加し|[つ付]け|変え|消し|作っ|生成し|入れ|させ|にし)て(?=[。.!?\n]|$)/g,
    praise:
      /美し[いくさ]|(?:か[っつ]こ|カッコ)(?:いい|よく|良[いく])|映画(?:的|のよう|みたい|風)な?|シネマティック|(?:感動的|素敵|すてき|壮大|幻想的|魅力的|印象的)[なに]?|素晴らし[いく]|エモい|おしゃれ|いい感じ|きれい|綺麗|迫力(?:の|が)?ある/g,
    detail: /[光影灯霧雨雪煙炎波色音声風輝赤青緑金白黒]|反射|きらめ|照ら|揺れ|舞|ピント|ボケ|ネオン|アップ|シルエット/,
    emotion:
      /(?:寂し|淋し|悲し|嬉し|切な|懐かし|悔し|恥ずかし|恋し|辛)(?:い(?=$|[\s、。!?,.]|です|気持ち|思い)|がって|く(?:な[るっ]|思|感じ))|(?:孤独|不安|幸せ|恐怖|怒り|喜び|悲しみ|寂しさ|絶望|後悔|焦り|緊張|憧れ)(?:を(?:感じ|覚え|抱)|に(?:包まれ|満ち|襲われ|駆られ)|だ(?=$|[。!?\s])|です)|(?:緊張|感動|後悔|安心|興奮|絶望)(?:して(?:いる|います)|する(?=$|[。\s])|します)/g,
    expression: /表情|[顔目瞳眉唇口頬涙泣笑肩手拳指腕首息声体]|微笑|ほほえ|視線|まなざし|震え|うつむ/,
    sceneChange:
      /場面(?:転換|[がをは](?:変わ|変え|切り?替|移))|シーン(?:[がを](?:変わ|変え|切り?替)|チェンジ|転換)|次の(?:カット|シーン|場面|ショット)(?![がを]待)|カット(?:[がを](?:切り?替|変わ)|バック)|(?:別|他|違う)の(?:シーン|場面|場所)[にへ]|暗転|(?:翌日|翌朝|次の日|[0-9一二三四五六七八九十数]{1,3}(?:時間|日|週間|[かヶカ]月|年)後)(?=[、,はに]|の(?!朝))/g,
    textRendering:
      /字幕|テロップ|キャプション|タイトル(?:文字|ロゴ|テキスト)|エンドロール|(?:文字|テキスト|ロゴ|タイトル|見出し|コピー|社名|店名|商品名)[をが][^\s、。をが]{0,8}(?:表示|出[すしてる]|出現|入れ|載せ|重ね|浮か|現れ|流[れす]|追加|付け|つけ|フェードイン|書き込|足し)(?!る?(?:ため|[左右上下]|余白|空き|スペース|場所|位置|部分|エリア))/g,
    surface:
      /看板|ネオン|黒板|紙|ノート|壁|ポスター|シャツ|ラベル|ボード|旗|のれん|提灯|スマホ|パソコン|モニター|テレビ|電光|新聞|箱|砂|札|石|缶|瓶|ボトル|ケーキ/,
    keptText: /^を[読見眺]|維持|保[つちっ]|残[すしっ]|そのまま|崩さ|鮮明|消[すしえ]/,
    transformation:
      /(?:服|衣装|制服|ドレス|髪型)が[^、。]{0,10}(?:変わ(?!ら)[るっり]?|変化)|[^\s、。はがも]{1,12}[にへ](?:姿を変え|(?:生まれ)?変わ(?!ら)[るっり]?|変身|変化|変形|化け)|(?:龍|竜|ドラゴン|動物|猫|犬|鳥|狼|怪物|ロボット|人形|人魚|石像)に(?:なる|なっ|なり)|モーフィング/g,
    isTransformation: ({ words, before }) => /^.{1,3}が/.test(words) || !sameThing.test(before.slice(-20) + words),
    person: new RegExp(
      `(${person})|(?:芸能人|俳優|女優|有名人|歌手|アイドル|首相|大統領|選手|(?<!お.{1,2})さん|氏)[にと]?(?:そっくり|似の|激似)|ディープフェイク`,
      "g",
    ),
    character: new RegExp(
      `(${character})|(?:${maker})(?:作品|アニメ|映画|監督|さん)?の?(?:風|っぽ[いくさ]|調|ような|みたいな|タッチ|スタイル|テイスト|画風|作風|世界観|絵柄)`,
      "g",
    ),
    unsafe: new RegExp(content.unsafe, "g"),
    minor: content.minor,
    sexualised: content.sexualised,
    opposites: [
      {
        hint: new RegExp(frozen),
        pattern: new RegExp(
          `((?:${frozen})(?=(?:ながら|(?!だけ)[^がはも。\\n]){0,24}${wholeBody}))|(${wholeBody})`,
          "g",
        ),
        within: 24,
      },
      {
        pattern:
          /(ゆっくり|ゆったり|スローモーション|のろのろ)|((?:すごい|猛烈な)(?:速さ|スピード|勢い)|素早|すばや|高速|猛スピード|猛烈|急いで|激しく|全速力)/g,
        within: 6,
      },
      {
        pattern:
          /(ワンカット|長回し|ノーカット|一発撮り)|((?:(?:高速|細かい|ジャンプ|\d回)カット|カット(?:を|が|に)?(?:割|切り?替))(?!.{0,8}(?:な[しくい]|せず|不要|禁止|避け|入れ(?:ない|ず))))/g,
        within: 40,
      },
      // 「背景は早送り、人物はスロー」 has two subjects.
      {
        pattern: /(スロー(?:モーション)?(?!.{0,5}[はがも].{0,5}早送))|(早送り(?!.{0,5}[はがも].{0,5}スロー))/g,
        within: 6,
      },
      { pattern: /(真昼|昼間|日中|白昼)|(真夜中|深夜|夜中|夜空|月夜)/g, within: 30 },
      {
        pattern:
          /(実写|フォトリアル|写実的|リアル(?:な|調))|(アニメ(?:調|風|ーション調)|漫画(?:調|風)|ドット絵|カートゥーン)/g,
        within: 20,
      },
    ],
    plainManner: /^(?:速く|早く|自然に|ゆっくり)$/,
    // A subject with が and a final verb, also one missing in the lexicon, but neither a verb of state nor a generic verb of motion.
    saysWhoDoes: /\p{L}が[^がは。]{2,9}[るうくすつむぶぐぬ](?<!ある|いる|なる|できる|見える|動く|うごく|変わる)。?$/u,
    paste: { still: "。背景は静止している", slowly: "ゆっくり", subject: "被写体が" },
    countMorae,
  };
});

// @module-tag node-independent

import { describe, expect, test } from "vitest";
import { ParsedPrompt } from "../../../src/lint/core/prompt.js";
import { japanese } from "../../../src/lint/ja/language.js";
import { readingTests } from "../../helpers/reading.js";

/** The motion's dictionary form, and its agent if that is not the subject. */
const { read, first } = readingTests(({ verb, by }) =>
  by === "subject" ? verb : by === "camera" ? "カメラ" : `${verb}/${by}`,
);

describe("verb forms", () => {
  test.each([
    ["終止形", "猫がしっぽを振る。", "振る"],
    ["終止形, 一段", "少女が顔を上げる。", "上げる"],
    ["ます", "猫がしっぽを振ります。", "振る"],
    ["ます, 一段", "花びらが揺れます。", "揺れる"],
    ["連用形", "猫がしっぽを振り、", "振る"],
    ["連用形, 一段", "花びらが揺れ、", "揺れる"],
    ["て, 促音便", "犬が走って、", "走る"],
    ["て, 撥音便", "鳥が飛んで、", "飛ぶ"],
    ["て, イ音便", "少女が歩いて、", "歩く"],
    ["て, イ音便, 濁る", "魚が泳いで、", "泳ぐ"],
    ["て, サ行", "少年が本を動かして、", "動かす"],
    ["た", "鳥が飛んだ。", "飛ぶ"],
    ["ている", "鳥が飛んでいる。", "飛ぶ"],
    ["ていく", "犬が走っていく。", "走る"],
    ["てくる", "犬が走ってくる。", "走る"],
    ["ながら", "少女が歩きながら、", "歩く"],
    ["たり", "猫が跳ねたり、", "跳ねる"],
    ["始める", "雨粒が落ち始める。", "落ちる"],
    ["受身", "旗が風に揺らされる。", "揺らす"],
    ["使役", "風が髪を揺らせる。", "揺らせる"],
    ["意向形", "猫が跳ぼうとする。", "跳ぶ"],
    ["可能形", "鳥が飛べるようになる。", "飛べる"],
    ["仮名書き", "彼女がほほえむ。", "ほほえむ"],
    ["交ぜ書き", "彼女がほほ笑む。", "ほほ笑む"],
    ["仮名書き", "彼がうなずく。", "うなずく"],
    ["仮名書き", "旗がはためく。", "はためく"],
    ["仮名書き", "くらげがふわふわただよう。", "ただよう"],
    ["仮名書き", "犬がボールをくわえて、", "くわえる"],
  ])("%s: %j", (_, text, verb) => {
    expect(read(text).all.map((motion) => motion.verb)).toContain(verb);
  });

  test("the range is the verb without its ending", () => {
    const marked = (text: string) => text.slice(...(first(text)?.range ?? [0, 0]));
    expect(marked("少女がゆっくり歩いています。")).toBe("歩い");
    expect(marked("花びらが揺れている。")).toBe("揺れ");
    expect(marked("鳥が飛ぶ。")).toBe("飛ぶ");
  });

  test.each([
    ["する", "犬がジャンプする。", "ジャンプする"],
    ["している", "花が回転している。", "回転する"],
    ["し、", "ロボットが起動し、", "起動する"],
    ["をする", "彼は深呼吸をする。", "深呼吸する"],
    ["して", "彼が拍手して笑う。", "拍手する"],
    ["of a noun that no table has", "彼女が端末を操作している。", "操作する"],
    ["体言止め", "空へジャンプ。", "ジャンプする"],
    ["体言止め", "公園を散歩。", "散歩する"],
    ["体言止め", "右から左へ移動。", "移動する"],
    ["before a noun", "疾走する馬", "疾走する"],
    ["before a noun", "落下するリンゴ", "落下する"],
  ])("サ変, %s: %j", (_, text, verb) => {
    expect(read(text).all.map((motion) => motion.verb)).toContain(verb);
  });
});

describe("motions", () => {
  test.each([
    ["犬が尻尾を振りながら駆けてくる。", ["振る", "駆ける"]],
    ["手をつないで歩く。", ["つなぐ", "歩く"]],
    ["うなずいて立ち去る", ["うなずく", "立ち去る"]],
    ["立ち止まって空を見上げる。", ["立ち止まる", "見上げる"]],
    ["女性がコーヒーを一口飲み、窓の外を見て微笑む。", ["飲む", "微笑む"]],
    ["女性がコーヒーを飲む。窓の外では雪が降っている。", ["飲む", "降る/scene"]],
    ["主人公が剣を掲げ、マントが風にはためく。", ["掲げる", "はためく"]],
    ["背景のカフェの客たちは自然に談笑している。", ["談笑する/scene"]],
    ["ラーメンの湯気が揺らめく。", ["揺らめく/scene"]],
    ["背景で紙吹雪が舞う。", ["舞う/scene"]],
    ["木漏れ日がちらちらと揺れる。", ["揺れる/scene"]],
    ["雲が流れていく。", ["流れる/scene"]],
    ["光が瓶の表面を滑る。", ["滑る/scene"]],
    ["星が瞬く。", ["瞬く/scene"]],
    ["旗がはためいている。", ["はためく/scene"]],
    ["商品が360度回る。", ["回る"]],
    ["チーズがとろりと伸びる。", ["伸びる"]],
    ["柴犬が首をかしげる。", ["かしげる"]],
    ["ハムスターがひまわりの種をかじる。", ["かじる"]],
    ["彼女の髪が風になびく。", ["なびく"]],
    ["ドラゴンが火を吐く。", ["吐く"]],
    ["シェフがフライパンを振る。", ["振る"]],
    ["パンダが笹を食べる。", ["食べる"]],
    ["彼女が泣き笑いする。", ["笑いする"]],
    ["少年は後ずさりする。", ["後ずさりする"]],
    ["走った後、立ち止まる。", ["走る", "立ち止まる"]],
    ["コーヒーに牛乳が混ざっていく。", ["混ざる"]],
    ["女性が旗を回し、踊る。", ["回す", "踊る"]],
    ["身につけたマントを翻す。", ["翻す"]],
    ["乗り物が走る。", ["走る"]],
    ["動物が走る。", ["走る"]],
  ])("%j: %j", (text, motions) => {
    expect(read(text).motions).toEqual(motions);
  });

  test.each([
    ["走る車", ["走る/scene"]],
    ["泳ぐ魚", ["泳ぐ"]],
    ["揺れるカーテン", ["揺れる/scene"]],
    ["踊る少女", ["踊る"]],
    ["飛ぶ鳥", ["飛ぶ/scene"]],
    ["夜の街を走る電車", ["走る/scene"]],
    ["傘をさして歩く女性", ["歩く"]],
    ["ボールを追いかける少年", ["追いかける"]],
  ])("the noun after a verb is its agent: %j", (text, motions) => {
    expect(read(text).motions).toEqual(motions);
    expect(first(text)?.hasActor).toBe(true);
  });
});

describe("nouns that contain a verb", () => {
  test.each([
    "乗り物のイラスト",
    "飲み物の写真",
    "食べ物の写真",
    "引き出しのある机",
    "動物園の入り口",
    "生き物図鑑のイラスト",
    "手前に花、奥に山",
    "流れ星の夜空",
    "落ち葉の道",
    "建物の前の広場",
    "着物姿の女性",
    "折り紙の鶴",
    "飛行機の模型",
    "滑り台のある公園",
    "焼き鳥の盛り合わせ",
    "切手のデザイン",
    "走り書きのメモ",
    "踊り場の窓",
    "笑顔の女の子",
    "笑い声の聞こえる部屋",
    "パン屋の店先",
    "壊れた時計のある机",
    "色あせた時間割",
    "倒れた後ろの椅子",
    "スポーツウェアを身につけた選手",
    "マントを身にまとい、集中した表情。",
    "光が床に四角い模様を作り、花が一輪。",
    "木が地面に影を落とす。",
    "洗練された部屋",
    "床の間に一輪挿し、畳は青い。",
    "子ども向け、明るい部屋",
    "すべてのバッグ、白い背景",
    "お手数をおかけします。添付いたしました。",
    "とにかくすごい",
    "焼きたてのパンとフライパン",
    "通りの角の店",
    "折りたたみの椅子",
    "光る石",
    "夕日に染まる街",
    "曲がりくねった道",
    "割れた窓ガラス",
    "閉じた本と開いた扉",
    "机に置かれたコーヒーカップ",
    "山に囲まれた湖",
    "畳まれたタオル",
    "壁に掛かった絵",
    "海に浮かぶ島",
    "森の中に建つ小屋",
    "丘の上に立つ木",
    "帽子をかぶっている男の子",
    "赤いドレスを着た女性",
    "手に花束を持った花嫁",
    "満開の桜",
    "結婚式の写真",
    "赤ちゃんの寝顔",
    "春のセールのバナー",
    "商品の紹介動画",
    "夜の東京、ネオン、雨",
    "コンセプトアート、廃墟の都市、霧",
  ])("%j", (text) => {
    expect(read(text).motions).toEqual([]);
  });
});

describe("〜ている", () => {
  test.each([
    "車が走っている。",
    "鳥が空を飛んでいる。",
    "雨が降っている。",
    "桜が舞っている。",
    "川が流れている。",
    "人が歩いている。",
    "店員がレジを打っている。",
    "客が食事している。",
    "母親が料理をしている。",
    "金魚が泳いでいる。",
    "髪が風になびいている。",
  ])("continuing action: %j", (text) => {
    expect(read(text).motions).toHaveLength(1);
  });

  test.each([
    "車が止まっている。",
    "停まっている電車",
    "鳥が枝に止まっている。",
    "人が並んでいる。",
    "客が座っている。",
    "椅子に座っている。",
    "立っている少女",
    "寝ている猫",
    "眠っている赤ちゃん",
    "スマホを見ている男性",
    "雪が積もっている。",
    "ドアが閉まっている。",
    "窓が開いている。",
    "旗が立っている。",
    "腕を組んで立っている男性",
    "騎士が剣を構えている。",
    "目を閉じている少女",
    "スカートが広がっている。",
    "咲いている花",
    "駐車している車",
  ])("state: %j", (text) => {
    expect(read(text).motions).toEqual([]);
  });

  test.each([
    ["自転車の横で馬が止まる。", "止まる"],
    ["窓が開く。", "開く"],
    ["少女が目を閉じる。", "閉じる"],
    ["スカートの裾が広がる。", "広がる"],
  ])("the same verb as an event: %j", (text, verb) => {
    expect(read(text).motions).toEqual([verb]);
  });
});

describe("any verb moves, unless a form or a closed class says that it is a state", () => {
  test.each([
    "職人が竹を編んでいる。",
    "店主がうどんを打っている。",
    "司書が本に判を押していく。",
    "母がシールをはがす。",
    "弟がチューブをしごいて絵の具を出す。",
    "整備士がボルトを締め付けしている。",
    "選手がスマッシュを決める。",
    "夕立で川が増水している。",
    "看板が風にあおられている。",
    "子犬がボールをとってくる。",
    "鳥がくるっと向きを変える。",
    "ゆっくりとまばたきをする。",
    "急旋回、急降下。",
    "うさぎがぴょんぴょん。",
    "子猫が毛布からひょっこり顔を出し、きょろきょろする。",
    "鍋から湯気が立っている。",
    "少年がボールを投げようとしている。",
    "魚が跳ねる瞬間",
    "花が咲くタイムラプス",
    "ゆっくりと開く扉",
    "燕が軒から空へ。",
  ])("moves: %j", (text) => {
    expect(read(text).motions).not.toEqual([]);
  });

  test.each([
    "棚に飾られた、大きな花瓶",
    "机に地図が広げてある。",
    "傘を差し、ベンチに座っている。",
    "毛布に埋もれて眠る子犬",
    "庭に小さな池がある。",
    "山小屋が霧に包まれている。",
    "障子から朝日が差し込む和室",
    "目の前に雄大な草原が広がる。",
    "穏やかな空気が流れる。",
    "計画が進む都市",
    "思いがけないことが起きる。",
    "飛び出す絵本",
    "丘へ登る坂道",
    "古い町を描いた水彩画",
    "腕を組んで壁にもたれている。",
    "猫が香箱座りをしている。",
    "毛がふわふわしている犬",
    "兄は昔を懐かしんでいる。",
    "見た目の美しい菓子",
    "盛り合わせ、詰め合わせ、引き出し",
    "赤く塗られたポスト",
    "焼く前のクッキー",
    "流れるような曲線",
  ])("a state: %j", (text) => {
    expect(read(text).motions).toEqual([]);
  });

  test.each([
    ["犬が飛びついてくる。", "飛びつく"],
    ["雨が降り注ぎ始める。", "降り注ぐ"],
    ["子どもが走り回り、", "走り回る"],
    ["犬が紐を引っ張る。", "引っ張る"],
    ["犬が走っとる。", "走る"],
    ["皿が落ちちゃった。", "落ちる"],
    ["母が子を笑わせる。", "笑わせる"],
  ])("%j: %s", (text, verb) => {
    expect(first(text)?.verb).toBe(verb);
  });

  test.each([
    ["職人が包丁を研ぐ。", "研ぐ"],
    ["職人が包丁を研いでいる。", "研ぐ"],
    ["蛇が鎌首を擡げる。", "擡げる"],
    ["母が餅を千切って丸める。", "切る"],
    ["漁師が網を手繰り寄せます。", "繰り寄せる"],
    ["少女が手毬を撞く。", "撞く"],
    ["神主が御幣を振って祓う。", "祓う"],
    ["男が斧を振りかざしている。", "振りかざす"],
    ["雛が卵から孵ろうとしている。", "孵る"],
    ["鶏がえさをついばむ。", "ついばむ"],
    ["小鳥が枝でさえずっている。", "さえずる"],
    ["ねこがねずみをおいかけます。", "おいかける"],
    ["じいちゃんが団扇で扇いどる。", "扇ぐ"],
    ["花びらが散る感じで。", "散る"],
  ])("by form, %j: %s", (text, verb) => {
    expect(read(text).all.map((motion) => motion.verb)).toContain(verb);
  });

  test.each([
    "花火、祭り、浴衣",
    "髪が赤く長い女性",
    "空が青く。",
    "幸せそうな家族",
    "例えば海、空、雲",
    "素敵な写真ですと幸いです。",
    "茶色い芝生に犬が一匹いて、凧がある。",
    "萎れた花が瓶に挿してある。",
    "花が萎れている。",
    "女の子がいます。",
    "黒猫がまるくなっています。",
    "ぬいぐるみがたくさんある。",
    "とてもきれいな花です。",
    "四季を通じて美しい庭",
    "先日お送りした写真です。",
    "心を奪う美しさと、目を引く色。",
    "見る人の心を揺さぶる世界観。",
  ])("by form, a state: %j", (text) => {
    expect(read(text).motions).toEqual([]);
  });

  test("small motions do not count as beats", () => {
    const main = read("少女が瞬きし、髪がなびき、手を振る。").all.filter((motion) => motion.main);
    expect(main.map(({ verb }) => verb)).toEqual(["振る"]);
  });
});

describe("headings of sections", () => {
  test("are not prose, and say whose motion it is", () => {
    const { motions, moves } = read("【動き】少女が歩く【背景】静かに揺れる【カメラ】左から右へパン");
    expect(motions).toEqual(["歩く", "揺れる/scene", "カメラ"]);
    expect(moves).toEqual(["pan right"]);
  });

  test.each([
    ["被写体: 白い犬\n動き: 尻尾を振る\nカメラ: 固定", ["振る"]],
    ["背景: 揺れる", ["揺れる/scene"]],
  ])("%j: %j", (text, motions) => {
    expect(read(text).motions).toEqual(motions);
  });
});

describe("requests without content", () => {
  const isVague = (text: string) => new ParsedPrompt(text, [japanese]).isVagueRequest;

  test.each([
    "この絵を動画にしてくれへん?",
    "動画化お願いします!",
    "イラストが動き出す",
    "景色がゆっくり動く",
    "カメラが寄りながら静止画が動き出す",
    "靴をかっこよく回して",
    "いい感じに動かしてくれる?",
    "花が揺れる感じのアニメにして",
    "何かすごいやつ作って",
    "春らしい雰囲気を足して、カメラは引く",
    "バズる動画にして!",
    "泣ける映像に仕上げてほしいです",
    "伸びるやつ作って",
    "目を引く広告動画にしてください。",
    "お世話になっております。先日お送りした写真を、素敵な動画に仕上げていただけますと幸いです。",
  ])("%j", (text) => {
    expect(isVague(text)).toBe(true);
  });

  test.each([
    "女性が振り向く動画にして",
    "手を振る動画にして",
    "カメラがゆっくり右へパンする",
    "犬を走らせて、しっぽを振らせてください",
    "口をぱくっと開ける",
  ])("not %j", (text) => {
    expect(isVague(text)).toBe(false);
  });
});

describe("agents", () => {
  test.each([
    ["少女がそっと微笑む。", true],
    ["少女はそっと微笑む。", true],
    ["舞い散る花びら", true],
    ["カーテンも揺れる。", true],
    ["そっと手を重ねる。", false],
    ["三歩進んで止まる。", false],
    ["目を細める。", false],
    ["手を上げて挨拶する。", false],
  ])("%j: an actor is named, %s", (text, hasActor) => {
    expect(first(text)?.hasActor).toBe(hasActor);
  });

  test("marks actors, except cameras", () => {
    expect(read("少女が笑い、背景の旗が揺れる。").actors).toEqual(["少女", "旗"]);
    expect(read("カメラがゆっくり動く。").actors).toEqual([]);
  });

  test("an actor continues into the next sentence", () => {
    const { all } = read("少女が本を閉じる。そして微笑む。");
    expect(all.map(({ hasActor }) => hasActor)).toEqual([true, true]);
    expect(all.map(({ sentence }) => sentence)).toEqual([0, 1]);
  });

  test.each([
    ["猫が歩く。", true],
    ["猫が動く。", true],
    ["犬が前に進む。", true],
    ["猫が跳ねる。", false],
    ["犬が走る。", false],
  ])("%j: generic, %s", (text, generic) => {
    expect(first(text)?.generic).toBe(generic);
  });

  test("an accompanying action is not a main action", () => {
    const main = read("職人が笑いながら皿を持ち上げる。").all.filter((motion) => motion.main);
    expect(main.map(({ verb }) => verb)).toEqual(["持ち上げる"]);
  });

  test("sentences end at 。, ! and a new line", () => {
    expect(read("猫が跳ねる。犬が走る!\n鳥が飛ぶ").sentences.map((sentence) => sentence.trim())).toEqual([
      "猫が跳ねる。",
      "犬が走る!",
      "鳥が飛ぶ",
    ]);
  });
});

describe("negated motions", () => {
  test.each(["猫は逃げない。", "人物は動かない。", "葉が揺れません。", "揺れないカメラ", "背景は動かさない。"])(
    "%j",
    (text) => {
      expect(read(text).motions).toEqual([]);
    },
  );

  test("negates only its own verb", () => {
    expect(read("走らずに歩いていく。").motions).toEqual(["歩く"]);
    expect(read("少女は笑わないで、ゆっくり手を振る。").motions).toEqual(["振る"]);
    expect(read("顔は変えずに、髪だけ揺らす。").motions).toEqual(["揺らす"]);
  });
});

describe("camera moves", () => {
  test.each([
    ["カメラがゆっくりとズームインする。", "zoom in"],
    ["指輪からズームアウト。", "zoom out"],
    ["窓の外へドリーイン。", "dolly in"],
    ["カメラが引いて街の全景が見える。", "dolly out"],
    ["右へパンする。", "pan right"],
    ["左へホイップパンする。", "pan left"],
    ["右へウィップパン", "pan right"],
    ["スウィッシュパンで左へ", "pan left"],
    ["ティルトアップで塔を見せる。", "tilt up"],
    ["カメラが被写体の周りを一周する。", "orbit"],
    ["カメラが少女を追いかける。", "follow"],
    ["ドローンが上昇し、島の全景を映す。", "pedestal up"],
    ["カメラが一周する。", "orbit"],
    ["カメラをゆっくり右へ動かす。", "truck right"],
    ["カメラ pan 右", "pan right"],
    ["カメラは固定。", "static"],
    ["固定カメラで、猫が跳ねる。", "static"],
    ["カメラは動かさない。女性が微笑む。", "static"],
    ["ｶﾒﾗが右へﾊﾟﾝする。", "pan right"],
  ])("%j: %s", (text, moves) => {
    expect(read(text).moves).toEqual([moves]);
  });

  test.each([
    "パンをかじる少年",
    "ホイップパンが並ぶ店",
    "映画のような仕上がり",
    "パンダが笹を食べる。",
    "フライパンを振るシェフ",
    "パン屋の店先で猫が跳ねる。",
    "パンやスープが置かれている。",
    "ズームなし。",
    "古いカメラを磨く職人",
    "犬が右へ走る。",
    "少女が左を向く。",
  ])("no camera move in %j", (text) => {
    expect(read(text).moves).toEqual([]);
  });

  test("an English term is marked as it is written", () => {
    const text = "カメラ pan 右、その後 ズーム in。最後に zoom out する。";
    expect(read(text).camera.map(({ range }) => text.slice(...range))).toEqual(["pan", "ズーム in", "zoom out"]);
  });

  test("a static camera is not the agent of later motions", () => {
    expect(read("カメラは固定。猫がゆっくり歩く。").motions).toEqual(["歩く"]);
    expect(read("固定カメラ、少女が微笑む。").motions).toEqual(["微笑む"]);
  });

  test("a second move may come after the first", () => {
    const order = (text: string) => read(text).camera.map(({ afterwards }) => afterwards);
    expect(order("右へパンし、その後ズームイン。")).toEqual([false, true]);
    expect(order("右へパンし、ズームイン。")).toEqual([false, false]);
  });
});

describe("manner", () => {
  test.each([
    ["少女がゆっくりと顔を上げる。", ["ゆっくり"]],
    ["花びらがひらひらと舞う。", ["ひらひら"]],
    ["綿毛がふわふわ飛ぶ。", ["ふわふわ"]],
    ["三回うなずく。", ["三回"]],
    ["3歩進む。", ["3歩"]],
    ["３歩進む。", ["3歩"]],
    ["湯気がゆらりと上がる。", ["ゆらり"]],
    ["少女が優しく、そっと手を振る。", ["優しく", "そっと"]],
    ["犬が走る。", []],
    ["花が咲く庭", []],
  ])("%j: %j", (text, manners) => {
    expect(read(text).manners).toEqual(manners);
  });
});

describe("stillness", () => {
  test.each([
    ["背景は静止したまま、女性だけが微笑む。", "静止"],
    ["背景は固定、猫が歩く。", "固定"],
    ["背景は動かさない。", "動かさない"],
    ["人物は動かない。", "動かない"],
    ["顔立ちを保つ。", "保つ"],
    ["構図を維持する。", "維持"],
  ])("%j: %s", (text, words) => {
    expect(read(text).stillness).toContain(words);
  });

  test.each(["少女が微笑む。", "猫は逃げない。", "机の上の急須"])("no camera move in %j", (text) => {
    expect(read(text).stillness).toEqual([]);
  });
});

describe("normalization", () => {
  test("normalizes half-width kana", () => {
    expect(read("ｹｰｷのﾛｳｿｸの炎が揺れる").motions).toEqual(["揺れる/scene"]);
    expect(read("ｼﾞｬﾝﾌﾟする犬").motions).toEqual(["ジャンプする"]);
  });

  test("ignores invisible characters", () => {
    expect(read("犬が\u200b走\u200bる。").motions).toEqual(["走る"]);
  });

  test("quoted text has no motion", () => {
    expect(read("「走る」と書かれた看板").motions).toEqual([]);
    expect(read("少女が「犬が走るよ」と言い、微笑む。").motions).not.toContain("走る");
  });

  test("appearance, place and light", () => {
    expect(read("長い髪、青いドレス、草原").appearance).toEqual(["長い髪", "青", "ドレス", "草原"]);
  });

  test("a little Japanese among English letters is Japanese", () => {
    expect(read("cinematic 猫が走る").language).toBe("ja");
    expect(read("走").language).toBe("ja");
    expect(read("ズームイン").language).toBe("ja");
  });
});

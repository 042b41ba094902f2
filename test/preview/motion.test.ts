import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Motion } from "../../src/preview/camera-move.js";
import { defaultMotion, motionFromPrompt, readMotion } from "../../src/preview/motion.js";

/** "pan right + zoom in, gentle" */
function inWords(motion: Motion): string {
  const moves = motion.moves.map((move) => ("direction" in move ? `${move.kind} ${move.direction}` : move.kind));
  return `${moves.join(" + ")}, ${motion.strength}`;
}

const pushIn = inWords(defaultMotion);
const still = "still, normal";

const english: readonly (readonly [prompt: string, motion: string])[] = [
  // Named moves.
  ["The camera pans right.", "pan right, normal"],
  ["The camera slowly pans to the left across the room.", "pan left, gentle"],
  ["Slow pan left across the mountains", "pan left, gentle"],
  ["A slow left-to-right pan.", "pan right, gentle"],
  ["Camera pans from right to left.", "pan left, normal"],
  ["The camera pans away from the left.", "pan right, normal"],
  ["Pan the camera to the right, quickly.", "pan right, normal"],
  ["Slowly, the camera pans left.", "pan left, gentle"],
  ["Gentle pan", "pan right, gentle"],
  ["panning shot, golden hour", "pan right, normal"],
  ["The camera pans up to the sky.", "tilt up, normal"],
  ["Tilt up from her shoes to her face.", "tilt up, normal"],
  ["The camera gently tilts down.", "tilt down, gentle"],
  ["Zoom in on her face.", "zoom in, normal"],
  ["The shot slowly zooms out to reveal the valley.", "zoom out, gentle"],
  ["slow zoom", "zoom in, gentle"],
  ["A dramatic crash zoom into the eyes", "zoom in, strong"],
  ["Slow push-in on the cup.", "dolly in, gentle"],
  ["Push in toward the door.", "dolly in, normal"],
  ["The camera pushes in slowly.", "dolly in, gentle"],
  ["Pull back to reveal the whole street.", "dolly out, normal"],
  ["Slow pull-back.", "dolly out, gentle"],
  ["The camera pulls away from the house.", "dolly out, normal"],
  ["Dolly in.", "dolly in, normal"],
  ["Fast dolly out", "dolly out, strong"],
  ["dolly left past the shelves", "dolly left, normal"],
  ["Truck left.", "dolly left, normal"],
  ["The camera trucks right along the counter.", "dolly right, normal"],
  ["A smooth tracking shot to the left.", "dolly left, normal"],
  ["The camera tracks left beside the car.", "dolly left, normal"],
  ["Crane up over the rooftops.", "dolly up, normal"],
  ["A slow crane shot downward.", "dolly down, gentle"],
  ["Pedestal down.", "dolly down, normal"],
  ["The camera rises slowly.", "dolly up, gentle"],
  ["The camera glides forward through the room.", "dolly in, normal"],
  ["The camera glides through the room toward the window.", "dolly in, normal"],
  ["The camera drifts slightly to the right.", "dolly right, subtle"],
  ["Camera moves back.", "dolly out, normal"],
  ["The camera orbits around the statue to the left.", "orbit left, normal"],
  ["Arc shot around the couple.", "orbit right, normal"],
  ["The camera slowly circles the table.", "orbit right, gentle"],
  ["Orbit left around the subject", "orbit left, normal"],
  ["Handheld camera.", "handheld, normal"],
  ["Subtle handheld feel.", "handheld, subtle"],
  ["Shaky cam, news footage.", "handheld, normal"],
  ["Camera: slow pan right.", "pan right, gentle"],
  ["Camera movement: orbit left.", "orbit left, normal"],
  ["The camera turns to the right.", "pan right, normal"],
  ["The camera looks up.", "tilt up, normal"],
  ["ＺＯＯＭ　ＯＵＴ", "zoom out, normal"],
  // Two at once, and no more than a camera can do.
  ["The camera pans right and zooms in.", "pan right + zoom in, normal"],
  ["The camera slowly pushes in, then tilts up.", "dolly in + tilt up, gentle"],
  ["Pan left then pan right.", "pan left, normal"],
  ["Handheld shot, slow push in.", "handheld + dolly in, gentle"],
  // Still.
  ["Static camera.", still],
  ["Static shot of a lake.", still],
  ["The camera stays still.", still],
  ["The camera remains completely still while she dances.", still],
  ["Keep the camera still.", still],
  ["Locked-off shot, her hair moves in the wind.", still],
  ["Locked down camera", still],
  ["Fixed camera, she turns to the right.", still],
  ["No camera movement.", still],
  ["The steam rises. No camera motion, please.", still],
  ["The camera does not move.", still],
  ["The camera doesn’t move at all.", still],
  ["Without any camera movement", still],
  ["Don't move the camera.", still],
  ["No zoom.", still],
  ["No pans, zooms or tilts.", still],
  ["No zoom or pan", still],
  ["On a tripod.", still],
  ["The camera is still moving to the left.", "dolly left, normal"],
  ["No zoom, slow pan left.", "pan left, gentle"],
  ["Do not pan. Zoom in.", "zoom in, normal"],
  ["No camera shake.", pushIn],
  // What moves is not the camera.
  ["The character slowly turns to the right.", pushIn],
  ["She pans the gold in the river.", pushIn],
  ["A miner panning for gold", pushIn],
  ["A frying pan left on the stove", pushIn],
  ["A pan left on the stove", pushIn],
  ["A camera bag and a zoom lens on the table", pushIn],
  ["The camera bag tilts.", pushIn],
  ["She looks at the camera and turns left.", pushIn],
  ["She tilts her head to the left.", pushIn],
  ["He smiles, tilting his head up.", pushIn],
  ["The girl zooms in on her phone.", pushIn],
  ["She takes her phone, zooms in on the photo.", pushIn],
  ["She pulls back the curtain.", pushIn],
  ["He pushes in the door.", pushIn],
  ["The truck left the station.", pushIn],
  ["A red truck drives left.", pushIn],
  ["The crane lifts a crate up.", pushIn],
  ["Planets orbiting around the sun", pushIn],
  ["A statue on a pedestal", pushIn],
  ["Train tracks in the snow", pushIn],
  ["A still lake; the water is still.", pushIn],
  ["A static pose.", pushIn],
  ["A woman with a camera walks right.", pushIn],
  ["Her handheld fan moves slowly.", pushIn],
  ["The swing moves back and forth.", pushIn],
  ["A man holds a camera.", pushIn],
  ["The camera follows as she turns to the left.", "dolly in, normal"],
  ["The girl turns quickly as the camera slowly pans left.", "pan left, gentle"],
  ["A woman smiles with the camera panning left.", "pan left, normal"],
  ["constructor __proto__ toString camera valueOf", pushIn],
  ["", pushIn],
  // As people write them.
  [
    "A cozy cafe at dusk. The woman lifts her cup and takes a sip; steam drifts up. Slow dolly-in, shallow depth of field.",
    "dolly in, gentle",
  ],
  ["The character slowly turns to the right and smiles. Camera holds steady.", still],
  ["Cinematic wide shot, slow aerial push in, volumetric light", "dolly in, gentle"],
  ["Leaves fall gently to the left while the camera slowly tilts up to the canopy.", "tilt up, gentle"],
  ["She turns left, then the camera quickly pans right to follow her gaze.", "pan right, strong"],
  ["The view slowly drifts left.", "dolly left, gentle"],
  ["Camera slowly zooms out while orbiting right.", "zoom out + orbit right, gentle"],
  ["He walks forward, camera tracking backward in front of him", "dolly out, normal"],
  ["smooth 360 orbit around the product", "orbit right, normal"],
  ["slow pan, left to right", "pan right, gentle"],
];

const japanese: readonly (readonly [prompt: string, motion: string])[] = [
  ["カメラがゆっくり右にパンする。", "pan right, gentle"],
  ["カメラは左へパン", "pan left, normal"],
  ["左から右へパン。", "pan right, normal"],
  ["右からゆっくりパンしていく", "pan left, gentle"],
  ["ゆっくりと、カメラが左へパンする。", "pan left, gentle"],
  ["カメラはゆっくりと、右へパンする。", "pan right, gentle"],
  ["上にティルトする", "tilt up, normal"],
  ["カメラが足元から顔へティルトアップ", "tilt up, normal"],
  ["ティルトダウン", "tilt down, normal"],
  ["ゆっくりズームイン", "zoom in, gentle"],
  ["ｽﾞｰﾑｱｳﾄ", "zoom out, normal"],
  ["ズームアウトして街全体を見せる", "zoom out, normal"],
  ["彼女の顔に素早くズームする", "zoom in, strong"],
  ["ドリーイン", "dolly in, normal"],
  ["ゆっくりドリーアウトする", "dolly out, gentle"],
  ["カメラがゆっくりと人物に寄る。", "dolly in, gentle"],
  ["カメラがそっと寄っていく", "dolly in, gentle"],
  ["顔に寄っていく", "dolly in, normal"],
  ["カメラを引いて全体を見せる", "dolly out, normal"],
  ["カメラがゆっくり引く", "dolly out, gentle"],
  ["カメラはわずかに近づく", "dolly in, subtle"],
  ["カメラが右へ移動する", "dolly right, normal"],
  ["カメラが左にスライドする", "dolly left, normal"],
  ["トラッキングショットで左へ", "dolly left, normal"],
  ["クレーンアップ", "dolly up, normal"],
  ["カメラが上昇する", "dolly up, normal"],
  ["カメラがゆっくり被写体の左に回り込む", "orbit left, gentle"],
  ["右へ回り込む", "orbit right, normal"],
  ["手持ちカメラ風に", "handheld, normal"],
  ["わずかな手ブレ", "handheld, subtle"],
  ["カメラが激しく揺れる", "handheld, strong"],
  ["カメラが右を向く", "pan right, normal"],
  ["カメラを左へ振る", "pan left, normal"],
  ["カメラが空を見上げる", "tilt up, normal"],
  ["カメラが右へ移動し、女性に寄っていく。", "dolly right + dolly in, normal"],
  ["ズームインしながら右へパン", "zoom in + pan right, normal"],
  ["彼女が微笑み、右へパン", "pan right, normal"],
  // Still.
  ["カメラは固定。", still],
  ["カメラは固定で、女性が右へ歩く。", still],
  ["カメラは固定、髪が風に揺れる", still],
  ["カメラを動かさない", still],
  ["カメラは動かさず、湯気だけが立ちのぼる。", still],
  ["カメラは動かない。", still],
  ["固定カメラ", still],
  ["定点撮影、フィックス", still],
  ["カメラワークなし", still],
  ["カメラの動きは無し", still],
  ["カメラワークはゆっくり右へパン", "pan right, gentle"],
  ["ズームなし", still],
  ["ズームもパンもしない", still],
  ["ズーム、パンなし", still],
  ["ズームせずに右へパンする", "pan right, normal"],
  ["手ブレなし", pushIn],
  // What moves is not the camera.
  ["女性がゆっくり右を向き、髪が揺れる。", pushIn],
  ["右を向き、静かに微笑む", pushIn],
  ["カメラ目線で右に振り向く", pushIn],
  ["カメラバッグが机の上で揺れる", pushIn],
  ["カメラを持つ女性が右へ歩く", pushIn],
  ["彼女はカメラを左へ向けた", pushIn],
  ["女性がカメラに向かって歩く", pushIn],
  ["ズームレンズがテーブルにある", pushIn],
  ["パンを食べる女性", pushIn],
  ["焼きたてのパンの香り", pushIn],
  ["フライパンを右に動かす", pushIn],
  ["パンダが左へ歩く", pushIn],
  ["ジャパン、シャンパン、パンケーキ", pushIn],
  ["ドリームキャッチャーが揺れる", pushIn],
  ["トラックが右へ走る", pushIn],
  ["カーテンを引く", pushIn],
  ["潮が引いていく", pushIn],
  ["手持ち花火をする少女", pushIn],
  ["静止した水面", pushIn],
  ["静かに雪が降る", pushIn],
  ["髪が激しく揺れる", pushIn],
];

describe("the camera move in a prompt", () => {
  it.each(english)("%s", (prompt, motion) => {
    expect(inWords(motionFromPrompt(prompt))).toBe(motion);
  });

  it.each(japanese)("%s", (prompt, motion) => {
    expect(inWords(motionFromPrompt(prompt))).toBe(motion);
  });

  it("has an answer for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(motionFromPrompt(text).moves.length).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    "pan ",
    "a slow ",
    "no ",
    "camera ",
    "the camera pans left and ",
    "-",
    "a",
    "'",
    "カメラが",
    "パン、",
    "右から左",
    "も",
    "ズームも",
    "寄",
    "\n",
  ])("reads 100 kB of %j in no time", (piece) => {
    const text = piece.repeat(Math.ceil(100_000 / piece.length));
    const start = performance.now();
    motionFromPrompt(text);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe("a motion that is chosen by hand", () => {
  it.each([
    ["orbit", { kind: "orbit", direction: "right" }],
    ["still", { kind: "still" }],
    ["pan left", { kind: "pan", direction: "left" }],
    ["カメラは固定", { kind: "still" }],
  ])("%s", (words, move) => {
    expect(readMotion(words).moves).toEqual([move]);
  });

  it("words that name no move are refused", () => {
    expect(() => readMotion("she smiles")).toThrow(expect.objectContaining({ code: "option_invalid" }));
  });
});

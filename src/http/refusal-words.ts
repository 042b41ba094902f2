/**
 * The words with which servers refuse for lack of credit, or by moderation, in English, Chinese, Japanese and Korean. They are
 * searched in the error's code and message, as separate words: `InsufficientBalance` and `insufficient_balance` are "insufficient balance".
 *
 * @module
 */

/** A kind of refusal. */
export interface RefusalWords {
  readonly words: RegExp;
  /** Phrases that contain such words and mean something else. They are removed before the words are searched. */
  readonly others: RegExp;
}

export const noCredit: RefusalWords = {
  words: new RegExp(
    [
      String.raw`\b((insufficient|not enough|lack of|exhausted|enough) (\w+ ){0,2}(balance|credits?|funds|quota|points)|(no|0|out of) ((remaining|available) )?(credits?|balance|funds))\b`,
      String.raw`\b(balance|credits?|funds)\b.{0,20}\b(insufficient|not enough|too low|less than|below|negative|empty|exhausted|depleted|used up|expired|required)\b`,
      String.raw`\bbilling (hard |soft )?limit|\bbilling\b.{0,12}\b(not active|inactive|disabled|enabled)|\b(spending|spend|credit|budget) (limit|cap)\b`,
      String.raw`\bpayment (is )?(required|overdue|declined|method)|\bcard (\w+ )?declined|\b(account|invoice|bill)\b.{0,12}\b(overdue|past due)|\barrear|\bunpaid\b|\bgood standing\b|\bplease (top up|recharge)|\btop up your|\b(trial|subscription) (has )?(ended|expired)`,
      "余额(不足|不够)|欠费|(额度|积分|点数)(不足|不够|失败)|(积分|资源包|套餐)已用|充值|逾期|残高.{0,4}(不足|足り)|クレジット.{0,6}(不足|足り|切)|未払|滞納|(잔액|크레딧).{0,4}(부족|없)|미납",
    ].join("|"),
    "i",
  ),
  others: /\b(disk|storage|memory|gpu|load|white|end) (quota|balanc\w*|credits?)/gi,
};

/** Words that mean a lack of credit unless a rate limit is meant: see {@link rates}. */
export const quota =
  /\bquota (\w+ ){0,3}(exceeded|exhausted|limit)|\b(exceed\w*|exhausted|reached) (\w+ ){0,3}quota\b|\b(buy|purchase) credits|(额度|配额)(已|用尽|超限)/i;

/** Words of a limit that a wait resolves. */
export const rates =
  /\brate limit|\btoo many|\bper (second|minute|hour)|\/ ?(s|min|hour)\b|\b([rt]pm|[qr]ps)\b|concurren|throttl|每(秒|分钟)|并发|频率|限流|频繁/i;

export const moderation: RefusalWords = {
  words: new RegExp(
    [
      String.raw`\b(moderat(ed|ion)|nsfw|guardrails?|risk control|data inspection|inappropriate|sensitive|safety|likeness(es)?|responsible ai|unsafe)\b`,
      String.raw`\bcontent (polic(y|ies)\b(?! header)|filter|guideline|violat|restrict|blocked)|\bpolicy violation|\brai \w+ filtered`,
      String.raw`\b(violat\w+|against|comply|breach\w*|contravene\w*)\b.{0,40}\b(polic(y|ies)|guidelines|standards|terms|rules)\b`,
      String.raw`\b(prohibited|disallowed|forbidden|harmful|explicit|illegal|offensive) (content|material)|\b(prompt|image|video|content|input|output) ((is|was|were|has been) )?(automatically )?(blocked|filtered|flagged)(?! by hotlink)|\b(flagged|blocked) (as|by our)\b`,
      String.raw`\b(nudity|sexual|porn\w*|violence|gore|hateful|self harm|csam|celebrit(y|ies)|public figures?|real (person|people)|copyrighted|trademark)\b`,
      "敏感|违规|违禁|(审核|審核)(未|不)|未通过|内容安全|风控|不合规|色情|违反.{0,16}(规定|规范|政策|法)|肖像|侵权|不適切|有害|モデレーション|セーフティ|(ポリシー|ガイドライン|規約).{0,8}(違反|抵触)|センシティブ|著作権|부적절|정책 위반|유해|민감한",
    ].join("|"),
    "i",
  ),
  others: new RegExp(
    [
      // A parameter may have any name.
      String.raw`\b(parameter|field|option|value)s?\b:? \S+|\bsafety (identifier|settings|checker)\b|['"]?\b\w+\b['"]? must be\b`,
      String.raw`\b(case|time|cost|locale) sensitive\b|\bsensitive (to|headers?|data|fields?|keys?)\b|大小写(不)?敏感`,
      String.raw`\b(moderation|safety|guardrails?|content filter)\b (\w+ ){0,4}(unavailable|down|disabled|overloaded|timed out|not enabled)\b`,
      String.raw`\b(cors|rate limit|retention|iam|organization|network|security|access) policy|\binappropriate (content type|value|format|size)|\bflagged as (deprecated|experimental|beta)`,
      String.raw`\b(for your|thread|type|memory) safety\b|\b(account|organization|user|key) (is|was|has been) (suspended|disabled|banned)[^.]*|(账号|实名)审核|审核(中|服务)|モデレーション(サービス|API)`,
    ].join("|"),
    "gi",
  ),
};

/**
 * The words with which servers refuse for lack of credit, or by moderation, in English, Chinese, Japanese and Korean.
 *
 * A phrase counts only in its context: "sensitive content" is moderation, "case sensitive" is not.
 *
 * @module
 */

/** Phrases that mean one kind of refusal. */
export interface RefusalWords {
  /** Of the error's code or type. */
  readonly code: RegExp;
  /** Of its message. */
  readonly message: readonly RegExp[];
  /** Phrases that contain such words and mean something else. They are removed before the others are searched. */
  readonly others: readonly RegExp[];
}

const money = "(?:balance|credits?|funds?|quota|money|points|budget|额度|积分)";
const used =
  "(?:exceeded|exhausted|used up|depleted|insufficient|not enough|too low|negative|empty|spent|run out|ran out|expired)";
const whose =
  "(?:your |the |this |its |an? |account'?s? |user |current |monthly |daily |available |remaining |api |wallet |prepaid |plan |free |tier |usage |total |included )*";
const auxiliary = "(?:is |are |was |has |have |been |currently |now |all )*";

/** Phrases that mean a lack of credit even beside a rate limit. */
export const noCredit: RefusalWords = {
  code: /insufficient[_ -]?(user[_ -]?|account[_ -]?)?(quota|credits?|balance|funds?|points)|(credits?|balance|funds?|points)[_ -]?(insufficient|exhausted|depleted|not[_ -]?enough|exceeded)|quota[_ -]?exhausted|(no|not[_ -]?enough|out[_ -]?of)[_ -]?(credits?|balance)|(?<![a-z\d][_ -]?)(?:(?:user|team|key|account|org|organization|project|customer|max|daily|monthly)[_ -]?)?budget[_ -]?exceeded|not[_ -]?purchased|payment[_ -]?required|billing[_ -]?(hard[_ -]?limit|not[_ -]?active|disabled)|arrear|overdue|past[_ -]?due/i,
  message: [
    new RegExp(`\\b(insufficient|not enough|too (few|little)|lack of) ${whose}${money}(?![\\w-])`, "i"),
    new RegExp(`\\b(have|has|had) (no|not enough|insufficient|zero|0) (\\w+ ){0,2}${money}\\b`, "i"),
    new RegExp(`\\b(don't|do not|does not|doesn't) have (enough|sufficient|any) (\\w+ ){0,2}${money}\\b`, "i"),
    new RegExp(`\\b(credits?|funds?|balance|resource pack(age)?s?)\\b ${auxiliary}${used}\\b`, "i"),
    new RegExp(`\\b(exceeded|exhausted|used up|spent) ${whose}credits?\\b`, "i"),
    /\b(out of |no (more |remaining |available )?|zero |0 )(credits?|funds?|balance|resource pack(age)?s?)\b/i,
    // A budget of time or of memory is not one of money.
    new RegExp(`(?<![\\w-] )\\b${whose}budget has been exceeded\\b`, "i"),
    /\bexceeded(user|team|key|token|org)?budget\b|\brequires more credits\b/i,
    /\bcredits? (required|needed|left: 0|remaining: 0)\b/i,
    /\b(balance|credits?)\b.{0,30}\b(less than|below|lower than|smaller than)\b/i,
    /\bbilling[_ ](hard|soft)?[_ ]?limit\b|\bbilling\b.{0,20}\b(not (active|enabled)|inactive|disabled|required)\b|\benable billing\b/i,
    /\b(spend|spending|credit|usage|budget) (limit|cap)\b.{0,20}\b(reached|exceeded|hit)\b|\b(reached|exceeded|hit|over)\b.{0,20}\b(spend|spending|credit|usage|budget|billing) (limit|cap)\b/i,
    /\bpayment (is )?(required|overdue|failed|declined)\b|\b(payment method|credit card|card) (is |was |has been )?(required|missing|declined|expired)\b/i,
    /\boverdue (\w+ )?(balance|payment|invoice|bill|amount|fees?)\b|\b(account|payment|invoice|bill|balance|subscription)\b.{0,12}\b(overdue|past due)\b|\barrear(s|age)\b/i,
    /\b(unpaid|outstanding) (balance|invoice|bill|payment|fees?)\b|\bgood standing\b|\b(top[- ]?up|recharge) (your|the|my|account|balance|first|and|to|before)\b|\bplease (top[- ]?up|recharge)\b/i,
    /\b(trial|subscription|plan|package)\b.{0,12}\b(has |have )?(ended|expired|lapsed|run out|used up)\b/i,
    /余额(不足|为0|已用|不够|过低)|欠费|额度(不足|不够|失败)|(积分|点数|点券|金额|资源包|套餐|灵感值)(余额)?已?(不足|不够|用|耗尽|到期)|(请|先|需要?)充值|账单逾期|逾期未|未付款/,
    /残高.{0,4}(不足|足り|あり?ません|ゼロ)|クレジット.{0,6}(不足|足り|切れ|あり?ません|使い切|残って)|料金.{0,4}未(納|払)|未払い|滞納|支払い?(が必要|が確認でき|期限)|チャージし/,
    /(잔액|크레딧|잔고|포인트).{0,4}(부족|없)|미납|연체/,
  ],
  others: [
    /\b(disk|storage|inode|file|memory|cpu|gpu|upload|bandwidth|bucket|session|white|load|colou?r)[- ](quota|balanc\w*)/gi,
    /\bend credits?\b|\bcredit(s)? (scene|roll|sequence)\b/gi,
  ],
};

/** Phrases that mean a lack of credit unless a rate limit is meant: see {@link rates}. */
export const quota: readonly RegExp[] = [
  /\b(add|buy|purchase) (more |some |additional )?(credits?|funds|a payment method)\b|\b(check|review|update) your (plan|billing)/i,
  new RegExp(`\\bquota\\b ${auxiliary}${used}\\b`, "i"),
  new RegExp(`\\b(exceed(s|ed|ing)?|exhausted|used up|over|reached|depleted)\\b ${whose}quota\\b`, "i"),
  /quota[_-]?(exceeded|limit)|\bkey limit exceeded\b/i,
  /\bfree[- ]tier\b.{0,30}\b(exhausted|used up|ended|expired)\b|\bfree_?tier_?only\b/i,
  /(额度|配额)(不足|已用|用尽|用完|耗尽|超限)/,
];

/** Words of a limit that a wait resolves. */
export const rates =
  /\b(rate|throughput|speed)[-_ ]?limit|\btoo many (requests|jobs|tasks)|\b(per|each|a|every)[-_ ]?(second|sec|minute|min|hour)\b|\/ ?(s|sec|min|minute|hour)\b|requests? per|\b(rpm|tpm|qps|rps)\b|concurren|throttl|slow down|每(秒|分钟|小时)|并发|频率|限流|频繁|毎(秒|分|時)|同時/i;

const refuse =
  "(?:block|refus|reject|flag|filter|denied|deny|declin|violat|fail|stop|prohibit|detect|not allow|disallow|not permit|not pass|did ?n[o']t pass|intercept|forbid)";
const subject =
  "(?:prompt|input|inputs|image|images|photo|picture|content|request|text|output|outputs|video|clip|generation|media|frame|frames|result|description|query)";
const unsafe =
  "(?:sexual\\w*|nud(?:e|ity)|porn\\w*|violen(?:t|ce)|gor(?:e|y)|hate(?:ful)?|self[- ]harm|child (?:safety|abuse)|csam|minors|a minor(?= is|[.,!]|$)|harmful|(?:illegal|adult|explicit) (?:content|material|activit\\w*|acts?|themes?|imagery|nudity)|obscene|erotic|weapons?|terroris\\w*|celebrit(?:y|ies)|public figures?|(?:real|prominent) (?:person|people)|real (?:human )?faces?|copyright\\w*|trademark\\w*|intellectual property|third[- ]party (?:content|likeness|ip))";

export const moderation: RefusalWords = {
  code: /moderat|content_?(policy|filter|violation|safety|restricted|blocked)|policy_?violation|safety(?!_?(identifier|settings|checker_))|guardrail|sensitive|nsfw|inappropriate|risk_?control|prohibited|data_?inspection|unsafe|likeness|copyright|celebrity|responsible_?ai|\brai_|prompt_?blocked|(faq|custom)_?(rule|role)_?blocked|illegal_?(prompt|image|text|video|content)(?!_?(type|format|size|length|url|encoding|data|file|param|dimension|resolution|ratio|duration|id|name|range))|submit_?illegal|infringement|banned_?(word|prompt|phrase|content)|(input|output|image|text|video|audio)_?(blocked|flagged|rejected)/i,
  message: [
    /\b(moderated|moderation_blocked|new_sensitive|nsfw|not safe for work|guardrails?|risk[- _]control|data[- _]?inspection|raiMediaFiltered\w*|content[- _]filter(ed|ing|s)?|responsible ai|likeness(es)?)\b/i,
    /\bSAFETY\b|\bPROHIBITED_CONTENT\b|\bIMAGE_SAFETY\b/,
    /\bmoderation\b.{0,40}\b(polic|system|rule|guideline|filter|check|block|refus|reject|fail|flag|threshold|violat)|\b(by|in|pass|passed|fail|failed|failing|against|under|triggered|through)\b (the |our |your )?(\w+[ -]){0,3}moderation\b/i,
    /\bcontent (polic(y|ies)(?! header)|guidelines?|restrictions?|safety|standards|management policy|rules)\b|\bcontent_policy/i,
    new RegExp(
      `\\b(usage|community|use|safety|ai|our|creation|platform) (polic(?:y|ies)|guidelines?|standards|rules|terms)\\b.{0,60}\\b${refuse}|\\b(${refuse}\\w*|against|breach\\w*|contraven\\w*|infring\\w*|comply|conflicts?)\\b.{0,60}\\b(polic(?:y|ies)|guidelines?|guardrails?|community standards|terms of (?:use|service))\\b`,
      "i",
    ),
    new RegExp(
      `\\bsafety\\b.{0,40}\\b(${refuse}|system|filter|guard|reason|concern|classifier|violation|polic)|\\b${refuse}\\w*\\b.{0,40}\\bsafety\\b|\\b(due to|because of) (\\w+ )?safety\\b|\\bunsafe (content|prompt|image|input|request|output|video|text|media)\\b`,
      "i",
    ),
    new RegExp(
      `\\b${subject}\\b (\\w+ ){0,4}flagged\\b|\\bflagged (as|by|for) (\\w+ ){0,3}(sensitive|unsafe|inappropriate|adult|violat\\w*|content|safety|moderation|filters?|classifier|system|policy|review)\\b`,
      "i",
    ),
    new RegExp(
      `\\bsensitive (content|words?|information|material|topics?|images?|prompts?|terms?|subjects?|media|elements?)\\b|\\b(contains?|containing|includes?|detected|involves?|potentially|deemed|considered|may be|too|be) (\\w+ ){0,3}sensitive\\b|\\b${subject} (is|are|was|were) sensitive\\b`,
      "i",
    ),
    /\binappropriate\b/i,
    new RegExp(
      `\\b(contain|depict|detect|allow|prohibit|violat|polic|block|reject|refus|flag|generat|creat|process|show|portray|resembl|featur|involv|similarity to)\\w*\\b.{0,50}\\b${unsafe}\\b|\\b${unsafe}\\b (?:\\w+ ){0,4}(?:content|material|imagery|is|are|was|were|detected|not|cannot|can't|violat\\w*|block\\w*|reject\\w*|prohibited)\\b`,
      "i",
    ),
    /\b(prohibited|disallowed|forbidden|banned|restricted|objectionable|offensive) (content|material|(key)?words?|terms?|phrases?|prompts?|images?|subjects?|topics?)\b|\b(ip|copyright|trademark|intellectual property) infring/i,
    new RegExp(
      `\\b${subject}\\b (was |were |is |has been |have been )?(blocked|filtered|censored|moderated)( out)?(?=[.!,]|$| by (our|the) (system|filters?|provider|model|ai)| because| due)`,
      "i",
    ),
    /敏感|违规|违禁|(审核|審核)(未|不)?(通过|失败|拒绝|拦截|不合格)|(未|没有|不)(能)?通过.{0,8}(审核|检测|审查)|内容安全|安全(审核|策略|检测)|风控|风险控制|不合规|涉(黄|政|暴|恐)|色情|违反.{0,16}(政策|规定|规范|准则|法律|法规|条款|协议)|不良信息|不当内容|不适(当|宜)|肖像|侵权|版权/,
    /不適切|有害な|(ポリシー|ガイドライン|規約).{0,8}(違反|抵触|反)|モデレーション|(安全|セーフティ).{0,8}(フィルタ|システム|ポリシー|理由|基準|ブロック)|コンテンツ.{0,3}(ポリシー|フィルタ)|センシティブ|著作権|禁止(コンテンツ|用語|語|ワード|されている(内容|コンテンツ|表現))/,
    /부적절|(정책|가이드라인|약관).{0,6}위반|유해|민감한|금지어|검열|선정적/,
  ],
  others: [
    /\bcase[- ]?(in)?sensitiv\w*|\b(in)?sensitive to\b|\b(time|cost|price|latency|order|locale)[- ]sensitive\b|\bsensitive (headers?|data|fields?|parameters?|keys?|credentials?|variables?)\b|大小写(不)?敏感/gi,
    /\b(moderation|safety|guardrails?|content[- _]filter\w*)\b (\w+ ){0,3}((is|are|was|were|has|have|been|currently|temporarily|not) ?)*\b(down|unavailable|disabled|off|not available|timed? ?out|overloaded|unreachable|broken|not enabled|optional|enabled|turned off|skipped|not configured)\b/gi,
    /\b(cors|cross-origin|security|retention|network|iam|organi[sz]ation(al)?|org|password|rate[- ]limit(ing)?|quota|access|key|referrer|routing|retry|cache|firewall|billing|lifecycle|schema|bucket|signing|rotation|permissions?|fair[- ]use) polic(y|ies)\b/gi,
    /\b(flagged|feature[- ]flagged|flag) (as |for )?(deprecat\w*|beta|experimental|optional|removal|off|on|read[- ]only|required|obsolete|unstable)\b|\bfeature[- ]flagged\b/gi,
    /\binappropriate (media[- ]type|content[- ]type|method|header|format|encoding|size|use of|type|value|mime)\b/gi,
    /\b(thread|type|memory|null|road|fire|food|child seat|safety (stock|net|margin|pin|belt|glasses|helmet|vest))[- ]?safety\b|\bsafety (stock|net|margin|pin|belt|glasses|helmet|vest|tips?)\b|\bfor (your|our) safety\b/gi,
    /\b(no|not detect|not find|fail(s|ed)? to detect|unable to detect|(must|should) (contain|show|have)|needs?|requires?) (a |an |any |the )?real (human )?faces?\b/gi,
    /(审核|審核)(中|服务|服務)|(账号|帐号|账户|实名|企业)(审核|认证)|モデレーション(サービス|システム|API)?.{0,4}(利用でき|停止|無効|障害)/g,
    /\b(account|organi[sz]ation|user|key) (is|was|has been) (suspended|disabled|banned|deactivated|blocked|flagged)[^.]*/gi,
  ],
};

/** An error about a parameter, which may have any name. */
export const parameterError =
  /\b(unknown|invalid|unsupported|unexpected|unrecogni[sz]ed|missing|extra|undefined) (\w+ )?(fields?|param(eter)?s?|arguments?|options?|keys?|propert(y|ies)|enum)\b|\b(must be|should be|expected) (a |an |one of |of type |between )?(bool\w*|string|number|integer|array|object|list|one of|true|false|set|less|at most|"|'|\[|<|>|\d)|\b(extra inputs are not permitted|field required|type_error|is not a valid (enum|choice|value))\b/i;

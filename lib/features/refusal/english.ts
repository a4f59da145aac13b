import { anyOf, type RefusalWords } from './language.ts';

const adverbs =
  "(?: (?:\\w+ly|just|also|still|even|then|therefore|currently|in (?:good|all) (?:faith|conscience)|be able to|and (?:will not|won'?t)))*";

const cannot =
  "(?:can'?t|cannot|can not|couldn'?t|could not|won'?t|will not|wouldn'?t|would not|shouldn'?t|should not|must not|mustn'?t|may not)";

/** Not able, not allowed, not made for it. */
const unable = `(?: am|'?m| was|'?ve been| have been)${adverbs} ${anyOf(
  'unable to',
  'not capable of',
  'not (?:able|allowed|permitted|authori[sz]ed|programmed|designed|built|made|trained|equipped|supposed|going|willing|prepared|in a position|here|meant) to',
  'unwilling to',
  '(?:prohibited|prevented|restricted|barred|banned|blocked) from',
  '(?:forbidden|instructed not) (?:to|from)',
)}`;

/** What an assistant does. Idioms ("can't help but", "can't tell you how happy I am") are kept out. */
const service = anyOf(
  '(?:help|assist)(?:ing)?\\b(?! (?:but|it\\b|myself|ourselves|feeling|thinking|noticing|wondering|smiling|laughing|falling|loving))',
  '(?:provid|shar|creat|generat|writ|produc|discuss|engag|participat|support|facilitat|promot|endors|condon|encourag|disclos|reveal|advis|impersonat|speculat|diagnos|prescrib|reproduc|describ|compos|draft|craft|depict|portray|instruct|assum)(?:e|ing)?\\b',
  '(?:identify(?:ing)? |verify(?:ing)? (?:the )?identit|open(?:ing)? (?:any )?(?:attachments|links|files)|visit(?:ing)? (?:any )?links|swear\\b|curse\\b|list\\b(?! (?:your|the) )|confirm or deny|hav(?:e|ing) (?:any )?(?:personal |real |human )*(?:experiences?|feelings|emotions|a (?:favou?rite|preference))|feel(?:ing)? (?:love|emotions?|pain|anything)|mak(?:e|ing) (?:phone )?calls|solve your|do your homework|(?:give|make|offer) (?:specific |any )?(?:investment|stock|medical|legal) (?:recommendations?|picks?|advice)|guess (?:her|his|their|someone)|recommend (?:that you|specific|individual|any specific|a specific)|go into (?:that|those|detail|specifics)|say anything|determine (?:someone|a person)|spread\\b|lie\\b|see you stalk)',
  '(?:comply|fulfil|fulfill|accommodate|proceed|respond|comment|roleplay|role-play|pretend|express|opine|judge|rate|vote|rank|weigh in|take part|take sides|entertain|go along|oblige|translate|summari[sz]e|predict|browse|quote|recite|teach|guide|walk you|act as|act like|talk|speak|answer)\\b(?! (?:for myself|the phone))',
  '(?:do|make|touch|say) (?:that|this|so|it|those|these|such|anything like)\\b(?! (?:alone|without|any ?more|again|to|up))',
  '(?:continue|complete|perform|carry out|satisfy|follow|accept|agree to|meet|honou?r|grant|execute|act on|process|handle) (?:with |to )?(?:this|that|your|these|those|such|any|the)\\b(?: \\w+)? ?(?:requests?|task|question|instructions?|prompt|conversation|role-?play|story|topic|demands?)?',
  'giv(?:e|ing) (?:you |out |any |specific |that kind of |this kind of )*(?:advice|instructions?|information|details|guidance|an opinion|opinions|directions|tips|steps|help|medical|legal|financial|diagnos|that|this|it)\\b',
  'offer (?:you |any |specific )*(?:advice|instructions?|information|guidance|an opinion|opinions|medical|legal|financial|help|assistance|support)\\b',
  'tell you(?! how (?:much|happy|glad|excited|grateful|sorry|proud|many times)\\b)',
  'show you how|explain(?! (?:it|this|that) (?:away|any better))',
  '(?:access|look up|search) (?:the )?(?:internet|web|real-time|live|current|external|private|personal|other)',
  '(?:have|hold|form|express|share) (?:an? |any )?(?:personal )?(?:opinions?|beliefs?|feelings|views?)',
);

const policy =
  '(?:guidelines?|polic(?:y|ies)|principles?|rules|terms|programming|values|instructions|training|ethics|restrictions|safety)';

export const english: RefusalWords = {
  language: 'English',
  hint: /\b(?:i|my|me|no|not|sorry|unable|cannot|cant|wont|dont|request|this|that)\b|n't\b/,
  refuses: new RegExp(
    anyOf(
      // One tail for all of these: it is long, and would be compiled with each.
      `${anyOf(
        `\\bi${adverbs} ${cannot}${adverbs} `,
        `\\bi${unable}${adverbs} `,
        `\\b(?:and|so|therefore|thus|hence) (?:${cannot}|(?:am )?(?:unable|not able) to)${adverbs} `,
        `\\b(?:is|'?s|be) (?:not |in|un|ir|il|im)?(?:appropriate|possible|ethical|responsible|legal|right|wrong|safe|unsafe|proper) (?:for|of) me to `,
      )}${service}`,
      "\\bi (?:don'?t|do not) (?:recommend (?:specific|individual|particular)|(?:make|give|offer) (?:predictions|forecasts|recommendations|opinions)|speak|talk|do (?:that|impressions))\\b",
      "\\bi (?:won'?t|will not|can'?t|cannot) be (?:a )?part(?:y)? (?:of|to)\\b",
      "\\bi (?:don'?t|do not) have access to (?:your|any)\\b",
      `^(?:(?:very |so )?sorry,? (?:but )?|no,? |unfortunately,? )?(?:${cannot}|(?:i'?m )?(?:unable|not able) to)${adverbs} (?:help|assist|comply|provide|answer|do (?:that|this))\\b(?! (?:but|it)\\b)`,
      "\\bi(?:'?ll)?(?: (?:must|have to|need to|will|would|am going to|'?m going to|have got to|would have to|will have to|\\w+ly))* (?:decline|refuse|pass on|say no|abstain|refrain)\\b",
      "\\bi(?:'m| am) going to (?:have to )?(?:decline|refuse|pass)\\b|\\bi (?:don't|do not) feel right\\b",
      "\\bi(?:'d| would) (?:rather|prefer) not\\b|\\bi prefer not to\\b",
      "\\bi(?: am|'?m) (?:\\w+ly |really )?(?:not|un) ?comfortable\\b|\\bi (?:do not|don'?t)(?: \\w+)? feel comfortable\\b",
      "(?:not|isn'?t|nothing)(?: something)? (?:that )?i(?: can| am able|'?m able|'?m comfortable|am comfortable|'?m willing| am willing|'ll| will| do)\\b",
      "\\bsomething (?:that )?i (?:can'?t|cannot|won'?t|will not|am (?:unable|not able)|'?m (?:unable|not able)|don'?t|do not|must)\\b",
      `\\bi (?:don'?t|do not|lack|haven'?t got) (?:have )?(?:the |an? )?(?:ability|capability|capacity|means|tools|authority|permission) to (?:${service}|open|visit|view|process|hear|run|remember)`,
      "\\bi (?:don'?t|do not) (?:have|hold|form)(?: any)?(?: personal| political)* (?:opinions?|beliefs|feelings|views|preferences|stance)\\b",
      "\\bi (?:don'?t|do not) have (?:access to )?(?:any )?(?:real-?time|live|current|up-to-date|internet)\\b",
      `\\bi (?:don'?t|do not) (?:provide|share|give (?:out|advice|legal|medical)|discuss|engage|write|create|generate|assist|support|produce|condone|participate|answer|respond|talk about)\\b`,
      `\\b(?:request|that|this|it|question|prompt|content|topic|what you(?:'re| are) asking)\\b.{0,40}\\b(?:violates?|go(?:es)? against|is against|runs? (?:counter|against)|conflicts? with|falls outside|breach(?:es)?|breaks?|not (?:allowed|permitted) (?:by|under)|outside)\\b.{0,40}\\b${policy}`,
      `\\bmy (?:\\w+ )?${policy}(?: and \\w+)? (?:do not|don'?t|does not|doesn'?t|prevents?|prohibits?|forbids?|keeps? me|stops? me|won'?t|will not|bars?)\\b`,
      `\\b(?:our|the|openai's|these|content|safety|usage) (?:\\w+ )?${policy}(?: and \\w+)? (?:do not|don'?t|does not|doesn'?t|prevents?|prohibits?|forbids?|keeps?|stops?|won'?t|will not|bars?) (?:me\\b|(?:allow|permit|let) me\\b)`,
      "\\b(?:beyond|outside|exceeds|more than)(?: of)? (?:what|anything|the scope of what) i(?:'?m| am| can| was)\\b",
      '\\b(?:off[- ]limits|not open for discussion|a line i)\\b',
      `\\b(?:against|not within|outside|beyond) (?:of )?my (?:\\w+ )?(?:${policy}|abilities|capabilities|scope|purpose)`,
      "\\bi(?: can|'?m) only (?:help|assist|answer|respond|discuss|provide|talk|able to (?:help|assist|answer))",
      "^request (?:denied|refused|declined)\\b|^(?:this|that|your|the) (?:request|prompt|question) (?:can'?t|cannot) be|^(?:this|that|your|the) (?:request|prompt|content) (?:has been|was|is) (?:declined|refused|blocked|denied)",
    ),
  ),
  cannot: new RegExp(
    anyOf(
      `\\bi${adverbs} ${cannot} (?!(?:we|you|they)\\b)\\w`,
      `\\bi${unable} \\w`,
      `\\bi (?:don'?t|do not) (?:think|believe) (?:that )?i (?:should|can|ought)|\\bi (?:don'?t|do not) (?:think|believe) it(?:'s| is| would be| is) (?:appropriate|right|ethical|a good idea)|\\bi(?:'m| am) (?:\\w+ly )?not (?:allowed|permitted|able) to`,
    ),
  ),
  refers:
    /\b(?:that|this|so|anything)(?: (?:for you|here|one|either|topic|subject|request))*[.!]*$|\b(?:with|about|on|to|in) (?:that|this|it)\b|\bsuch (?:a|an|things?|content|requests?|material)\b|\b(?:this|that) (?:kind|sort|type) of\b|\binappropriate\b/,
  ordinary:
    /put you through|connect you|pass you|right now|at the moment|release|remove|assign|verify your|activate|be (?:there|on time)|\byour (?!(?:request|question|instructions?|homework|exam|essay|assignment answers|thesis|system|partner|ex\b|neighbou?r|boss|prompt|demand|query|curiosity|place|behalf|spouse|wife|husband|girlfriend|boyfriend|friend))|\b(?:help (?:but|it\b|myself|(?!track)\w+ing)\b|tell you how (?:much|happy|glad|excited|grateful|sorry|proud|many times)|find|locate|see|spot|add|move|transfer|split|waive|send|reset|accept|grant|let you|change|modify|make (?:any )?(?:changes|an exception)|issue|cancel|book|reserve|schedule|reschedule|confirm (?!or deny)|hold|exchange|replace|refund|ship|deliver|repair|fix|reach|reactivate|reopen|rebook|reinstate|extend|lower|raise|reduce|increase|apply|approve|process|complete|finali[sz]e|guarantee|honou?r|match|give you (?:a|an|the|another|any more)|provide you (?:with )?(?:a|an|the)|offer you|offer (?:a|an|any)|wait|believe|imagine|think of|recall|remember|be (?:sure|certain|home|there|late|more|happier|prouder)|say (?:for|if|whether|that|when|which|how|what caused)|tell (?:if|whether|from|which|what caused|the difference)|know|agree|overstate|overemphasi[sz]e|stress|emphasi[sz]e|recommend (?:it|this|him|her|them)|thank|hear|understand|sleep|breathe|eat|live|stand|go\b(?! (?:into|along))|come|stay|leave|attend|afford|get (?:over|enough)|keep (?:up|the)|decide|resist|hide|forget|ignore|join|make it|catch|use the|connect|reproduce the (?:bug|error|issue|problem)|determine|infer|rule out|compute|calculate|parse|read (?:the|it)|figure out|conclude|prove)\b/,
  business:
    /\b(?:callback|second account|promotions?|holiday|boarding pass|competitor\w*|estimate|number|premium|service charge|serial|guests?|keys?|sim card|batter(?:y|ies)|website|window|sofa|before (?:the|your|mon|tues|wed|thurs|fri|satur|sun)\w*|until|yet|(?:this|next) week|tonight|any (?:further|longer)|without (?:a|the|proof|your)|after \d+|within \d+|(?<!in )orders?|refund\w*|(?<!tax )returns?|returned|exchanged?(?! rate)|deliver\w*|ship(?:ping|ped|ment)?|parcels?|warehouse|warrant(?:y|ies)|subscription|discounts?|coupons?|vouchers?|gift cards?|invoices?|receipts?|deposits?|fees?|payments?|price match\w*|(?:that|old|sale|list|lower) price|prices for|in stock|out of stock|sold out|bookings?|reserv\w+|room|table for|appointments?|tickets?|flights?|seats?|rental|check(?:ed)?[- ]in|(?:your|the|a|this|warranty|insurance) claim|claims (?:department|form|without|for items)|cancel\w*|upgrade|replacements?|repairs?|postcode|(?:your|the) contract|(?:your|a|the|this) loan|credit limit|balance|membership|store credit|shop|hotel|restaurant|sellers?|your account|billing|billed|charge[ds]?|purchases?|items?|products? (?:bought|from|purchased|that)|cash|days|opening hours|tracking number|customers?|(?:free|the|your) trial|quote for|fares?|policy number|goods|bags?|luggage|baggage|lounge|catering|delivery slot|(?:your|the|data|premium|basic|payment) plan|licen[cs]e|seats?|installments?|instalments?|insur\w+|coverage|your mortgage|overdraft|transfer|withdraw\w*|wire|(?:your|new|old|the|loyalty) card|(?:your|reward|loyalty|bonus) points|miles|late (?:fee|check)|early (?:check|pick)|pick[- ]?up|drop[- ]?off|(?:size|colou?r)s? (?:you|is|in)|install(?:ation|ment)|technician|(?:a|another|new) visit|meter|tariff|enrol\w*|your application|permit|branch|supplier|manufacturer|driver|menu|allergen|gift[- ]wrap\w*|catalog\w*|auction|bid|lease|tenant|rent|key card|parking|wedding|your event|party of|guests?|(?:the|your) bill|technicians?|prescriptions?|passport|brand|assignment|alterations?|rates? for|courtesy|homeowner|vehicle|car|bike|spare part|part number|extension|exception|waive|credit note|compensat\w+|reimburs\w+|expedit\w+|track(?:ing)? (?:your|the|that)|stores?)\b/,
  innocent:
    /\b(?:worry|(?:reproduce|replicate) (?:the|this|that|it|your) ?(?:bug|error|issue|problem|crash|behaviou?r|result)?|use (?:a|an|the)|for sure|for certain|with (?:any )?certainty|exactly|precisely|enough|agree more|wait to|without (?:more|further|knowing|seeing|additional|the (?:full|rest|actual))|unless you (?:tell|give|share|provide|paste|upload)|until you (?:tell|give|share|provide|paste|upload)|from (?:the|this|that) (?:log|table|image|picture|text|data|list)|alone\b|could be happier|happier)\b/,
  regardless:
    /\b(?:lawyer|doctor|physician|someone(?:'s)?|(?:a|this|the) person|ethnicity|public figures?|elections?|bullying|calendar|personal files|language model|i'?m an ai|i am an ai|as an ai\b(?! assistant)|artificial intelligence|real-?time|only (?:able to )?(?:answer|help with|discuss|assist)|spy\w*|stalk\w*|track(?:ing)? (?:your ex|someone|a person|people)|robbery|burglary|hotwir\w+|cheat\w*|deceiv\w+|hack\w*|steal\w*|stolen|fraud\w*|scam\w*|phish\w*|fake|forg(?:e|ed|ing)|counterfeit|illegal\w*|crime|criminal|someone else|other (?:people|person)|another person|private|confidential|bypass\w*|weapons?|drugs?|explosives?|malware|launder\w*|evad\w*|exploit\w*|password|harm\w*)\b/,
  turn: /(?<!help )\b(?:but|however|although|though)\b/g,
  firstPerson: /\b(?:i|i'm|i'll|me|my|us)\b|^(?:\S+ )?\S+$/,
};

/**
 * Secrets in what sessions say: keys, tokens, private keys, Authorization headers, the values of .env files. Names stay, values
 * go, and code stays readable: `"key": "ArrowUp"` and `tokens: 812` are no secrets. Pure. Conversations are long and are shown
 * to people; mask.ts, for command lines, is stricter.
 */
import type { SessionEvent } from '../session/session-event.ts'

export const redaction = '[redacted]'

/** Keys that say what they are: Anthropic, OpenAI, GitHub, GitLab, Slack, AWS, Google, npm, Hugging Face, Stripe, SendGrid, JWT, TCE. */
const knownKeys =
  /\b(?:sk-(?:ant-|proj-|svcacct-)?[\w-]{16,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{8,}|xapp-[\w-]{10,}|(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}|AIza[\w-]{30,}|ya29\.[\w-]{16,}|npm_\w{20,}|pypi-[\w-]{20,}|hf_\w{16,}|(?:[rsp]k|whsec)_(?:live_|test_)?\w{16,}|SG\.[\w-]{16,}\.[\w-]{16,}|dop_v1_\w{20,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}(?:\.[\w-]*)?|age-secret-key-1\w{20,}|tce(?:hook)?_[\w-]{40,})/gi

/** A whole block, or what is left of one that was cut. */
const privateKeys =
  /(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)[\s\S]*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|$)/g

const secretWord = `(?:access[-_]?token|auth[-_]?token|refresh[-_]?token|id[-_]?token|token|secret|secret[-_]?key|passw(?:or)?d|passphrase|api[-_]?key|access[-_]?key(?:[-_]?id)?|private[-_]?key|signing[-_]?key|encryption[-_]?key|credentials?|client[-_]?secret)`
/** A name that ends in one of them: `GITHUB_TOKEN`, `stripe.secretKey`, `x-api-key`; not `tokens`, `keyboard`, `max_tokens`. */
const secretName = String.raw`(?:[\w.-]{0,64}[-_.])?${secretWord}|[A-Za-z]{0,40}(?:Token|Secret|Password|ApiKey|AccessKey|PrivateKey|SecretKey)`

/** What is no secret whatever its name: a variable, a call, a placeholder, a word of code, a short number. */
const plainValue = String.raw`(?!(?:\$|<|\{|\(|\[|%|process\.|os\.|env\b|import\.|None\b|null\b|nil\b|undefined\b|true\b|false\b|string\b|str\b|your[-_]|xxx|\*{3}|\.\.\.|\[redacted\]|\d{1,6}\b))`

/** `when` is in every text in which the pattern matches, and is found sooner. */
type Replacement = readonly [pattern: RegExp, shown: string, when?: RegExp]

/** How a secret's name ends, and what follows it. */
const nameBefore = (next: string) =>
  new RegExp(`(?:token|secret|key(?:[-_]?id)?|passw(?:or)?d|passphrase|credentials?)${next}`, 'i')

/** Values whose name says that they are secret. */
const named: readonly Replacement[] = [
  // "token": "…", 'password' => '…', also with escaped quotes
  [
    new RegExp(
      String.raw`((?:\\*["'])(?:${secretName})(?:\\*["'])\s*(?::|=>|,)\s*\\*["'])${plainValue}[^"'\\\r\n]{4,}`,
      'g',
    ),
    `$1${redaction}`,
    nameBefore(String.raw`\\*["']\s*(?::|=>|,)`),
  ],
  // NAME=value, name: "value", --name=value, ?name=value
  [
    new RegExp(String.raw`((?:^|\\[nrt]|[^\w.])(?:${secretName})\s*[=:]\s*\\*["'])${plainValue}[^"'\\\r\n]{4,}`, 'gim'),
    `$1${redaction}`,
    nameBefore(String.raw`\s*[=:]\s*\\*["']`),
  ],
  [
    new RegExp(String.raw`((?:^|\\[nrt]|[^\w.])(?:--)?(?:${secretName})=)${plainValue}[^\s"'\\&;,)]{4,}`, 'gim'),
    `$1${redaction}`,
    nameBefore('='),
  ],
  // yaml: password: value
  [
    new RegExp(
      String.raw`(^\s*(?:\d+[\u2192\t|:]\s*)?(?:- )?(?:${secretName}):[ \t]+)${plainValue}[^\s"'\\,;(){}]{6,}(?=\s*$)`,
      'gim',
    ),
    `$1${redaction}`,
    nameBefore(String.raw`:[ \t]`),
  ],
]
/** --password value */
const namedOption = new RegExp(String.raw`(\s--(?:${secretName})\s+)${plainValue}(?!-)[^\s"'\\]{4,}`, 'gi')
const secretWords = /token|secret|passw|passphrase|key|credential/i

interface Rule {
  /** Must be in a text before a pattern can match; most texts lack it. */
  readonly when: RegExp
  /** A word of it, where looking for the whole of it takes longer. */
  readonly word?: RegExp
  readonly replace: readonly Replacement[]
}

/** In this order. */
const rules: readonly Rule[] = [
  { when: /PRIVATE KEY/, replace: [[privateKeys, `$1${redaction}`]] },
  // Authorization: Bearer abc, also inside quotes and JSON; cookies
  {
    when: /authorization/i,
    replace: [
      [
        /((?:authorization|proxy-authorization)\\?["']?\s*[:=]\s*\\?["']?(?:(?:Bearer|Basic|Token|Digest)\s+)?)[^\s"'\\,;]{6,}/gi,
        `$1${redaction}`,
      ],
    ],
  },
  {
    when: /cookie/i,
    replace: [[/((?:^|[\s"'])(?:set-)?cookie\\?["']?\s*:\s*\\?["']?)[^"'\r\n\\]{6,}/gim, `$1${redaction}`]],
  },
  { when: /Bearer/, replace: [[/(\bBearer\s+)[\w.~+/-]{12,}=*/g, `$1${redaction}`]] },
  // https://user:password@host
  {
    when: /:\/\/[^\s/:@"']{0,64}:/,
    replace: [[/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"']{0,64}:)[^\s/@"']+(?=@)/gi, `$1${redaction}`]],
  },
  { when: nameBefore(String.raw`(?:\\*["']|\s*[=:])`), word: secretWords, replace: named },
  { when: /\s--/, word: secretWords, replace: [[namedOption, `$1${redaction}`]] },
  {
    when: /sk-|gh[pousr]_|github_pat|glpat|xox|xapp-|AKIA|ASIA|AROA|AIDA|AIza|ya29|npm_|pypi-|hf_|[rsp]k_|whsec|SG\.|dop_v1|eyJ|secret-key|tce(?:hook)?_/i,
    replace: [[knownKeys, redaction]],
  },
]

/** Any of these words at all. */
const hint = new RegExp([...new Set(rules.map(({ when, word = when }) => word.source))].join('|'), 'i')

export function redactText(text: string): string {
  const safe = hint.test(text) ? rules.reduce(applied, text) : text
  return redactEnvLines(safe)
}

const applied = (text: string, { when, replace }: Rule): string =>
  when.test(text) ? replace.reduce(replaced, text) : text

const replaced = (text: string, [pattern, shown, when]: Replacement): string =>
  when === undefined || when.test(text) ? text.replace(pattern, shown) : text

/** Two such lines in a row are an environment file, whatever the names. With the line numbers a file is shown with. */
const envLine = /^(\s*(?:\d+[→\t:|]\s*)?(?:export\s+)?[A-Z][A-Z0-9_]{2,63}=)(["']?)([^\r\n]*)$/
const harmless =
  /^(?:|true|false|yes|no|on|off|null|none|\d{1,6}|[a-z]{1,12}|\/[\w./-]*|https?:\/\/(?:localhost|127\.0\.0\.1)[\w:./-]*|\[redacted\].*)["']?$/i

/** Inside JSON text a line ends with a backslash and an n. */
function redactEnvLines(text: string): string {
  if (!/(?:^|\\n|")\s*(?:\d+[→\t:|]\s*)?(?:export\s+)?[A-Z][A-Z0-9_]{2,63}=/m.test(text)) return text
  const parts = text.split(/(\r?\n|\\n|(?<=[:,{]\s?)")/)
  const isEnv = parts.map((part, index) => index % 2 === 0 && envLine.test(part))
  return parts
    .map((part, index) => (isEnv[index] && (isEnv[index - 2] || isEnv[index + 2]) ? redactEnvLine(part) : part))
    .join('')
}

function redactEnvLine(line: string): string {
  const [, name = '', quote = '', value = ''] = envLine.exec(line) ?? []
  return harmless.test(value) ? line : `${name}${quote}${redaction}${quote}`
}

/** `.env`, `.env.production`, but not `.env.example`. */
const isEnvFile = (path: string): boolean => /(?:^|[\\/])\.env(?:\.(?!example|sample|template)[\w.-]+)?$/.test(path)

/** All values of a file of settings; comments and names stay. */
const redactEnvFile = (text: string): string =>
  redactText(text)
    .split('\n')
    .map((line) => line.replace(/^(\s*(?:\d+[→\t:|]\s*)?(?:export\s+)?[A-Za-z_]\w*\s*=\s*)\S.*$/, `$1${redaction}`))
    .join('\n')

/** What hides the secrets in a text that stands in this file, or in none. */
export const redactorFor = (path: string | undefined): ((text: string) => string) =>
  path !== undefined && isEnvFile(path) ? redactEnvFile : redactText

/** A value of which only its name tells that it is a secret: `{"api_key": "…"}` taken apart. */
export function redactNamed(name: string, value: string): string {
  const alone = redactText(value)
  if (alone !== value) return alone
  // `DEPLOY_TOKEN` is called as `deploy_token` is; of mixed letters each counts.
  const head = `"${/[a-z]/.test(name) ? name : name.toLowerCase()}":"`
  // In quotes, so that a passphrase of several words is one value; what would end it early is no part of the question.
  return redactText(`${head}${value.replace(/["'\\\r\n]/g, '_')}"`) === `${head}${redaction}"` ? redaction : alone
}

const redacted = new WeakMap<SessionEvent, SessionEvent>()

/** Every text of the event; the same object when there is nothing to hide. */
export function redactEvent(event: SessionEvent): SessionEvent {
  const known = redacted.get(event)
  if (known !== undefined) return known
  const path = 'path' in event ? event.path : undefined
  const safe = redactValues(event, redactorFor(path))
  redacted.set(event, safe)
  return safe
}

/** Names by which an event or a step is found again are no texts, nor are figures. */
const identities = new Set(['cursor', 'lane', 'at', 'kind', 'toolId', 'id', 'response', 'sessionId', 'resumeCommand'])
const figures = new Set(['history', 'tokens', 'linesChanged'])
const isNoText = (name: string): boolean => identities.has(name) || figures.has(name)

/** Any plain value with all its texts redacted; parts without a secret stay the same objects. */
export function redactValues<T>(value: T, redact: (text: string) => string = redactText): T {
  return redactValue(value, redact) as T
}

/** As redactValues, again and again of what changes from one time to the next: what stayed is not looked through anew. */
export function redactorOfChanges<T extends object>(): (value: T) => T {
  let before: { readonly value: Fields; readonly safe: Fields } | undefined
  return (value) => {
    if (before?.value === value) return before.safe as T
    const fields = value as Fields
    const safe: Record<string, unknown> = { ...fields }
    for (const name of Object.keys(fields)) {
      const isSame = before !== undefined && fields[name] === before.value[name]
      if (!isNoText(name)) safe[name] = isSame ? before?.safe[name] : redactValue(fields[name], redactText)
    }
    before = { value: fields, safe }
    return safe as T
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Parts of a state stay the same objects as long as they do not change: they are looked through once. */
const looked = new WeakMap<object, unknown>()

function redactValue(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return value.length < 5 ? value : redact(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return redactItems(value, redact)
  const known = redact === redactText ? looked.get(value) : undefined
  if (known !== undefined) return known
  const safe = redactFields(value, redact)
  if (redact === redactText) looked.set(value, safe)
  return safe
}

function redactItems(value: readonly unknown[], redact: (text: string) => string): readonly unknown[] {
  const items = value.map((item) => redactValue(item, redact))
  return items.some((item, index) => item !== value[index]) ? items : value
}

function redactFields(value: object, redact: (text: string) => string): object {
  let changed: Record<string, unknown> | undefined
  const fields = value as Fields
  for (const name of Object.keys(fields)) {
    if (isNoText(name)) continue
    const item = fields[name]
    const safe = redactValue(item, redact)
    if (safe === item) continue
    changed ??= { ...value }
    changed[name] = safe
  }
  return changed ?? value
}

/** A command line as it may be shown and logged: on one line, without secrets, without a page of prompt. Pure. */
import { plainText } from './text.ts'

export const mask = '***'

const argumentLimit = 160
const lineLimit = 1000
/** No more of an argument is looked at than can ever be shown, so that a megabyte of prompt costs nothing. */
const lookedAtLimit = 4096

/** Names whose value is a secret: `--api-key`, `GITHUB_TOKEN`, `x-api-key`, `client_secret`. */
const secretName = String.raw`[\w.-]{0,64}(?:tokens?|secrets?|passw(?:or)?d|passphrase|api[-_]?key|access[-_]?key|private[-_]?key|credentials?|cookie|[-_]pat|[-_]auth|[-_]key)`
const secretFlag = new RegExp(`^--?(?:${secretName}|authorization|bearer|auth|key)$`, 'i')

/** Each has one group to keep before the secret. A secret that was cut off (no closing quote) is masked all the same. */
const secrets: readonly RegExp[] = [
  // JSON: "token": "…", also with escaped quotes inside another string.
  /(\\*"[^"\\]*(?:token|secret|passw|key|credential|cookie|auth)[^"\\]*\\*"\s*:\s*\\*")(?:[^"\\]|\\[^"])+/gi,
  // NAME=value, --name=value, ?name=value
  new RegExp(
    String.raw`((?:^|[^\w])(?:${secretName}|authorization)=)(?!\d{1,9}(?:\D|$))(?:"[^"]*"?|'[^']*'?|[^\s&;,"']+)`,
    'gi',
  ),
  // --name value inside a longer text
  new RegExp(String.raw`(\s--?${secretName}\s+)(?!-|\d{1,9}(?:\s|$))(?:"[^"]*"?|'[^']*'?|[^\s"']+)`, 'gi'),
  // Headers: Authorization: …, X-Api-Key: …
  /((?:authorization|x-api-key|api-key|cookie|[\w-]{1,64}-token)\s*:\s*)(?!\s)[^"'\r\n]+/gi,
  /(\b(?:Bearer|Basic)\s+)[\w.~+/=-]{6,}/gi,
  // https://user:password@host
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
  // Keys that say what they are: Anthropic and OpenAI, GitHub, GitLab, Slack, AWS, Google, npm, Hugging Face, JWT.
  /()\b(?:sk-[\w-]{8,}|gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{10,}|xox[a-z]-[\w-]{8,}|(?:AKIA|ASIA)[A-Z0-9]{12,}|AIza[\w-]{20,}|npm_\w{20,}|hf_\w{16,}|eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?)/g,
]

/** `claude -p "long prompt" --api-key X` → `claude -p long pro… --api-key ***`. */
export function maskSecrets(argv: readonly string[]): string {
  return shorten(argv.map(maskArgument).join(' '), lineLimit)
}

function maskArgument(argument: string, index: number, argv: readonly string[]): string {
  const flag = argv[index - 1]
  const isSecretValue =
    flag !== undefined && secretFlag.test(flag) && !argument.startsWith('-') && !/^\d{1,9}$/.test(argument)
  return isSecretValue ? mask : shorten(maskText(plainText(argument.slice(0, lookedAtLimit))), argumentLimit)
}

/** A word of this must be in a text before any of the patterns above can match; nearly every argument has none. */
const hint =
  /token|secret|passw|passphrase|key|credential|cookie|auth|bearer|basic|[-_]pat|:\/\/|sk-|gh[pousr]_|glpat|xox|AKIA|ASIA|AIza|npm_|hf_|eyJ/i

const maskText = (text: string): string => (hint.test(text) ? maskAll(text) : text)

const maskAll = (text: string): string => secrets.reduce((masked, secret) => masked.replace(secret, `$1${mask}`), text)

const shorten = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).trimEnd()}…`

/** How numbers, times, sizes and lists look, on the page, in the menu and in the terminal alike. Pure. */

/** `41s`, `12m`, `3h 12m`, `1d 3h`: two units at most, for tables. */
export function formatDuration(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  if (s < 60) return `${s}s`
  const m = Math.floor(s / 60)
  if (m < 60) return `${m}m`
  const h = Math.floor(m / 60)
  if (h < 24) return `${h}h ${String(m % 60).padStart(2, '0')}m`
  return `${Math.floor(h / 24)}d ${h % 24}h`
}

/** `0.4 s`, `41 s`, `3 min`, `3h 12m`: for sentences. */
export function formatDurationInWords(ms: number): string {
  if (ms < 10_000) return `${(Math.floor(Math.max(0, ms) / 100) / 10).toFixed(1)} s`
  if (ms < 60_000) return `${Math.floor(ms / 1000)} s`
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`
  return formatDuration(ms)
}

/** `412 MB`, from 1,000 MB `1.1 GB`; decimal, as activity monitors show it. */
export function formatBytes(bytes: number): string {
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`
  if (bytes < 999_500_000) return `${Math.round(bytes / 1e6)} MB`
  return `${grouped(bytes / 1e9, 1)} GB`
}

/** `$12.40`, `$1,042.37`, below a cent `$0.0042`, nothing `$0.00`. */
export function formatUsd(usd: number): string {
  const magnitude = Math.abs(usd)
  const digits = magnitude < centFromUsd ? smallDigits(magnitude) : 2
  const text = grouped(magnitude, digits)
  return `${usd < 0 && /[1-9]/.test(text) ? '−' : ''}$${text}`
}

/** From here on two figures round up to `$0.01`. */
const centFromUsd = 0.009_95
/** Below this a sum is what is left over of adding in floating point. */
const nothingUsd = 5e-9

/** Two figures that mean something, however small the sum. */
const smallDigits = (usd: number): number => {
  if (usd < nothingUsd) return 2
  const rounded = Number(usd.toPrecision(2))
  return Math.min(8, 1 - Math.floor(Math.log10(rounded)))
}

/** `41.2 k`, `1.2 M`, `2.41 B`: three digits at most, a space before the unit. */
export function formatTokens(tokens: number): string {
  if (tokens < 999.5) return String(Math.round(tokens))
  const [value, unit] =
    tokens < 999_500 ? [tokens / 1e3, 'k'] : tokens < 999_500_000 ? [tokens / 1e6, 'M'] : [tokens / 1e9, 'B']
  const digits = value < 9.995 && unit === 'B' ? 2 : value < 99.95 ? 1 : 0
  return `${grouped(value, digits)} ${unit}`
}

/** `12,345`: a count to its last digit. */
export const formatCount = (count: number): string => grouped(count, 0)

/** `1,042.37`. By hand: the first number that goes through Intl costs the start of a command 10 to 20 ms. */
const grouped = (value: number, digits: number): string =>
  value.toFixed(digits).replace(/\d(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, '$&,')

/** `41 %`; CPU of a hog may pass 100 (several cores). */
export const formatPercent = (percent: number): string => `${Math.round(percent)} %`

/** `66.4 %`, for tables of shares (0..1); below 0.1 % `< 0.1 %`. */
export function formatShare(share: number): string {
  return share > 0 && share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`
}

/** `a, b and c`; of none nothing. */
export const listInWords = (words: readonly string[], and = 'and'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1)}`

/** `1 agent`, `2 agents`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${grouped(n, 0)} ${n === 1 ? one : many}`

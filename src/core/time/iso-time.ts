/**
 * Moments as text and back. One moment is asked for several times in a row, by a record, by its events and by what is counted of them:
 * the last one is remembered. Pure but for that.
 */

let last = { text: '', ms: Number.NaN, isIso: false }

/** NaN for what is no time. */
export function msOf(text: string): number {
  if (last.text !== text) {
    const ms = isoMs(text)
    last = ms === undefined ? { text, ms: Date.parse(text), isIso: false } : { text, ms, isIso: lastDay.isIso }
  }
  return last.ms
}

/** `2026-11-20T18:24:41.957Z`; throws for what no date can be. */
export function isoOf(ms: number): string {
  if (last.ms !== ms || !last.isIso) last = { text: new Date(ms).toISOString(), ms: Math.trunc(ms), isIso: true }
  return last.text
}

/** The way all of them are written; three times as fast as Date.parse. */
function isoMs(text: string): number | undefined {
  if (text.length !== 24 || text.charCodeAt(23) !== 90 || text.charCodeAt(10) !== 84) return undefined
  const day = dayOf(text.slice(0, 10))
  const [h, m, s] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)]
  const ms = twoDigits(text, 20) * 10 + text.charCodeAt(22) - 48
  const time = day + ((h * 60 + m) * 60 + s) * 1000 + ms
  return h < 24 && m < 60 && s < 60 && ms >= 0 && ms < 1000 ? time : undefined
}

let lastDay = { text: '', ms: Number.NaN, isIso: false }

/** Nearly always the day of the line before. The 31st of a short month is read as a day of the next, and not written so. */
function dayOf(text: string): number {
  if (lastDay.text !== text) {
    const ms = Date.parse(text)
    lastDay = { text, ms, isIso: !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) }
  }
  return lastDay.ms
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48]
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

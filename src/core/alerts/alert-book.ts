/**
 * Once per matter: what holds is opened, told, perhaps told again, and resolved. What may not be told now waits, and is told in one
 * when it may. Pure: who sends is the channels' business.
 */
import type { FleetAgentReport } from '../process/report.ts'
import { minutes } from '../time/duration.ts'
import type { Matter } from './matter.ts'
import type { Rule } from './rule.ts'

export interface OpenAlert {
  readonly id: string
  readonly ruleId: string
  readonly matter: Matter
  readonly openedAtMs: number
  readonly lastToldAtMs?: number | undefined
}

export type HeldFor = 'quiet' | 'snooze' | 'throttle' | 'looking' | 'many'

export interface HeldAlert {
  readonly alert: OpenAlert
  readonly channels: readonly string[]
  readonly why: HeldFor
  readonly untilMs: number
}

/** What has to be remembered, also over a restart. */
export interface AlertBook {
  readonly open: ReadonlyMap<string, OpenAlert>
  readonly held: readonly HeldAlert[]
  /** How many more are held than are remembered one by one. */
  readonly moreHeld: number
  /** Rules that were looked after before: what they find anew is news. */
  readonly known: ReadonlySet<string>
  readonly ruleToldAtMs: ReadonlyMap<string, number>
  /** When something was told in the last minute. */
  readonly toldAtMs: readonly number[]
  /** Who was at work when a server looked last: an end between two servers is an end all the same. */
  readonly atWork?: { readonly atMs: number; readonly agents: readonly FleetAgentReport[] } | undefined
}

export const emptyBook: AlertBook = {
  ...{ open: new Map(), held: [], moreHeld: 0, known: new Set(), ruleToldAtMs: new Map(), toldAtMs: [] },
}

export interface BookInput {
  readonly nowMs: number
  /** Those that are on. */
  readonly rules: readonly Rule[]
  /** What holds now, by rule. A rule that is missing could not be asked: what was open stays so. */
  readonly holding: ReadonlyMap<string, readonly Matter[]>
  readonly moments: readonly { readonly rule: Rule; readonly matter: Matter }[]
  readonly quietUntilMs?: number | undefined
  readonly snoozedUntilMs: (ruleId: string) => number | undefined
  readonly isLooking: boolean
  readonly maxPerMinute: number
  readonly newId: () => string
}

/** One message: of one alert, or of several in one. */
export interface Telling {
  readonly channels: readonly string[]
  readonly alerts: readonly OpenAlert[]
  /** How many more there are than are named. */
  readonly more: number
}

export interface BookStep {
  readonly book: AlertBook
  readonly opened: readonly OpenAlert[]
  readonly resolved: readonly OpenAlert[]
  readonly tellings: readonly Telling[]
  /** What was put off in this step, and why: for the log. */
  readonly heldNow: readonly HeldAlert[]
}

interface Due {
  readonly alert: OpenAlert
  readonly channels: readonly string[]
  /** Was gathered with others, and is told with them. */
  readonly isGathered: boolean
}

const minuteMs = 60_000
const lookAgainMs = 15_000
/** As many are remembered one by one; a summary names no more anyway. */
const mostHeld = 500
const mostSingleWaits = 2

export function nextBook(book: AlertBook, input: BookInput): BookStep {
  const { nowMs, rules } = input
  const ruleOf = new Map(rules.map((rule) => [rule.id, rule]))
  const open = new Map(book.open)
  const opened: OpenAlert[] = []
  const due: Due[] = []
  const say = (alert: OpenAlert, rule: Rule) => due.push({ alert, channels: rule.channels, isGathered: false })

  for (const rule of rules) {
    for (const matter of input.holding.get(rule.id) ?? []) {
      if (matter.form === 'moment') continue
      const key = `${rule.id}/${matter.key}`
      const before = open.get(key)
      if (before !== undefined) {
        const alert = { ...before, matter }
        open.set(key, alert)
        const isAgain = before.lastToldAtMs !== undefined && rule.repeatMinutes !== undefined
        if (isAgain && nowMs - (before.lastToldAtMs ?? 0) >= minutes(rule.repeatMinutes ?? 0)) say(alert, rule)
        continue
      }
      const alert = { id: input.newId(), ruleId: rule.id, matter, openedAtMs: nowMs }
      // What was so before a rule was looked after for the first time is no news.
      const isOld = matter.isNoNews === true || (!book.known.has(rule.id) && matter.isNewsAtFirst !== true)
      open.set(key, isOld ? { ...alert, lastToldAtMs: nowMs } : alert)
      if (isOld) continue
      opened.push(alert)
      say(alert, rule)
    }
  }
  const ofLooks = rules.flatMap((rule) =>
    (input.holding.get(rule.id) ?? []).filter(({ form }) => form === 'moment').map((matter) => ({ rule, matter })),
  )
  for (const { rule, matter } of [...ofLooks, ...input.moments]) {
    const alert = { id: input.newId(), ruleId: rule.id, matter, openedAtMs: nowMs }
    opened.push(alert)
    say(alert, rule)
  }

  const resolved = takeResolved(open, ruleOf, input.holding)
  const resolvedIds = new Set(resolved.map(({ id }) => id))
  const stillHeld: HeldAlert[] = []
  for (const one of book.held) {
    const isOver = resolvedIds.has(one.alert.id)
    // At night what was is told in the morning, also when it is over; else what is over needs nobody.
    if (isOver && one.why !== 'quiet' && one.why !== 'many') continue
    const isFree = one.untilMs <= nowMs && !(one.why === 'looking' && input.isLooking)
    if (!isFree) stillHeld.push(one.why === 'looking' ? { ...one, untilMs: nowMs + lookAgainMs } : one)
    else if (ruleOf.has(one.alert.ruleId)) due.push({ alert: one.alert, channels: one.channels, isGathered: true })
  }

  const heldNow: HeldAlert[] = []
  const ready: Due[] = []
  const ruleToldAtMs = new Map([...book.ruleToldAtMs].filter(([id]) => ruleOf.has(id)))
  for (const one of due) {
    const rule = ruleOf.get(one.alert.ruleId)
    if (rule === undefined) continue
    const { told, held } = sortOut(one, rule, ruleToldAtMs, input)
    heldNow.push(...held)
    if (told === undefined) continue
    ready.push(told)
    if (rule.throttleMinutes !== undefined) ruleToldAtMs.set(rule.id, nowMs)
  }

  const toldAtMs = book.toldAtMs.filter((atMs) => nowMs - atMs < minuteMs)
  const free = Math.max(0, input.maxPerMinute - toldAtMs.length)
  const { tellings, late } = inMessages(ready, free, book.moreHeld)
  const untilMs = (toldAtMs[0] ?? nowMs) + minuteMs
  heldNow.push(...late.map(({ alert, channels }): HeldAlert => ({ alert, channels, why: 'many', untilMs })))
  const told = new Set(tellings.flatMap(({ alerts }) => alerts.map(({ id }) => id)))
  for (const [key, alert] of open) if (told.has(alert.id)) open.set(key, { ...alert, lastToldAtMs: nowMs })

  const held = [...stillHeld, ...heldNow]
  const wasToldMore = tellings.some(({ more }) => more > 0)
  return {
    book: {
      ...{ open, ruleToldAtMs, held: held.slice(0, mostHeld) },
      moreHeld: (wasToldMore ? 0 : book.moreHeld) + Math.max(0, held.length - mostHeld),
      known: new Set(rules.filter(({ id }) => book.known.has(id) || input.holding.has(id)).map(({ id }) => id)),
      toldAtMs: [...toldAtMs, ...tellings.map(() => nowMs)],
      atWork: book.atWork,
    },
    ...{ opened, resolved, tellings, heldNow },
  }
}

/** When the next step is worth while although nothing changed. */
export function nextBookMomentMs(book: AlertBook, rules: readonly Rule[], nowMs: number): number | undefined {
  const repeats = new Map(rules.map(({ id, repeatMinutes }) => [id, repeatMinutes]))
  const again = [...book.open.values()].flatMap(({ ruleId, lastToldAtMs }) => {
    const every = repeats.get(ruleId)
    return every === undefined || lastToldAtMs === undefined ? [] : [lastToldAtMs + minutes(every)]
  })
  const next = Math.min(...again, ...book.held.map(({ untilMs }) => untilMs))
  return Number.isFinite(next) ? Math.max(next, nowMs + 1) : undefined
}

function takeResolved(
  open: Map<string, OpenAlert>,
  ruleOf: ReadonlyMap<string, Rule>,
  holding: BookInput['holding'],
): readonly OpenAlert[] {
  const resolved: OpenAlert[] = []
  for (const [key, alert] of open) {
    const found = holding.get(alert.ruleId)
    const holds = found === undefined || found.some((matter) => `${alert.ruleId}/${matter.key}` === key)
    if (holds && ruleOf.has(alert.ruleId)) continue
    open.delete(key)
    resolved.push(alert)
  }
  return resolved
}

function sortOut(
  one: Due,
  rule: Rule,
  ruleToldAtMs: ReadonlyMap<string, number>,
  input: BookInput,
): { readonly told: Due | undefined; readonly held: readonly HeldAlert[] } {
  const { nowMs, quietUntilMs } = input
  const hold = (why: HeldFor, untilMs: number, channels = one.channels): HeldAlert => ({
    alert: one.alert,
    channels,
    why,
    untilMs,
  })
  const snoozedUntilMs = input.snoozedUntilMs(rule.id)
  if (snoozedUntilMs !== undefined && snoozedUntilMs > nowMs)
    return { told: undefined, held: [hold('snooze', snoozedUntilMs)] }
  if (rule.notWhileLooking === true && input.isLooking)
    return { told: undefined, held: [hold('looking', nowMs + lookAgainMs)] }
  const lastMs = ruleToldAtMs.get(rule.id)
  const freeAtMs =
    lastMs === undefined || rule.throttleMinutes === undefined ? 0 : lastMs + minutes(rule.throttleMinutes)
  // What was gathered meanwhile goes in one, and is not throttled by its own first.
  if (freeAtMs > nowMs && !(one.isGathered && lastMs === nowMs))
    return { told: undefined, held: [hold('throttle', freeAtMs)] }
  if (quietUntilMs === undefined) return { told: one, held: [] }
  const passing = one.channels.filter((channel) => rule.passesQuiet?.includes(channel) === true)
  const waiting = one.channels.filter((channel) => !passing.includes(channel))
  return {
    told: passing.length === 0 ? undefined : { ...one, channels: passing },
    held: waiting.length === 0 ? [] : [hold('quiet', quietUntilMs, waiting)],
  }
}

/** The first few of a minute are told one by one; the rest in one, as soon as the minute allows it. */
function inMessages(
  ready: readonly Due[],
  free: number,
  more: number,
): { readonly tellings: readonly Telling[]; readonly late: readonly Due[] } {
  if (ready.length === 0) return { tellings: [], late: [] }
  if (free === 0) return { tellings: [], late: ready }
  const waits = ready.filter(({ alert }) => alert.matter.kind === 'waits')
  // Many that begin to wait at once are one thing to know.
  const areWaits = waits.length > mostSingleWaits && free > 1
  const waiting = areWaits ? inOne(waits, 0) : []
  const others = areWaits ? ready.filter(({ alert }) => alert.matter.kind !== 'waits') : ready
  const room = free - waiting.length
  const areGathered = others.filter(({ isGathered }) => isGathered).length > 1 || more > 0
  const singles = areGathered ? others.filter(({ isGathered }) => !isGathered) : others
  const isRoom = singles.length + (areGathered ? 1 : 0) <= room
  const oneByOne = isRoom ? singles : singles.slice(0, Math.max(0, room - 1))
  const alone = new Set(oneByOne)
  const together = others.filter((one) => !alone.has(one))
  const single = oneByOne.map(({ alert, channels }): Telling => ({ channels, alerts: [alert], more: 0 }))
  const all = [...waiting, ...single, ...inOne(together, more)]
  return { tellings: all.filter(({ channels }) => channels.length > 0), late: [] }
}

/** One message for those channels that are told the same. */
function inOne(together: readonly Due[], more: number): readonly Telling[] {
  if (together.length === 0) return []
  const channels = [...new Set(together.flatMap((one) => one.channels))]
  const byList = Map.groupBy(channels, (channel) =>
    together.flatMap((one, at) => (one.channels.includes(channel) ? [at] : [])).join(),
  )
  return [...byList.values()].map((same) => ({
    channels: same,
    alerts: together.filter((one) => one.channels.includes(same[0] ?? '')).map(({ alert }) => alert),
    more,
  }))
}

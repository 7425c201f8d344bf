/** The events that rules ask for, followed as they come: matches, errors by session, and when a source last said something. */

import {
  type ErrorTimes,
  errorMatters,
  isOfAlerts,
  matchMatter,
  nextErrors,
  silentMatters,
} from '../../core/alerts/event-matters.ts'
import type { Matter } from '../../core/alerts/matter.ts'
import type { Rule } from '../../core/alerts/rule.ts'
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import { minutes } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { EventFollow, EventService } from '../events.ts'

interface Followed {
  readonly name: string
  /** Another one is another question. */
  readonly asks: string
  readonly request: EventFollow
  readonly take: (event: CapturedEvent) => void
}

export interface AlertEvents {
  /** Follows what these ask for, and no longer what others did. */
  use(rules: readonly Rule[]): void
  /** Undefined: this rule asks for nothing of it. */
  holding(
    rule: Rule,
    nowMs: number,
    projectOf: (sessionId: string) => string | undefined,
  ): readonly Matter[] | undefined
  /** What matched since this was asked last. */
  takeMoments(): readonly { readonly rule: Rule; readonly matter: Matter }[]
  /** When silence or a burst may begin or end although nothing comes. */
  nextMomentMs(rules: readonly Rule[], nowMs: number): number | undefined
  stop(): void
}

/** Of one rule between two looks: what comes more often is not told one by one anyway. */
const mostMoments = 20_000

export function followAlertEvents(
  events: Pick<EventService, 'follow' | 'ask'>,
  {
    clock,
    onNews,
    reportError,
  }: { readonly clock: () => number; readonly onNews: () => void; readonly reportError: ReportError },
): AlertEvents {
  const following = new Map<string, { readonly asks: string; stop: () => void }>()
  let moments: { readonly rule: Rule; readonly matter: Matter }[] = []
  let errors: ErrorTimes = new Map()
  let errorRules: readonly Rule[] = []
  const lastMs = new Map<string, number>()

  function use(rules: readonly Rule[]): void {
    errorRules = rules.filter(({ kind }) => kind === 'errors')
    const wanted = new Map(rules.flatMap((rule) => requestOf(rule) ?? []).map((one) => [one.name, one]))
    for (const [name, { asks, stop }] of following) {
      if (wanted.get(name)?.asks === asks) continue
      stop()
      following.delete(name)
    }
    for (const { name, asks, request, take } of wanted.values()) {
      if (following.has(name)) continue
      let isStopped = false
      const one = {
        asks,
        stop: () => {
          isStopped = true
        },
      }
      following.set(name, one)
      events
        .follow(request, (told) => {
          for (const event of told.events) if (!isOfAlerts(event)) take(event)
          if (told.events.length > 0) onNews()
        })
        .then((followed) => {
          if (!followed.ok) return
          if (isStopped) followed.value()
          else one.stop = followed.value
        })
        .catch((cause: unknown) => reportError('A rule can not follow the events', cause))
    }
  }

  function requestOf(rule: Rule): Followed | undefined {
    const name = `${rule.kind}/${rule.id}`
    if (rule.kind === 'event') {
      const query = String(rule.values['query'])
      const take = (event: CapturedEvent) => {
        if (moments.length < mostMoments) moments.push({ rule, matter: matchMatter(rule, event) })
      }
      return { name, asks: JSON.stringify(rule), request: { query }, take }
    }
    if (rule.kind === 'errors') {
      const take = (event: CapturedEvent) => {
        errors = nextErrors(errors, event, errorRules, clock())
      }
      return { name: 'errors', asks: 'errors', request: { fields: { level: ['error'] } }, take }
    }
    if (rule.kind !== 'silent') return undefined
    const source = String(rule.values['source'])
    if (!lastMs.has(source)) void readLast(source)
    const take = () => void lastMs.set(source, clock())
    return { name: `silent/${source}`, asks: source, request: { fields: { source: [source] } }, take }
  }

  async function readLast(source: string): Promise<void> {
    const newest = await events.ask({ fields: { source: [source] }, limit: 1 }).catch(() => undefined)
    const at = newest?.ok === true ? newest.value.events[0]?.created_at : undefined
    if (at !== undefined && !lastMs.has(source)) lastMs.set(source, Date.parse(at))
    onNews()
  }

  return {
    use,
    holding(rule, nowMs, projectOf) {
      if (rule.kind === 'errors') return errorMatters(rule, errors, nowMs, projectOf)
      if (rule.kind === 'silent') return silentMatters(rule, lastMs.get(String(rule.values['source'])), nowMs)
      return undefined
    },
    takeMoments() {
      const taken = moments
      moments = []
      return taken
    },
    nextMomentMs(rules, nowMs) {
      const next = rules.flatMap(({ kind, values }) => {
        const longMs = minutes(Number(values['minutes'] ?? 0)) + 1
        if (kind === 'silent') return (lastMs.get(String(values['source'])) ?? Number.NaN) + longMs
        return kind === 'errors' ? [...errors.values()].flatMap((times) => times.map((atMs) => atMs + longMs)) : []
      })
      const soonest = Math.min(...next.filter((moment) => moment > nowMs))
      return Number.isFinite(soonest) ? soonest : undefined
    },
    stop() {
      for (const { stop } of following.values()) stop()
      following.clear()
    },
  }
}

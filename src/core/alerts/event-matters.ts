/** What events of programs are worth telling by a rule. Pure. */
import type { CapturedEvent } from '../captured/captured-event.ts'
import { eventProject } from '../captured/event-project.ts'
import { minutes } from '../time/duration.ts'
import { formatDurationInWords, plural } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { Matter } from './matter.ts'
import type { Rule } from './rule.ts'
import { ruleName } from './rule.ts'

/** Our own telling is no news: a rule on it would tell itself for ever. */
export const isOfAlerts = ({ source, event_type }: Pick<CapturedEvent, 'source' | 'event_type'>): boolean =>
  source === 'tce' && (event_type.startsWith('alert.') || event_type === 'cost.crossed')

export function matchMatter(rule: Rule, event: CapturedEvent): Matter {
  const project = eventProject(event)
  const said = plainText(event.message ?? `${event.source} ${event.event_type}`)
  return {
    ...{ kind: 'event', key: `event/${event.id}`, form: 'moment', project, agent: event.agent },
    ...{ title: rule.name ?? `${event.source}: ${event.event_type}`, body: said, sessionId: event.session_id },
    // Of an event nothing leaves the machine but that it came.
    ...{
      plainTitle: rule.name ?? 'An event came that you asked for',
      plainBody: project === undefined ? '' : plainText(project),
    },
  }
}

/** When errors came, by session. */
export type ErrorTimes = ReadonlyMap<string, readonly number[]>

/** Keeps no more than a rule can ask for. */
export function nextErrors(times: ErrorTimes, event: CapturedEvent, rules: readonly Rule[], nowMs: number): ErrorTimes {
  const session = event.session_id
  if (session === undefined || event.level !== 'error') return times
  const asks = rules.filter(({ kind }) => kind === 'errors')
  const longestMs = Math.max(0, ...asks.map(({ values }) => minutes(Number(values['minutes']))))
  const most = Math.max(0, ...asks.map(({ values }) => Number(values['errors'])))
  const recent = [...(times.get(session) ?? []), nowMs].filter((atMs) => nowMs - atMs <= longestMs).slice(-most)
  return new Map(times).set(session, recent)
}

export function errorMatters(
  rule: Rule,
  times: ErrorTimes,
  nowMs: number,
  projectOf: (session: string) => string | undefined,
) {
  const [most, withinMs] = [Number(rule.values['errors']), minutes(Number(rule.values['minutes']))]
  return [...times].flatMap(([sessionId, all]): readonly Matter[] => {
    const recent = all.filter((atMs) => nowMs - atMs <= withinMs)
    if (recent.length < most) return []
    const project = projectOf(sessionId)
    const who = plainText(project ?? `session ${sessionId.slice(0, 8)}`)
    const body = `${plural(recent.length, 'error')} within ${formatDurationInWords(withinMs)}`
    const title = `${who}: one error after another`
    const plainTitle = project === undefined ? 'A session: one error after another' : title
    return [
      ...[
        {
          kind: 'errors',
          key: `${sessionId}/errors`,
          title,
          body,
          plainTitle,
          plainBody: body,
          project,
          sessionId,
        } as const,
      ],
    ].map((matter) => ({ ...matter, form: 'state' as const }))
  })
}

/** `lastMs`: when it last told something; a source that never did is not silent, it is not there. */
export function silentMatters(rule: Rule, lastMs: number | undefined, nowMs: number): readonly Matter[] {
  const longMs = minutes(Number(rule.values['minutes']))
  if (lastMs === undefined || nowMs - lastMs <= longMs) return []
  const source = plainText(String(rule.values['source']))
  const body = `for ${formatDurationInWords(nowMs - lastMs)}`
  const title = `Nothing comes from ${source}`
  const plainTitle = rule.name === undefined ? title : ruleName(rule)
  return [
    {
      ...{ kind: 'silent', key: `${source}/${lastMs}`, title, body, plainTitle, plainBody: body },
      ...{ form: 'state', sinceMs: lastMs },
    },
  ]
}

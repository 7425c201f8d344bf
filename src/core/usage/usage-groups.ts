/** How usage is grouped: which group an entry is in, and what the group is called. Pure. */

import { folderName, projectPlace } from '../session/project-place.ts'
import type { Calendar } from '../time/calendar.ts'
import { dayText, monthNames, monthOf, weekdayNames, weekdayOf } from '../time/calendar.ts'
import { plainText } from '../words/text.ts'
import type { UsageGrouping } from './usage.ts'
import type { BlockTimes } from './usage-blocks.ts'
import { blockMs } from './usage-blocks.ts'
import type { PricedEntry } from './usage-tally.ts'

export interface Group {
  readonly key: string
  readonly label: string
  /** The kind of agent it is of, where it is of one alone. */
  readonly agent?: string | undefined
  readonly startMs?: number | undefined
  readonly endMs?: number | undefined
}

export interface GroupingContext {
  readonly calendar: Calendar
  readonly blocks: BlockTimes
  readonly nowMs: number
  readonly labelOfModel: (model: string) => string
  readonly nameOfAgent?: ((id: string) => string) | undefined
  readonly titleOfSession?: ((id: string) => string | undefined) | undefined
}

export interface Grouping {
  /** Equal for entries of one group, and cheap: it is asked for every entry. Undefined: no record tells. */
  idOf(priced: PricedEntry): string | number | undefined
  /** Asked once per group. */
  describe(priced: PricedEntry): Group
  readonly isByTime: boolean
  /** What a group is called whose entries do not tell: by time, by branch. */
  readonly unknownLabel: string
}

/** Groupings to which a day of the stats-cache can be assigned. */
export const statsCacheGroupings: readonly UsageGrouping[] = ['day', 'week', 'month', 'model', 'agent']

export function groupingFor(by: UsageGrouping, context: GroupingContext): Grouping {
  const { calendar, blocks, labelOfModel, titleOfSession, nameOfAgent = (id) => id } = context
  const projectKey = projectKeys()
  switch (by) {
    case 'hour':
      return byTime(
        ({ entry }) => known(entry.quarterMs, (atMs) => calendar.hourOf(atMs).startMs),
        (atMs) => hourGroup(atMs, context),
      )
    case 'day':
      return byTime(
        ({ day }) => day,
        (day) => dayGroup(day, context),
      )
    case 'week':
      return byTime(
        ({ day }) => known(day, calendar.weekOf),
        (firstDay) => weekGroup(firstDay, context),
      )
    case 'month':
      return byTime(
        remembered((day) => monthOf(day).firstDay),
        (firstDay) => monthGroup(firstDay, context),
      )
    case 'block':
      return byTime(
        ({ entry }) => known(entry.quarterMs, blocks.blockOf),
        (atMs) => blockGroup(atMs, context),
      )
    case 'hour-of-week':
      return byTime(
        ({ entry, day = 0 }) => known(entry.quarterMs, (atMs) => hourOfWeek(atMs, day, calendar)),
        hourOfWeekGroup,
      )
    case 'model':
      return bySource(
        ({ modelId }) => modelId,
        ({ modelId }) => ({ key: modelId, label: labelOfModel(modelId) }),
      )
    case 'project':
      return bySource(
        ({ entry }) => projectKey(entry),
        ({ entry }) => ({ key: projectKey(entry) ?? '', label: projectLabel(entry) }),
      )
    case 'session':
      return bySource(
        ({ entry }) => entry.sessionId,
        ({ entry: { sessionId = '', agent } }) => ({
          key: sessionId,
          label: plainText(titleOfSession?.(sessionId) ?? '') || sessionId,
          agent,
        }),
      )
    case 'branch':
      return bySource(
        ({ entry }) => entry.branch && `${projectKey(entry) ?? ''}#${entry.branch}`,
        ({ entry }) => ({
          key: `${projectKey(entry) ?? ''}#${entry.branch}`,
          label: `${projectLabel(entry)} ${plainText(entry.branch ?? '')}`,
        }),
        'no branch',
      )
    case 'agent':
      return bySource(
        ({ entry }) => entry.agent,
        ({ entry: { agent = '' } }) => ({ key: agent, label: nameOfAgent(agent) }),
      )
    case 'subagent':
      return bySource(
        ({ entry }) => (entry.subagentId === undefined ? 'main' : (entry.subagentType ?? 'subagent')),
        ({ entry }) =>
          entry.subagentId === undefined
            ? { key: 'main', label: 'main' }
            : { key: entry.subagentType ?? 'subagent', label: plainText(entry.subagentType ?? 'subagent') },
      )
    default:
      return by satisfies never
  }
}

const known = (value: number | undefined, compute: (value: number) => number): number | undefined =>
  value === undefined ? undefined : compute(value)

function byTime(idOf: (priced: PricedEntry) => number | undefined, describe: (id: number) => Group): Grouping {
  return { idOf, describe: (priced) => describe(idOf(priced) ?? 0), isByTime: true, unknownLabel: 'no date' }
}

const bySource = (
  idOf: (priced: PricedEntry) => string | undefined,
  describe: (priced: PricedEntry) => Group,
  unknownLabel = 'unknown',
): Grouping => ({ idOf, describe, isByTime: false, unknownLabel })

/** Of few folders in many entries: each is looked at once. */
function projectKeys(): (entry: PricedEntry['entry']) => string | undefined {
  const folders = new Map<string, string>()
  return ({ cwd, projectSlug }) => {
    if (cwd === undefined) return projectSlug
    let folder = folders.get(cwd)
    if (folder === undefined) {
      folder = projectPlace(cwd).folder
      folders.set(cwd, folder)
    }
    return folder
  }
}

/** The last part of the project's folder; where none is known the name under `projects/`. */
export function projectLabel({
  cwd,
  projectSlug,
}: {
  cwd?: string | undefined
  projectSlug?: string | undefined
}): string {
  return cwd === undefined ? plainText(projectSlug ?? '') : folderName(projectPlace(cwd).folder)
}

function dayGroup(day: number, { calendar, nowMs }: GroupingContext): Group {
  return {
    key: dayText(day),
    label: dayLabel(day, yearOf(calendar.dayOf(nowMs))),
    startMs: calendar.startOfDay(day),
    endMs: calendar.startOfDay(day + 1),
  }
}

const yearOf = (day: number): string => dayText(day).slice(0, 4)

/** `Fri 20 Nov`; in another year `Wed 31 Dec 2025`. */
export function dayLabel(day: number, thisYear: string): string {
  return `${weekdayNames[weekdayOf(day)]} ${shortDate(day, thisYear)}`
}

/** `20 Nov`, `31 Dec 2025`. */
export function shortDate(day: number, thisYear: string): string {
  const [year, month, date] = dayText(day).split('-')
  const text = `${Number(date)} ${monthNames[Number(month) - 1]}`
  return year === thisYear ? text : `${text} ${year}`
}

function weekGroup(firstDay: number, { calendar, nowMs }: GroupingContext): Group {
  const thisYear = yearOf(calendar.dayOf(nowMs))
  return {
    key: dayText(firstDay),
    label: `${shortDate(firstDay, yearOf(firstDay + 6))} – ${shortDate(firstDay + 6, thisYear)}`,
    startMs: calendar.startOfDay(firstDay),
    endMs: calendar.startOfDay(firstDay + 7),
  }
}

function monthGroup(firstDay: number, { calendar }: GroupingContext): Group {
  const { month, nextFirstDay } = monthOf(firstDay)
  return {
    key: month,
    label: `${monthNames[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`,
    startMs: calendar.startOfDay(firstDay),
    endMs: calendar.startOfDay(nextFirstDay),
  }
}

function hourGroup(atMs: number, { calendar, nowMs }: GroupingContext): Group {
  const { startMs, endMs } = calendar.hourOf(atMs)
  const clock = clockText(startMs, calendar)
  return {
    // With the offset, because an hour comes twice when the clocks go back.
    key: `${dayText(calendar.dayOf(startMs))}T${clock}${offsetText(calendar.offsetMs(startMs))}`,
    label: `${dayLabel(calendar.dayOf(startMs), yearOf(calendar.dayOf(nowMs)))} ${clock}`,
    startMs,
    endMs,
  }
}

function blockGroup(startMs: number, { calendar, nowMs }: GroupingContext): Group {
  const day = dayLabel(calendar.dayOf(startMs), yearOf(calendar.dayOf(nowMs)))
  const endMs = startMs + blockMs
  return {
    key: new Date(startMs).toISOString(),
    label: `${day} ${clockText(startMs, calendar)}–${clockText(endMs, calendar)}`,
    startMs,
    endMs,
  }
}

/** 0–167, from the first hour of the week. */
function hourOfWeek(atMs: number, day: number, calendar: Calendar): number {
  const hour = Math.floor((((atMs + calendar.offsetMs(atMs)) % 86_400_000) + 86_400_000) / 3_600_000) % 24
  return (day - calendar.weekOf(day)) * 24 + hour + (calendar.weekStartsOn === 'monday' ? 1000 : 0)
}

function hourOfWeekGroup(id: number): Group {
  const weekday = (Math.floor((id % 1000) / 24) + (id >= 1000 ? 1 : 0)) % 7
  const hour = String((id % 1000) % 24).padStart(2, '0')
  return { key: `${weekdayNames[weekday]?.toLowerCase()}-${hour}`, label: `${weekdayNames[weekday]} ${hour}:00` }
}

/** `14:29` on the wall clock of the calendar. */
export const clockText = (atMs: number, calendar: Calendar): string =>
  new Date(atMs + calendar.offsetMs(atMs)).toISOString().slice(11, 16)

/** `+05:30`. */
function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function remembered(compute: (day: number) => number): (priced: PricedEntry) => number | undefined {
  const values = new Map<number, number>()
  return ({ day }) => {
    if (day === undefined) return undefined
    let value = values.get(day)
    if (value === undefined) {
      value = compute(day)
      values.set(day, value)
    }
    return value
  }
}

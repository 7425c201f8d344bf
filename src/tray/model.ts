/**
 * What the tray shows: a fleet and today's usage → icon, tooltip and menu, with stable ids and actions as data. Pure.
 * adapter.ts turns it into Electron's Tray and Menu, commands.ts into calls of the services.
 */

import { kindOf } from '../agents/kinds.ts'
import { staleTargets } from '../core/kill/kill-stale.ts'
import { doingOf, joinLabel, labelOf, memoryOf, sinceMs, zombieWord } from '../core/process/agent-words.ts'
import type { FleetCounts, NeedGroup } from '../core/process/fleet.ts'
import { needGroup, needGroups, standingOf } from '../core/process/fleet.ts'
import { agentsIn } from '../core/process/fleet-filter.ts'
import type { ProcessRef } from '../core/process/process.ts'
import type { FleetAgentReport, FleetReport } from '../core/process/report.ts'
import { minutes } from '../core/time/duration.ts'
import type { UsageFigures } from '../core/usage/usage.ts'
import type { Approval } from '../core/waiting/approval.ts'
import { fitsInLine, thingInLine, wantsInWords } from '../core/waiting/approval-words.ts'
import { formatBytes, formatDuration, formatTokens, formatUsd, plural } from '../core/words/format.ts'
import { plainText } from '../core/words/text.ts'

export type TrayIcon =
  | 'healthy'
  | 'stale'
  | 'zombie'
  | 'none'
  | 'healthy-waiting'
  | 'stale-waiting'
  | 'zombie-waiting'
  | 'none-waiting'

export type TrayCommand =
  | { readonly do: 'kill'; readonly target: ProcessRef; readonly who: string; readonly force: boolean }
  | { readonly do: 'kill-stale'; readonly targets: readonly ProcessRef[] }
  | { readonly do: 'pin' | 'unpin'; readonly target: ProcessRef }
  | { readonly do: 'allow' | 'deny'; readonly approval: AnsweredFromMenu }
  | { readonly do: 'show' | 'rename'; readonly agentId: string }
  | { readonly do: 'jump'; readonly target: ProcessRef; readonly who: string }
  | { readonly do: 'copy'; readonly text: string }
  | { readonly do: 'open-folder'; readonly path: string }
  | { readonly do: 'deploy' | 'open-dashboard' | 'open-settings' | 'about' | 'quit' }
  | { readonly do: 'show-waiting'; readonly item: string }
  | { readonly do: 'pause-notifications'; readonly isPaused: boolean }
  | { readonly do: 'start-at-login'; readonly isOn: boolean }

/** A request as it stood in the menu: an answer is to this one. */
export interface AnsweredFromMenu {
  readonly id: string
  readonly nonce: string
  readonly who: string
  /** All of it, in a line. */
  readonly asked: string
}

/** Ids are stable while the thing they stand for exists, so that an update can tell what changed. */
export type TrayEntry =
  | { readonly kind: 'separator'; readonly id: string }
  | { readonly kind: 'text'; readonly id: string; readonly label: string }
  | { readonly kind: 'action'; readonly id: string; readonly label: string; readonly command: TrayCommand }
  | {
      readonly kind: 'check'
      readonly id: string
      readonly label: string
      readonly isChecked: boolean
      readonly command: TrayCommand
    }
  | { readonly kind: 'submenu'; readonly id: string; readonly label: string; readonly entries: readonly TrayEntry[] }

export interface TrayModel {
  readonly icon: TrayIcon
  readonly tooltip: string
  /** Beside the icon, where the platform has room for it (macOS). */
  readonly title: string
  readonly menu: readonly TrayEntry[]
}

export interface TrayState {
  /** Undefined while there is no answer yet, or none any more. */
  readonly fleet: FleetReport | undefined
  /** There was no answer yet: nothing is wrong. */
  readonly isConnecting?: boolean | undefined
  /** Somebody waited when the last answer came. */
  readonly wasWaiting?: boolean | undefined
  /** Ids of the agents in the page's list of who waits: one that works on beside its question is among them. */
  readonly askingIds?: ReadonlySet<string> | undefined
  /** Requests that can be answered. */
  readonly open?: readonly Approval[] | undefined
  readonly usage?: { readonly today: UsageFigures; readonly last7Days: UsageFigures } | undefined
  /** "5 h 62 % → 16:05": the limit that runs out first, else the fullest. */
  readonly limit?: string | undefined
  readonly nowMs: number
  /** Ids of agents that a polite kill did not end: they get "Force kill". */
  readonly survivors: ReadonlySet<string>
  readonly notificationsPausedUntilMs?: number | undefined
  readonly startsAtLogin?: boolean | undefined
  readonly version: string
}

/** More sessions than this are folded into a submenu. */
const foldAfter = 12
/** And below this many the rest is a number: no panel shows a menu of hundreds, and the dashboard lists them all. */
const foldedAtMost = 40

export function trayModel(state: TrayState): TrayModel {
  const title = summaryOf(state)
  const summary =
    state.fleet === undefined || state.limit === undefined ? title : `${title} · ${plainText(state.limit)}`
  return {
    icon: iconFor(state),
    tooltip: summary,
    // There is less room beside an icon.
    title,
    menu: menuOf(state, summary),
  }
}

type Counted = Pick<TrayState, 'fleet' | 'askingIds'>

/** One number on every face: who waits, and who asks while it works on. */
function countsOf({ counts, processes }: FleetReport, askingIds: ReadonlySet<string> = new Set()): FleetCounts {
  const others = processes.filter(({ id, activity }) => activity !== 'waiting' && askingIds.has(id))
  return { ...counts, waiting: counts.waiting + others.length }
}

export function iconFor({ fleet, askingIds, wasWaiting = false }: Counted & Pick<TrayState, 'wasWaiting'>): TrayIcon {
  if (!fleet) return wasWaiting ? 'none-waiting' : 'none'
  const shape = ({ red: 'zombie', yellow: 'stale', green: 'healthy', grey: 'none' } as const)[fleet.dot]
  return countsOf(fleet, askingIds).waiting > 0 ? `${shape}-waiting` : shape
}

/** "4 agents: 1 waiting, 1 stale · $12.40 today"; the limit comes after it. */
function summaryOf({ fleet, askingIds, usage, isConnecting = false }: TrayState): string {
  if (!fleet) return isConnecting ? 'Looking for agents' : 'Not connected'
  const cost = usage && costOf(usage.today)
  return [fleetInWords(countsOf(fleet, askingIds)), cost && `${cost} today`].filter(Boolean).join(' · ')
}

export function fleetInWords({ total, waiting, zombie, stale, unknown }: FleetCounts): string {
  if (total === 0) return 'No agents running'
  const worth = [
    [waiting, 'waiting'],
    [zombie, 'zombie'],
    [stale, 'stale'],
    [unknown, 'unknown'],
  ] as const
  const parts = worth.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`)
  return parts.length > 0 ? `${plural(total, 'agent')}: ${parts.join(', ')}` : plural(total, 'agent')
}

function costOf({ costUsd, unpriced, totalTokens }: UsageFigures): string | undefined {
  if (costUsd !== undefined) return formatUsd(costUsd)
  return unpriced.length > 0 && totalTokens > 0 ? 'unpriced' : formatUsd(0)
}

function menuOf(state: TrayState, summary: string): readonly TrayEntry[] {
  return [
    { kind: 'text', id: 'state', label: escapeLabel(summary) },
    ...sessionsOf(state),
    ...staleOf(state),
    ...usageOf(state),
    { kind: 'separator', id: 'separator-program' },
    { kind: 'action', id: 'open-dashboard', label: 'Open Dashboard', command: { do: 'open-dashboard' } },
    { kind: 'action', id: 'deploy', label: 'Deploy Agent…', command: { do: 'deploy' } },
    notificationsEntry(state),
    { kind: 'action', id: 'settings', label: 'Settings', command: { do: 'open-settings' } },
    ...loginEntry(state),
    { kind: 'action', id: 'about', label: `About TCE ${state.version}`, command: { do: 'about' } },
    { kind: 'action', id: 'quit', label: 'Quit', command: { do: 'quit' } },
  ]
}

const groupNames: Record<NeedGroup, string> = {
  waiting: 'Waiting for you',
  zombie: 'Zombie',
  stale: 'Stale',
  unknown: 'Unknown',
  working: 'Busy',
  idle: 'Idle',
  pinned: 'Pinned',
}

function sessionsOf(state: TrayState): readonly TrayEntry[] {
  if (!state.fleet) return []
  const ordered = needGroups.flatMap((group) =>
    (state.fleet?.processes ?? []).filter((agent) => needGroup(agent) === group).map((agent) => ({ group, agent })),
  )
  const shown = ordered.slice(0, foldAfter)
  const folded = ordered.slice(foldAfter)
  return [...grouped(shown, state, ''), ...(folded.length > 0 ? [fold(folded, state)] : [])]
}

type GroupedAgent = { readonly group: NeedGroup; readonly agent: FleetAgentReport }

function grouped(agents: readonly GroupedAgent[], state: TrayState, idPrefix: string): readonly TrayEntry[] {
  return needGroups.flatMap((group): readonly TrayEntry[] => {
    const members = agents.filter((entry) => entry.group === group)
    if (members.length === 0) return []
    return [
      { kind: 'separator', id: `${idPrefix}separator-${group}` },
      { kind: 'text', id: `${idPrefix}group-${group}`, label: groupNames[group] },
      ...members.map(({ agent }) => agentEntry(agent, state)),
    ]
  })
}

function fold(agents: readonly GroupedAgent[], state: TrayState): TrayEntry {
  const counts = needGroups
    .map((group) => [agents.filter((entry) => entry.group === group).length, groupNames[group].toLowerCase()] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
  const entries = [
    ...grouped(agents.slice(0, foldedAtMost), state, 'more-').slice(1),
    ...beyond(agents.length - foldedAtMost),
  ]
  return { kind: 'submenu', id: 'more', label: `${agents.length} more: ${counts.join(', ')}`, entries }
}

function beyond(count: number): readonly TrayEntry[] {
  if (count <= 0) return []
  const command = { do: 'open-dashboard' } as const
  return [
    { kind: 'separator', id: 'separator-beyond' },
    { kind: 'action', id: 'beyond', label: `${count} more in the Dashboard`, command },
  ]
}

const kindEntry = ({ id, agent, version }: FleetAgentReport): TrayEntry => ({
  kind: 'text',
  id: `kind:${id}`,
  label: escapeLabel(`${kindOf(agent).displayName} ${plainText(version ?? '')}`.trim()),
})

function agentEntry(agent: FleetAgentReport, state: TrayState): TrayEntry {
  const target = { pid: agent.pid, start: agent.start }
  const who = nameOf(agent)
  const id = (verb: string) => `${verb}:${agent.id}`
  const entries: TrayEntry[] = [
    ...answerEntries(agent, state),
    ...(kindOfRow(agent, state) === '' ? [] : [kindEntry(agent)]),
    { kind: 'action', id: id('kill'), label: 'Kill…', command: { do: 'kill', target, who, force: false } },
  ]
  if (state.survivors.has(agent.id)) {
    entries.push({
      kind: 'action',
      id: id('force'),
      label: 'Force kill…',
      command: { do: 'kill', target, who, force: true },
    })
  }
  entries.push(
    agent.pinned
      ? { kind: 'action', id: id('unpin'), label: 'Unpin', command: { do: 'unpin', target } }
      : { kind: 'action', id: id('pin'), label: 'Pin', command: { do: 'pin', target } },
    { kind: 'action', id: id('jump'), label: 'Show Its Terminal', command: { do: 'jump', target, who } },
    { kind: 'action', id: id('show'), label: 'Show in Dashboard', command: { do: 'show', agentId: agent.id } },
  )
  if (agent.sessionId) {
    entries.push({
      kind: 'action',
      id: id('rename'),
      label: agent.name ? 'Rename…' : 'Name It…',
      command: { do: 'rename', agentId: agent.id },
    })
  }
  if (agent.resumeCommand) {
    const command = { do: 'copy', text: agent.resumeCommand } as const
    entries.push({ kind: 'action', id: id('resume'), label: 'Copy Resume Command', command })
  }
  if (agent.cwd) {
    entries.push({
      kind: 'action',
      id: id('folder'),
      label: 'Open Folder',
      command: { do: 'open-folder', path: agent.cwd },
    })
  }
  return {
    kind: 'submenu',
    id: `agent:${agent.id}`,
    label: escapeLabel(`${kindOfRow(agent, state)}${agentLabel(agent, state.nowMs)}`),
    entries,
  }
}

/** As wide as a menu may be. */
const mostOfLine = 80

/** Only what stands in the menu in full is answered from it; the rest is said, and shown elsewhere. */
function answerEntries(agent: FleetAgentReport, { open = [] }: TrayState): readonly TrayEntry[] {
  const approval = open.find(({ sessionId, state }) => sessionId === agent.sessionId && state === 'open')
  if (approval === undefined) return []
  const { id, nonce } = approval
  const asked = thingInLine(approval.thing)
  const entry = (verb: string) => `${verb}:${id}`
  const isWhole = fitsInLine(approval, mostOfLine)
  const command = (verb: 'allow' | 'deny') =>
    ({ do: verb, approval: { id, nonce, who: nameOf(agent), asked } }) as const
  return [
    { kind: 'text', id: entry('wants'), label: escapeLabel(`It ${wantsInWords(approval)}:`) },
    {
      kind: 'text',
      id: entry('asked'),
      label: escapeLabel(
        isWhole
          ? approval.thing.form === 'command'
            ? approval.thing.text.trim()
            : asked
          : shortened(asked, mostOfLine),
      ),
    },
    ...(isWhole
      ? ([
          { kind: 'action', id: entry('allow'), label: 'Allow Once', command: command('allow') },
          { kind: 'action', id: entry('deny'), label: 'Deny…', command: command('deny') },
        ] as const)
      : [
          {
            kind: 'action',
            id: entry('show'),
            label: 'Show It in Full',
            command: { do: 'show-waiting', item: id },
          } as const,
        ]),
    { kind: 'separator', id: entry('separator') },
  ]
}

/** `cx  ` before the project, where there are several kinds. */
const kindOfRow = ({ agent }: FleetAgentReport, { fleet }: TrayState): string =>
  fleet !== undefined && agentsIn(fleet).length > 1 ? `${kindOf(agent).mark}  ` : ''

/** "payments-api · webhook-retries · permission prompt · 3m · 612 MB" */
function agentLabel(agent: FleetAgentReport, nowMs: number): string {
  const memory = memoryOf(agent)
  const { project, name } = labelOf(agent)
  const parts = [
    shortened(project, 28),
    shortened(name, 24),
    shortened(whatItDoes(agent), 28),
    howLong(agent, nowMs),
    memory === undefined ? undefined : formatBytes(memory),
  ]
  return parts.filter(Boolean).join(' · ')
}

/** "payments-api · webhook-retries" */
export const nameOf = (agent: FleetAgentReport): string => joinLabel(labelOf(agent))

function whatItDoes(agent: FleetAgentReport): string {
  const standing = standingOf(agent)
  if (standing === 'zombie') return zombieWord(agent)
  if (standing === 'stale') return 'quiet'
  if (standing === 'unknown') return standing
  if (standing === 'waiting') return plainText(agent.waitingFor ?? '') || standing
  return (agent.activity === 'busy' && doingOf(agent)) || agent.activity
}

/** Since when it does that; for the quiet ones since their last sign of life. */
function howLong({ activity, activitySince, lastActiveAt, startedAt }: FleetAgentReport, nowMs: number): string {
  const isAtIt = activity === 'waiting' || activity === 'busy' || activity === 'shell'
  const ms = sinceMs((isAtIt ? activitySince : lastActiveAt) ?? lastActiveAt ?? startedAt, nowMs) ?? 0
  // Seconds would change the menu with every look.
  return ms < minutes(1) ? '< 1m' : formatDuration(ms)
}

function staleOf({ fleet }: TrayState): readonly TrayEntry[] {
  const stale = staleTargets(fleet?.processes ?? []).targets
  if (stale.length === 0) return []
  const command: TrayCommand = {
    do: 'kill-stale',
    targets: stale.map(({ pid, start }) => ({ pid, start })),
  }
  return [
    { kind: 'separator', id: 'separator-stale' },
    { kind: 'action', id: 'kill-stale', label: `Kill ${plural(stale.length, 'stale session')}…`, command },
  ]
}

function usageOf({ usage }: TrayState): readonly TrayEntry[] {
  if (!usage) return []
  const { today, last7Days } = usage
  return [
    { kind: 'separator', id: 'separator-usage' },
    { kind: 'text', id: 'usage-today', label: `Today ${costOf(today)} · ${formatTokens(today.totalTokens)} tokens` },
    { kind: 'text', id: 'usage-week', label: `7 days ${costOf(last7Days)}` },
  ]
}

function notificationsEntry({ notificationsPausedUntilMs, nowMs }: TrayState): TrayEntry {
  const isPaused = notificationsPausedUntilMs !== undefined && notificationsPausedUntilMs > nowMs
  return {
    kind: 'check',
    id: 'pause-notifications',
    label: 'Pause Notifications for 1 h',
    isChecked: isPaused,
    command: { do: 'pause-notifications', isPaused: !isPaused },
  }
}

/** Absent where the platform cannot tell. */
function loginEntry({ startsAtLogin }: TrayState): readonly TrayEntry[] {
  if (startsAtLogin === undefined) return []
  const command = { do: 'start-at-login', isOn: !startsAtLogin } as const
  return [{ kind: 'check', id: 'start-at-login', label: 'Start at Login', isChecked: startsAtLogin, command }]
}

/** A single `&` in a menu label marks a mnemonic, on every platform: doubled it is the character. */
const escapeLabel = (text: string): string => text.replaceAll('&', '&&')

export const shortened = (text: string, length: number): string => {
  const characters = [...text]
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text
}

/** What the palette can lead to: agents and sessions, and what can be done. Pure, but for what its entries do when they are opened. */
import { activityOf, joinLabel, labelOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { SentPrompt } from '../../../core/search/prompt-question.ts'
import type { Mark, SearchGroup } from '../../../core/search/search-question.ts'
import type { SessionSummary } from '../../../core/session/session.ts'
import { titleOf } from '../../../core/session/session-title.ts'
import type { SeenTask } from '../../../core/tasks/task-board.ts'
import { standingInWords } from '../../../core/tasks/task-words.ts'
import { formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { IconName, MarkName } from '../parts/mark.tsx'
import type { Route } from '../route.ts'
import { goKeys, type Screen, screens } from '../screens.ts'
import { settingsSections } from '../settings/sections.ts'
import { changesRoute, taskRoute } from '../tasks/task-links.ts'
import type { Entry } from './rank.ts'

export interface PaletteEntry extends Entry {
  readonly mark?: MarkName | undefined
  readonly icon?: IconName | undefined
  /** The id of an agent's kind: its letters stand for the icon, or beside `end`. */
  readonly kind?: string | undefined
  /** What is said at the right. */
  readonly end?: string | undefined
  /** It waits for its user. */
  readonly isYours?: boolean | undefined
  readonly keys?: readonly string[] | undefined
  /** Of the title, where who found it told them. */
  readonly marks?: readonly Mark[] | undefined
  readonly open: () => unknown
}

/** What the entries do, by those parts of the page that do it anyway. */
export interface Deeds {
  readonly go: (to: Route) => void
  readonly kill: (agent: FleetAgentReport) => unknown
  readonly killStale: () => unknown
  readonly pin: (agent: FleetAgentReport) => unknown
  readonly prompt: (agent?: FleetAgentReport) => unknown
  readonly jump: (agent: FleetAgentReport) => unknown
  readonly copyResume: (agent: FleetAgentReport) => unknown
  readonly deploy: () => unknown
  readonly newTask: (project?: string) => unknown
  readonly idea: () => unknown
  readonly waiting: () => unknown
  readonly theme: () => unknown
  readonly help: () => unknown
}

export interface Known {
  /** Those that are not put away, in the order of need. */
  readonly tasks: readonly SeenTask[]
  /** In the order of need. */
  readonly agents: readonly FleetAgentReport[]
  /** Whether several kinds of agents were seen. */
  readonly hasKinds: boolean
  /** Without the server nothing can be done but looking. */
  readonly canAct: boolean
  readonly staleCount: number
  readonly nowMs: number
}

/** An agent that works on a task is that task. */
export function agentEntries({ agents, tasks, hasKinds, nowMs }: Known, { go }: Deeds): readonly PaletteEntry[] {
  const listed = new Set(tasks.map(({ id }) => id))
  const others = agents.filter(({ task }) => task === undefined || !listed.has(task.id))
  return others.map((agent) => {
    const { project, name } = labelOf(agent)
    const { look, word, sinceMs, detail } = activityOf(agent)
    const since = sinceMs === undefined ? '' : ` ${formatDurationInWords(nowMs - sinceMs)}`
    const isYours = look === 'waiting'
    return {
      id: `agent ${agent.id}`,
      group: 'agents',
      title: project,
      detail: name,
      mark: look === 'quiet' ? agent.health : look,
      kind: hasKinds ? agent.agent : undefined,
      end: isYours || detail === '' ? `${word}${since}` : `${word}, ${detail}`,
      isYours,
      open: () => go({ screen: 'processes', query: { open: agent.id } }),
    }
  })
}

const taskMarks = {
  waiting: 'waiting',
  busy: 'busy',
  done: 'ok',
  failed: 'fail',
  later: 'none',
  quiet: 'none',
} as const

export function taskEntries(
  { tasks, nowMs }: Pick<Known, 'tasks' | 'nowMs'>,
  { go }: Go,
  clock: (ms: number) => string,
) {
  return tasks.map((task): PaletteEntry => {
    const { look, word, detail } = standingInWords(task, { nowMs, clock })
    return {
      id: `task ${task.id}`,
      group: 'agents',
      title: plainText(task.project) || 'no project',
      detail: plainText(task.name),
      mark: taskMarks[look],
      end: `task, ${word}${detail === '' || look !== 'waiting' ? '' : `, ${detail}`}`,
      isYours: look === 'waiting',
      open: () => go(taskRoute(task.id)),
    }
  })
}

/** Screens, what needs no agent, what can be done with each, and the parts of Settings. */
export function commandEntries(known: Known, deeds: Deeds): readonly PaletteEntry[] {
  return [
    ...general(known, deeds),
    ...screenEntries(deeds),
    ...taskCommands(known, deeds),
    ...known.agents.flatMap((agent) => agentCommands(agent, known, deeds)),
    ...settingsSections.map(([section, title]) =>
      command(`settings ${section}`, title, 'gear', () => deeds.go({ screen: 'settings', query: { section } }), {
        detail: 'Settings',
      }),
    ),
  ]
}

const command = (
  id: string,
  title: string,
  icon: IconName,
  open: () => unknown,
  more: Pick<PaletteEntry, 'detail' | 'keys'> = {},
): PaletteEntry => ({ id: `command ${id}`, group: 'commands', title, icon, open, ...more })

function general({ canAct, staleCount }: Known, deeds: Deeds): readonly PaletteEntry[] {
  const acting = [
    command('prompt', 'Prompt…', 'send', () => deeds.prompt(), { keys: ['p'] }),
    command('task', 'New task…', 'plus', () => deeds.newTask(), { keys: ['n'] }),
    command('deploy', 'Deploy an agent…', 'plus', deeds.deploy, { keys: ['Shift', 'n'] }),
    command('idea', 'Keep an idea…', 'pencil', deeds.idea, { keys: ['i'] }),
    ...(staleCount === 0
      ? []
      : [command('kill stale', `Kill ${staleCount} stale…`, 'kill', deeds.killStale, { detail: 'asks first' })]),
  ]
  return [
    ...(canAct ? acting : []),
    command('waiting', 'Show who waits for you', 'bell', deeds.waiting, { keys: ['w'] }),
    command('theme', 'Change the theme', 'theme', deeds.theme, { keys: ['t'] }),
    command('help', 'Keyboard shortcuts', 'help', deeds.help, { keys: ['?'] }),
  ]
}

const keyOfScreen = new Map(goKeys.map(({ screen, goKey }) => [screen, goKey]))

function screenEntries({ go }: Deeds): readonly PaletteEntry[] {
  const open = (Object.keys(screens) as Screen[]).filter(
    (screen) => !screens[screen].isBare && !screens[screen].path.includes(':'),
  )
  return open.map((screen) => {
    const { title, under } = screens[screen]
    const key = keyOfScreen.get(screen)
    const detail =
      screen === 'search' ? 'every session' : under === undefined ? 'screen' : screens[under as Screen].title
    return command(`screen ${screen}`, title, 'rows', () => go({ screen, query: {} }), {
      detail,
      ...(key !== undefined && { keys: ['g', key] }),
    })
  })
}

function agentCommands(agent: FleetAgentReport, { agents, canAct }: Known, deeds: Deeds): readonly PaletteEntry[] {
  const label = labelOf(agent)
  const isAlone = agents.every((other) => other === agent || labelOf(other).project !== label.project)
  const called = isAlone ? label.project : joinLabel(label, ' ')
  const of = (what: string) => `${what} ${agent.id}`
  const { resumeCommand, sessionId, pinned } = agent
  return [
    ...(canAct && sessionId !== undefined
      ? [command(of('prompt'), `Prompt ${called}`, 'send', () => deeds.prompt(agent), { keys: ['p'] })]
      : []),
    ...(canAct
      ? [command(of('kill'), `Kill ${called}…`, 'kill', () => deeds.kill(agent), { detail: 'asks first', keys: ['k'] })]
      : []),
    ...(resumeCommand === undefined
      ? []
      : [
          command(of('copy'), `Copy resume command of ${called}`, 'copy', () => deeds.copyResume(agent), {
            keys: ['c'],
          }),
        ]),
    ...(canAct
      ? [
          command(of('terminal'), `Show the terminal of ${called}`, 'term', () => deeds.jump(agent), { keys: ['o'] }),
          command(of('pin'), `${pinned ? 'Unpin' : 'Pin'} ${called}`, 'pin', () => deeds.pin(agent), {
            keys: ['Shift', 'p'],
          }),
        ]
      : []),
  ]
}

function taskCommands({ tasks, canAct }: Known, deeds: Deeds): readonly PaletteEntry[] {
  const projects = [...new Set(tasks.map(({ project }) => project))].filter(Boolean)
  return [
    ...(canAct
      ? projects.map((project) =>
          command(`task in ${project}`, `New task in ${plainText(project)}`, 'plus', () => deeds.newTask(project), {
            keys: ['n'],
          }),
        )
      : []),
    ...tasks
      .filter(({ changes }) => changes !== undefined && changes.files > 0)
      .map(({ id, name }) =>
        command(`changes ${id}`, `Review changes of ${plainText(name)}`, 'branch', () => deeds.go(changesRoute(id))),
      ),
  ]
}

type Moment = (at: string) => string
type Go = Pick<Deeds, 'go'>

export function sessionEntry(session: SessionSummary, moment: Moment, { go }: Go): PaletteEntry {
  const { id, agent, project, worktree, lastActiveAt } = session
  return {
    id: `session ${id}`,
    group: 'sessions',
    title: plainText(titleOf(session) ?? id),
    detail: plainText([project, worktree].filter((part) => part !== undefined).join(' ')),
    kind: agent,
    end: lastActiveAt === undefined ? '' : moment(lastActiveAt),
    isFound: true,
    open: () => go({ screen: 'session', sessionId: id, query: {} }),
  }
}

/** The way to all passages, and to the events of a project that was meant. */
export function everywhereEntries(
  text: string,
  hitWords: string | undefined,
  project: string | undefined,
  { go }: Go,
): readonly PaletteEntry[] {
  return [
    {
      id: 'everywhere search',
      group: 'everywhere',
      title: `Search “${plainText(text)}” in all sessions`,
      detail: hitWords,
      icon: 'search',
      keys: ['Ctrl', '↵'],
      open: () => go({ screen: 'search', query: { q: text } }),
    },
    ...(project === undefined
      ? []
      : [
          {
            id: 'everywhere events',
            group: 'everywhere' as const,
            title: `Events of ${project}`,
            icon: 'rows' as const,
            open: () => go({ screen: 'events', query: { q: `project:"${project.replaceAll('"', '')}"` } }),
          },
        ]),
  ]
}

/** Passages whose words are not there any more lead nowhere that could be told. */
export function hitEntries(group: SearchGroup, moment: Moment, { go }: Go): readonly PaletteEntry[] {
  const { sessionId, agent } = group
  return group.hits.flatMap(({ cursor, excerpt, marks, at }) =>
    excerpt === undefined
      ? []
      : [
          {
            id: `hit ${sessionId} ${cursor}`,
            group: 'everywhere' as const,
            title: excerpt,
            detail: plainText(titleOf(group) ?? group.project ?? ''),
            kind: agent,
            end: at === undefined ? '' : moment(at),
            marks,
            open: () => go({ screen: 'session', sessionId, query: { event: cursor } }),
          },
        ],
  )
}

/** Without a session it stands in the list of prompts alone. */
export function promptEntries(prompt: SentPrompt, moment: Moment, { go }: Go): readonly PaletteEntry[] {
  const { id, text, marks, at, agent, project, sessionId, cursor } = prompt
  if (text === undefined) return []
  const place: Route =
    sessionId === undefined
      ? { screen: 'prompts', query: { q: `"${plainText(text).slice(0, 60).replaceAll('"', ' ')}"`, range: 'all' } }
      : { screen: 'session', sessionId, query: cursor === undefined ? {} : { event: cursor } }
  return [
    {
      id: `prompt ${id}`,
      group: 'prompts',
      title: text,
      detail: plainText(project ?? ''),
      kind: agent,
      end: moment(at),
      marks,
      isFound: true,
      open: () => go(place),
    },
  ]
}

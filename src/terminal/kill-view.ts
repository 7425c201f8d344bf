/** `tce kill`: the question with what goes, the choice between several, and what was observed. Pure: values → lines. */

import type { KillReport } from '../core/kill/kill.ts'
import { doingOf, quietMsOf, stateParts, waitingText } from '../core/process/agent-words.ts'
import type { Standing } from '../core/process/fleet.ts'
import { standingOf } from '../core/process/fleet.ts'
import { formatBytes, formatDuration, plural } from '../core/words/format.ts'
import { plainText } from '../core/words/text.ts'
import { worstMark } from './agent-words.ts'
import { treeLines } from './process-tree.ts'
import type { Line, Look, Role, Span } from './roles.ts'
import { emptyLine, line, span } from './roles.ts'
import { fittingWidth, lineWidth, table, truncateLine } from './table.ts'
import type { Target } from './target.ts'
import { textWidth, truncateText } from './text-width.ts'
import { wrap } from './wrap.ts'

/** Everything that would go, then the question itself is asked with `killPrompt`. */
export function killQuestion(targets: readonly Target[], nowMs: number, look: Look): readonly Line[] {
  const [only] = targets
  if (only === undefined) return []
  const trees =
    targets.length === 1
      ? [...questionFor(only, nowMs, look), ...cautionLines(only, look), emptyLine, ...treeLines(only, look)]
      : [
          line(`Kill ${targets.length} ${targets.every(({ agent }) => agent) ? 'agents' : 'processes'}?`),
          ...targets.flatMap((target) => oneOfSeveral(target, nowMs, look)),
        ]
  return [...trees, emptyLine, ...whatGoes(targets, look)]
}

export const killPrompt = (count: number): Line =>
  line(count === 1 ? 'Kill it? ' : 'Kill them? ', span('[y/N]', 'dim'), ' ')

function questionFor(target: Target, nowMs: number, look: Look): readonly Line[] {
  const name = target.name === '' ? '' : `, ${truncateText(target.name, 40, look.glyphs.ellipsis)}`
  const question = line('Kill ', span(truncateText(target.title, 40, look.glyphs.ellipsis), 'bold'), `${name}?`)
  const state = stateSentence(target, nowMs)
  const whole = [...question, span(' '), ...state]
  if (state.length === 0) return [question]
  return lineWidth(whole) <= look.columns
    ? [whole]
    : [question, truncateLine(state, look.columns, look.glyphs.ellipsis)]
}

/** What the user should know before saying yes. */
function stateSentence({ agent }: Target, nowMs: number): Line {
  const parts = agent && stateParts(agent, nowMs)
  if (agent === undefined || parts === undefined) return []
  const role = sentenceRoles[standingOf(agent)]
  return line(parts.lead, span(parts.word, role), parts.rest)
}

const sentenceRoles: Partial<Record<Standing, Role>> = { waiting: 'you', busy: 'busy', shell: 'busy' }

function oneOfSeveral(target: Target, nowMs: number, look: Look): readonly Line[] {
  const label = line('  ', ...boldLabel(target, 50, look), '  ', ...stateSentence(target, nowMs))
  const head = truncateLine(label, look.columns, look.glyphs.ellipsis)
  return [emptyLine, head, ...cautionLines(target, look, '  '), ...treeLines(target, look)]
}

const cautionLines = ({ caution }: Target, { columns }: Look, indent = ''): readonly Line[] =>
  caution === undefined ? [] : wrap(caution, columns - indent.length).map((text) => line(indent, text))

function whatGoes(targets: readonly Target[], { columns }: Look): readonly Line[] {
  const processes = targets.reduce((sum, { children }) => sum + 1 + children.length, 0)
  const bytes = targets.reduce((sum, { treeBytes = 0 }) => sum + treeBytes, 0)
  const size = bytes === 0 ? '' : `, ${formatBytes(bytes)}`
  const counted = `${plural(processes, 'process', 'processes')}${size}.`
  const resumable = targets.filter(({ resumeCommand }) => resumeCommand !== undefined)
  const [first] = resumable
  if (first?.resumeCommand === undefined) return [line(counted)]
  if (resumable.length > 1) return [line(`${counted} The conversations stay: `, span('tce sessions', 'dim'))]
  const stays = line(`${counted} The conversation stays:`)
  const command = span(plainText(first.resumeCommand), 'dim')
  const whole = [...stays, span(' '), command]
  return lineWidth(whole) <= columns ? [whole] : [stays, line('  ', command)]
}

/** The list to choose from; the question itself is `choicePrompt`. */
export function choiceList(query: string, targets: readonly Target[], nowMs: number, look: Look): readonly Line[] {
  const rows = targets.map((target, index) => choiceRow(target, index, nowMs, look))
  const width = (column: number, most: number) =>
    Math.min(most, fittingWidth(rows.map((cells) => cells[column] ?? emptyLine)))
  const memory = width(4, 7)
  const fixed = 2 + width(0, 3) + 2 + width(1, 9) + 2 + 3 + 3 + memory + 2 + width(5, 10)
  const name = Math.min(width(2, 30), Math.max(8, look.columns - fixed - Math.min(width(3, 24), 24)))
  const detail = Math.max(4, Math.min(width(3, 40), look.columns - fixed - name))
  const columns = [
    { width: width(0, 3), gap: 2, align: 'right' },
    { width: width(1, 9), gap: 2 },
    { width: name, gap: 2 },
    { width: detail, gap: 3 },
    { width: memory, gap: 3, align: 'right' },
    { width: width(5, 10), gap: 2, align: 'right' },
  ] as const
  return [
    line(span(plainText(query), 'bold'), ` has ${targets.length} agents. Which one?`),
    emptyLine,
    ...table(columns, rows, look.glyphs.ellipsis),
  ]
}

export const choicePrompt: Line = line('Number, ', span('a', 'dim'), ' for all, ', span('Enter', 'dim'), ' for none: ')

function choiceRow(target: Target, index: number, nowMs: number, { glyphs }: Look): readonly Line[] {
  const { agent } = target
  const mark =
    agent === undefined ? { text: glyphs.none, role: 'dim' as const, word: 'helper' } : worstMark(agent, glyphs)
  const bytes = target.treeBytes
  return [
    line(String(index + 1)),
    line(span(`${mark.text} ${mark.word}`, mark.role)),
    line(target.name || target.title),
    line(detailOf(target, nowMs)),
    line(bytes === undefined ? glyphs.unknown : formatBytes(bytes)),
    line(span(String(target.pid), 'dim')),
  ]
}

function detailOf({ agent }: Target, nowMs: number): string {
  if (agent === undefined) return ''
  if (agent.health === 'zombie') return plainText(agent.healthReason)
  if (agent.activity === 'waiting') return waitingText(agent, nowMs)
  if (agent.activity === 'busy') return doingOf(agent)
  const quietMs = quietMsOf(agent, nowMs)
  return quietMs === undefined ? '' : formatDuration(quietMs)
}

export interface KillResultOptions {
  /** With the session's name beside the project: when no question has just named it. */
  readonly isNamed: boolean
}

/** One ✓ or ✗ per report, failures last. */
export function killResults(
  reports: readonly KillReport[],
  targets: readonly Target[],
  look: Look,
  options: KillResultOptions,
): readonly Line[] {
  const ordered = [...reports].sort((a, b) => Number(b.ok) - Number(a.ok))
  return ordered.flatMap((report) => killResult(report, targets, look, options))
}

/** `1 of 2 ended.` */
export const killSum = (ended: number, asked: number): Line => line(`${ended} of ${asked} ended.`)

function killResult(
  report: KillReport,
  targets: readonly Target[],
  look: Look,
  { isNamed }: KillResultOptions,
): readonly Line[] {
  const { glyphs, columns } = look
  const target = targets.find(({ id }) => id === report.id)
  const title = target?.title ?? plainText(report.project ?? '')
  const name = target?.name ?? plainText(report.name ?? '')
  const mark = report.ok ? span(`${glyphs.done} `, 'ok') : span(`${glyphs.failed} `, 'bad')
  const said = withoutLabel(plainText(report.message), title, name)
  const shownName = isNamed && report.outcome === 'ended' ? name : ''
  const label = said.hasLabel ? boldLabel({ title, name: shownName }, labelRoom(said.rest, columns - 2), look) : []
  return [...markedSentence(mark, label, said.rest, columns), ...nextLine(report)]
}

/** The sentence names the agent first; what follows is separated, so that the name can be set in bold. */
function withoutLabel(
  message: string,
  title: string,
  name: string,
): { readonly hasLabel: boolean; readonly rest: string } {
  for (const label of [`${title} ${name}`.trim(), title]) {
    if (label !== '' && message.startsWith(`${label} `))
      return { hasLabel: true, rest: message.slice(label.length + 1) }
  }
  return { hasLabel: false, rest: message }
}

/** What a one-line sentence leaves for the name, else enough to know it by. */
const labelRoom = (rest: string, width: number): number => Math.max(24, Math.min(60, width - 1 - textWidth(rest)))

function markedSentence(mark: Span, label: Line, rest: string, columns: number): readonly Line[] {
  const labelWidth = label.length === 0 ? 0 : lineWidth(label) + 1
  // The label takes the place of a word of its width, so that the sentence breaks behind it.
  const stand = labelWidth === 0 ? [] : ['x'.repeat(labelWidth - 1)]
  const [first = '', ...others] = wrap([...stand, rest].join(' '), columns - 2)
  const afterLabel = labelWidth === 0 ? first : first.slice(labelWidth - 1)
  return [line(mark, ...label, afterLabel), ...others.map((text) => line('  ', text))]
}

function nextLine({ outcome, next, message }: KillReport): readonly Line[] {
  if (next === undefined) return []
  if (outcome === 'gone' && next === 'tce log') return [endedByItself(message.includes('another process'))]
  return [line('  ', span('Next: ', 'dim'), plainText(next))]
}

const endedByItself = (isReplaced: boolean): Line =>
  line(isReplaced ? '  The agent you saw ended by itself. ' : '  ', span('See: ', 'dim'), 'tce log')

/** `project name` in `room` cells, the project in bold. */
export function boldLabel(
  { title, name }: Pick<Target, 'title' | 'name'>,
  room: number,
  { glyphs }: Look,
): readonly Span[] {
  const project = truncateText(title, room, glyphs.ellipsis)
  const rest = room - textWidth(project) - 1
  return name === '' || rest < 3
    ? [span(project, 'bold')]
    : [span(project, 'bold'), span(` ${truncateText(name, rest, glyphs.ellipsis)}`)]
}

/** What a pid is instead of an agent. */
export interface OtherProcess {
  readonly pid: number
  readonly name: string
  readonly startedAtMs?: number | undefined
}

/** Nothing matched what was typed. */
export function noMatchLines(query: string, suggestion: string | undefined, look: Look): readonly Line[] {
  const meant = suggestion === undefined ? '' : ` Did you mean ${truncateText(suggestion, 40, look.glyphs.ellipsis)}?`
  const asked = truncateText(plainText(query), 30, look.glyphs.ellipsis)
  return [
    ...wrap(`No agent matches "${asked}".${meant}`, look.columns - 2).map((text, i) =>
      line(i === 0 ? span(`${look.glyphs.failed} `, 'bad') : '  ', text),
    ),
    allOfThem,
  ]
}

/** The pid is somebody else's by now, or nobody's. `when` is the local time of the other's start. */
export function notThatProcessLines(
  pid: number,
  other: (OtherProcess & { readonly when?: string | undefined }) | undefined,
  look: Look,
): readonly Line[] {
  const mark = span(`${look.glyphs.failed} `, 'bad')
  const see = endedByItself(true)
  if (other === undefined) return [line(mark, `No process ${pid} runs. Nothing was sent.`), allOfThem]
  const name = truncateText(plainText(other.name), 20, look.glyphs.ellipsis)
  const started = other.when === undefined ? '' : `, started ${other.when}`
  return [line(mark, `${pid} is another process now (${name}${started}). Nothing was sent.`), see]
}

/** The pid is a process that has nothing to do with agents. */
export function notAnAgentLines({ pid, name }: OtherProcess, { glyphs }: Look): readonly Line[] {
  const mark = span(`${glyphs.failed} `, 'bad')
  return [
    line(mark, `${pid} (${truncateText(plainText(name), 20, glyphs.ellipsis)}) is no agent. Nothing was sent.`),
    allOfThem,
  ]
}

/** Only its entry is left in the process table. */
export function endedAlreadyLines({ pid, name }: OtherProcess, { glyphs }: Look): readonly Line[] {
  const who = `${pid} (${truncateText(plainText(name), 20, glyphs.ellipsis)})`
  const mark = span(`${glyphs.failed} `, 'bad')
  return [line(mark, `${who} ended already; its parent has to collect it. Nothing was sent.`), endedByItself(false)]
}

const allOfThem: Line = line('  ', span('All of them: ', 'dim'), 'tce status')

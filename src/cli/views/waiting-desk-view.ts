/** `tce waiting -i`: the list above, the request under the cursor in full below, the keys at the bottom. Pure: state → lines. */
import { labelOf, sinceMs } from '../../core/process/agent-words.ts'
import type { Approval } from '../../core/waiting/approval.ts'
import { mayAlways, mayApprove, ranInWords } from '../../core/waiting/approval-words.ts'
import { factsInLine, turnInLine } from '../../core/waiting/turn-facts.ts'
import type { ListedItem, TurnItem } from '../../core/waiting/waiting-report.ts'
import { isTurn, isWrong } from '../../core/waiting/waiting-report.ts'
import { formatDuration, formatDurationInWords } from '../../core/words/format.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { Glyphs, Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, lineText, span } from '../../terminal/roles.ts'
import { lineWidth, spread, table, truncateLine } from '../../terminal/table.ts'
import { startOfText } from '../../terminal/text-width.ts'
import type { DeskState } from '../watch/waiting-desk.ts'
import { approvalOf, pickedOf } from '../watch/waiting-desk.ts'
import { alwaysKeyWords, factLines, irrevocableLines, itemLabel, offerLines, thingLines } from './approval-view.ts'
import { itemMark, kindText } from './waiting-view.ts'

export interface DeskContext {
  readonly nowMs: number
  readonly shortPath: (path: string) => string
}

export interface DeskView {
  readonly lines: readonly Line[]
  /** Of the request, below the screen. */
  readonly unseenLines: number
}

/** Head, two rules and the foot with its rule. */
const frameRows = 5

export function deskView(state: DeskState, context: DeskContext, look: Look, rows: number): DeskView {
  const { items } = state
  const rule = line(span(look.glyphs.rule.repeat(look.columns), 'dim'))
  const listRows = Math.max(1, Math.min(items.length, Math.floor((rows - frameRows) / 3)))
  const room = Math.max(1, rows - frameRows - listRows)
  const detail = detailOf(state, context, look).flatMap((one) => hardWrap(one, look.columns))
  const from = Math.min(state.scroll, Math.max(0, detail.length - room))
  const shown = detail.slice(from, from + room)
  const blank: readonly Line[] = Array.from({ length: room - shown.length }, () => emptyLine)
  return {
    unseenLines: Math.max(0, detail.length - from - room),
    lines: [
      headLine(items, look),
      rule,
      ...listLines(state, context.nowMs, look, listRows),
      rule,
      ...shown,
      ...blank,
      rule,
      footLine(state),
    ].map((one) => truncateLine(one, look.columns, look.glyphs.ellipsis)),
  }
}

function headLine(items: readonly ListedItem[], { columns, glyphs }: Look): Line {
  const count = (isCounted: (item: ListedItem) => boolean) => items.filter(isCounted).length
  const waiting = count((item) => !isTurn(item) && approvalOf(item)?.state !== 'over')
  const wrong = count(isWrong)
  const done = count(({ kind }) => kind === 'done')
  const right = [
    ...(wrong > 0 ? [span(`${glyphs.failed} `, 'bad'), span(`${wrong} went wrong`)] : []),
    ...(wrong > 0 && done > 0 ? [span('  ')] : []),
    ...(done > 0 ? [span(`${glyphs.done} `, 'ok'), span(`${done} finished`)] : []),
  ]
  const left = waiting === 0 ? line(' Nobody waits for you') : line(span(` Waiting for you ${waiting}`, 'you'))
  return spread(left, right, columns - 1)
}

/** As many rows as there is room for, the cursor among them. */
function listLines({ items, cursor, picked }: DeskState, nowMs: number, look: Look, rows: number): readonly Line[] {
  const from = Math.max(0, Math.min(cursor - Math.floor(rows / 2), items.length - rows))
  const { columns, glyphs } = look
  const label = Math.min(33, Math.max(12, Math.floor(columns * 0.4)))
  const kind = 11
  const time = 7
  const cells = items
    .slice(from, from + rows)
    .map((item, index) =>
      rowOf(item, { isCurrent: from + index === cursor, isPicked: picked.has(item.id) }, nowMs, glyphs),
    )
  return table(
    [
      { width: 1, gap: 0 },
      { width: 1, gap: 0 },
      { width: label, gap: 1 },
      { width: kind, gap: 1 },
      { width: Math.max(8, columns - label - kind - time - 6), gap: 1 },
      { width: time, gap: 1, align: 'right' },
    ],
    cells,
    glyphs.ellipsis,
  )
}

interface RowLook {
  readonly isCurrent: boolean
  readonly isPicked: boolean
}

function rowOf(item: ListedItem, { isCurrent, isPicked }: RowLook, nowMs: number, glyphs: Glyphs): readonly Line[] {
  const { project, name } = labelOf({ ...item, pid: item.pid ?? 0 })
  const since = sinceMs(item.since, nowMs)
  const outcome = approvalOf(item)?.outcome
  return [
    line(span(isCurrent ? glyphs.chosen : ' ', 'you')),
    line(isPicked ? span('x', 'you') : itemMark(item, glyphs)),
    line(span(project, 'bold'), span(` ${name}`, 'dim')),
    line(kindText(item)),
    line(
      outcome === undefined
        ? plainText(isTurn(item) ? turnInLine(item) : item.summary)
        : span(plainText(outcome.message), 'dim'),
    ),
    line(span(since === undefined ? glyphs.unknown : formatDuration(since), 'dim')),
  ]
}

function detailOf(state: DeskState, context: DeskContext, look: Look): readonly Line[] {
  const { items, cursor, mode } = state
  const approval = approvalOf(items[cursor])
  if (mode.kind === 'batch') return batchLines(state)
  if (mode.kind !== 'offers' || approval === undefined) return detailLines(items[cursor], context, look)
  return [
    ...thingLines(approval.thing),
    emptyLine,
    line(' From now on, without asking:'),
    ...offerLines(approval.always, look),
  ]
}

/** Each in full, with whose it is. */
const batchLines = (state: DeskState): readonly Line[] =>
  pickedOf(state).flatMap((approval) => {
    const item = state.items.find(({ id }) => id === approval.id)
    const label = item === undefined || isTurn(item) ? '' : itemLabel(item)
    return [line(' ', span(label, 'bold')), ...thingLines(approval.thing), emptyLine]
  })

function detailLines(item: ListedItem | undefined, { shortPath, nowMs }: DeskContext, look: Look): readonly Line[] {
  if (item === undefined) return [line(' Nothing to answer. What comes is shown here.')]
  const approval = approvalOf(item)
  if (approval !== undefined) {
    return [
      ...thingLines(approval.thing),
      emptyLine,
      ...factLines(approval, { shortPath, nowMs }, look),
      ...irrevocableLines(approval, look),
      ...outcomeLines(approval),
    ]
  }
  const { unreachable } = 'unreachable' in item ? item : { unreachable: undefined }
  return [
    ...(isTurn(item) ? turnLines(item) : [line(` ${plainText(item.summary)}`)]),
    ...(unreachable === undefined ? [] : [emptyLine, line(` ${plainText(unreachable.reason)}`)]),
    ...(unreachable?.next === undefined ? [] : [line(span(' Next: ', 'dim'), plainText(unreachable.next))]),
  ]
}

function outcomeLines({ outcome }: Approval): readonly Line[] {
  if (outcome === undefined) return []
  const { message, ran } = outcome
  return [
    emptyLine,
    line('  ', span(plainText(message), 'bold')),
    ...(ran === undefined ? [] : [line('  ', span(ranInWords(ran), 'dim'))]),
  ]
}

/** Its words, and what is known of it besides. */
function turnLines({ summary, facts }: TurnItem): readonly Line[] {
  const words = plainLines(facts?.says ?? summary)
    .split('\n')
    .map((one) => line(` ${one}`))
  if (facts === undefined) return words
  const { lastedMs, pullRequest } = facts
  const known = [
    factsInLine(facts),
    lastedMs === undefined ? '' : `after ${formatDurationInWords(lastedMs)}`,
    pullRequest === undefined ? '' : plainText(pullRequest.url),
  ].filter((one) => one !== '')
  return [...words, ...(known.length === 0 ? [] : [emptyLine, ...known.map((one) => line(' ', span(one, 'dim')))])]
}

function footLine({ mode, items, cursor, picked, said }: DeskState): Line {
  const approval = approvalOf(items[cursor])
  switch (mode.kind) {
    case 'word':
      return line(` ${wordPrompt(mode.stops === true, approval?.stops)}: `, mode.typed, span('▏', 'dim'))
    case 'sure':
      return line(span(' Type allow to let it run, esc leaves it: ', 'bad'), mode.typed, span('▏', 'dim'))
    case 'question':
      return line(` ${questionText(approval, mode.choices.length)}: `, mode.typed, span('▏', 'dim'))
    case 'offers':
      return line(' The number of what is no longer asked, esc back')
    case 'batch': {
      const count = pickedOf({ items, picked }).length
      return line(
        ` ${mode.answer === 'allow' ? `y allows these ${count}, once each` : `n denies these ${count}`}, esc back`,
      )
    }
    case 'sending':
      return line(span(' Sent; waiting for the agent to take it …', 'dim'))
    case 'list':
      if (said === undefined && picked.size > 0) return pickedKeys(picked.size)
      return said === undefined ? keys(items[cursor]) : line(' ', span(plainText(said), 'bold'))
    default:
      return mode satisfies never
  }
}

function wordPrompt(isStopping: boolean, stops: Approval['stops']): string {
  if (isStopping) return 'Deny and stop the turn (enter sends, tab: go on, esc back)'
  return `A word for the agent (enter sends,${stops === undefined ? '' : ' tab: and stop,'} esc back)`
}

function questionText(approval: Approval | undefined, index: number): string {
  const question = approval?.thing.form === 'questions' ? approval.thing.questions[index] : undefined
  return `${plainText(question?.question ?? '')} ${question?.isMultiple === true ? 'numbers with commas' : 'a number'}, or your own words`
}

const pickedKeys = (count: number): Line =>
  line(span(` ${count} chosen  `, 'you'), span('y allow once  n deny  x choose  esc none  jk move  q quit', 'dim'))

function keys(item: ListedItem | undefined): Line {
  const approval = approvalOf(item)
  const answers =
    approval?.state !== 'open'
      ? []
      : approval.kind === 'plan'
        ? planKeys(approval)
        : approval.kind === 'question'
          ? ['1–9 choose', ...(approval.answers.includes('deny') ? ['n deny…'] : [])]
          : ['y allow once', ...(mayAlways(approval) ? [`a ${alwaysKeyWords(approval)}`] : []), 'n deny…', 'x choose']
  return line(
    span(
      ` ${[...answers, 'o terminal', item !== undefined && isTurn(item) ? 'e seen' : 'esc later', ...(answers.length > 3 ? [] : ['jk move']), 'q quit'].join('  ')}`,
      'dim',
    ),
  )
}

const planKeys = (approval: Approval): readonly string[] => [
  ...(mayApprove(approval, 'accept') ? ['1 accept edits'] : []),
  ...(mayApprove(approval, 'ask') ? ['2 ask for each'] : []),
  '3 keep planning…',
]

/** Letter for letter over as many lines as it takes. */
function hardWrap(spans: Line, columns: number): readonly Line[] {
  if (lineWidth(spans) <= columns) return [spans]
  const lines: Line[] = []
  let rest = lineText(spans) as string
  const role = spans.at(-1)?.role
  while (rest !== '') {
    const start = startOfText(rest, columns) || rest.slice(0, 1)
    lines.push(line(span(start, role)))
    rest = rest.slice(start.length)
  }
  return lines
}

/** What an agent asks, in full: the exact thing, what it says about it, where, and what may be answered. Pure: item → lines. */
import { joinLabel, labelOf, sinceMs } from '../../core/process/agent-words.ts'
import { acceptsEdits, alwaysTitles, isSaved, reachNote, reachWords } from '../../core/waiting/always-words.ts'
import type {
  AlwaysOffer,
  AnswerOrder,
  Approval,
  AskedChange,
  AskedEdit,
  AskedQuestion,
  AskedThing,
} from '../../core/waiting/approval.ts'
import {
  answerInWords,
  choicesInWords,
  mayAlways,
  mayApprove,
  thingInLine,
  wantsInWords,
} from '../../core/waiting/approval-words.ts'
import { editLines, numberWidth } from '../../core/waiting/edit-lines.ts'
import type { ListedItem, WaitingItem } from '../../core/waiting/waiting-report.ts'
import { formatDurationInWords } from '../../core/words/format.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { textWidth } from '../../terminal/text-width.ts'
import { wrapLine } from '../../terminal/wrap.ts'

/** An item that can be answered. */
export type AnswerableItem = WaitingItem & { readonly approval: Approval }

export interface ApprovalContext {
  readonly nowMs: number
  /** `~/code/shop` */
  readonly shortPath: (path: string) => string
}

export const itemLabel = (item: ListedItem): string =>
  item.project === undefined && item.pid === undefined
    ? plainText(item.agent)
    : joinLabel(labelOf({ ...item, pid: item.pid ?? 0 }), ' ')

export function approvalView(item: AnswerableItem, context: ApprovalContext, look: Look): readonly Line[] {
  const { approval } = item
  const waited = sinceMs(item.since, context.nowMs)
  const time = waited === undefined ? '' : `, ${formatDurationInWords(waited)}`
  return [
    line(span(`${look.glyphs.waiting} `, 'you'), span(itemLabel(item), 'bold'), ` ${wantsInWords(approval)}${time}`),
    emptyLine,
    ...thingLines(approval.thing),
    emptyLine,
    ...factLines(approval, context, look),
    ...irrevocableLines(approval, look),
  ]
}

/** Letter for letter: the terminal breaks long lines, and what is copied is the same. */
export function thingLines(thing: AskedThing): readonly Line[] {
  switch (thing.form) {
    case 'command':
    case 'input':
    case 'plan':
      return indented(thing.text)
    case 'change':
      return [
        line('  ', span(plainText(thing.file), 'bold'), wholeWords(thing)),
        ...thing.edits.flatMap((edit, index) => [
          ...(index === 0 ? [] : [line('  ', span('⋯', 'dim'))]),
          ...(edit.isEverywhere === true ? [line('  ', span('wherever it stands in the file', 'dim'))] : []),
          ...linesOfEdit(edit),
        ]),
      ]
    case 'questions':
      return thing.questions.flatMap((question, index) => [
        ...(index === 0 ? [] : [emptyLine]),
        ...questionLines(question, thing.questions.length > 1 ? index + 1 : undefined),
      ])
    default:
      return thing satisfies never
  }
}

function wholeWords({ isWhole, isAgainstFile }: AskedChange): string {
  if (!isWhole) return ''
  return isAgainstFile === true ? '  all of it, against the file as it is' : '  all of it'
}

const indented = (text: string): readonly Line[] =>
  plainLines(text.replace(/\n+$/, ''))
    .split('\n')
    .map((one) => line('  ', one))

/** `89 - return hit`: the number in the file as it is, of what comes as it would be. */
function linesOfEdit(edit: AskedEdit): readonly Line[] {
  const lines = editLines(edit)
  const width = numberWidth(lines)
  return lines.map(({ kind, text, before, after }) => {
    const number = String((kind === 'del' ? before : after) ?? '').padStart(width)
    return line('  ', ...(width === 0 ? [] : [span(`${number} `, 'dim')]), editSpan(kind, text))
  })
}

function editSpan(kind: 'same' | 'add' | 'del', text: string) {
  if (kind === 'add') return span(`+ ${text}`, 'ok')
  return kind === 'del' ? span(`- ${text}`, 'bad') : span(`  ${text}`, 'dim')
}

export function questionLines(
  { question, header, options, isMultiple }: AskedQuestion,
  number?: number,
): readonly Line[] {
  const head = [
    number === undefined ? [] : [`${number}.`],
    header === undefined ? [] : [`${plainText(header)}:`],
  ].flat()
  return [
    line(
      '  ',
      span([...head, plainText(question)].join(' '), 'bold'),
      isMultiple ? span('  several may be chosen', 'dim') : '',
    ),
    ...options.map(({ label, description }, index) =>
      line(
        `  ${index + 1} ${plainText(label)}`,
        span(description === undefined ? '' : `  ${plainText(description)}`, 'dim'),
      ),
    ),
  ]
}

export function factLines(approval: Approval, { shortPath }: ApprovalContext, look: Look): readonly Line[] {
  const { columns } = look
  const { says, why, cwd, branch, subagent, notes } = approval
  const on = branch === undefined ? '' : ` on ${branch}`
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['It says', says],
    ['Why', why],
    ['In', cwd === undefined ? undefined : `${shortPath(cwd)}${on}`],
    ['By', subagent === undefined ? undefined : `its subagent ${subagent}`],
    ...notes.map((note) => ['Note', note] as const),
    ['Through', throughWords(approval)],
  ]
  const lines = facts.map(([name, text]) => {
    if (text === undefined || text === '') return []
    return wrapLine(line('  ', span(name.padEnd(9), 'dim'), plainText(text)), columns, ' '.repeat(11))
  })
  return [...lines.slice(0, -1).flat(), ...stepLines(approval, look), ...lines.slice(-1).flat()]
}

function throughWords({ through, typedInto }: Approval): string {
  if (typedInto !== undefined) return `${typedInto}: typed, then checked on the screen`
  return `${through === 'host' ? 'the server that carries its session' : 'the permission hook'}, exact`
}

/** "✓ Write migrations/0043.sql +23" */
const stepIndent = 13

function stepLines({ before = [] }: Approval, { columns, glyphs }: Look): readonly Line[] {
  return before.map(({ tool, about, outcome, note }, index) => {
    const mark = outcome === 'done' ? span(glyphs.done, 'ok') : span(glyphs.failed, 'bad')
    const words = `${plainText(tool)} ${plainText(about ?? '')}`.trim()
    const all = columns - stepIndent
    // A long note leaves the step itself at least half of the line.
    const noted = note === undefined ? '' : plainText(note)
    const end =
      noted === '' ? '' : `  ${cut(noted, Math.max(Math.floor(all / 2), all - textWidth(words)) - 2, glyphs.ellipsis)}`
    const room = Math.max(10, all - textWidth(end))
    return line(
      '  ',
      span((index === 0 ? 'Before' : '').padEnd(9), 'dim'),
      mark,
      ` ${cut(words, room, glyphs.ellipsis)}`,
      span(end, 'dim'),
    )
  })
}

export function irrevocableLines({ irrevocable }: Approval, { columns, glyphs }: Look): readonly Line[] {
  if (irrevocable === undefined) return []
  const text = line(span(`${glyphs.failed} This cannot be taken back. `, 'bad'), plainText(irrevocable.sentence))
  return [emptyLine, ...wrapLine(text, columns)]
}

/** "y allow once   a always…   n deny…   o its terminal   esc later" */
export function keyLines(approval: Approval, { columns }: Pick<Look, 'columns'>): readonly Line[] {
  const { kind, answers } = approval
  const all = [
    ...(kind === 'question' ? ['1–9 choose'] : []),
    ...(kind === 'question' && answers.includes('deny') ? ['n talk about it instead…'] : []),
    ...(kind === 'plan' && mayApprove(approval, 'accept') ? ['1 approve and accept edits'] : []),
    ...(kind === 'plan' && mayApprove(approval, 'ask') ? ['2 approve and ask for each edit'] : []),
    ...(kind === 'plan' ? ['3 keep planning…'] : []),
    ...(kind === 'permission' ? ['y allow once'] : []),
    ...(kind === 'permission' && mayAlways(approval) ? [`a ${alwaysKeyWords(approval)}`] : []),
    ...(kind === 'permission' ? ['n deny…'] : []),
    ...(kind === 'permission' && approval.stops !== undefined ? ['N deny and stop the turn…'] : []),
    'o its terminal',
    'esc later',
  ]
  const rows: string[] = []
  for (const one of all) {
    const row = rows.at(-1)
    if (row === undefined || textWidth(row) + 3 + textWidth(one) > columns) rows.push(one)
    else rows[rows.length - 1] = `${row}   ${one}`
  }
  return rows.map((row) => line(row))
}

export const alwaysKeyWords = (approval: Pick<Approval, 'thing' | 'always'>): string =>
  acceptsEdits(approval) ? 'accept all edits…' : 'always…'

/** What would no longer be asked, for this session and saved for good: each with its number, what it takes in, and its rules. */
export function offerLines(offers: readonly AlwaysOffer[], { columns }: Look): readonly Line[] {
  const group = (title: string, isIn: (offer: AlwaysOffer) => boolean) => {
    const several = offers.flatMap((offer, index) => {
      const isFirst = offers.findIndex(({ words }) => words === offer.words) === index
      return isIn(offer) ? [offerLine(offer, { number: index + 1, isFirst, columns })] : []
    })
    return several.length === 0 ? [] : [line('  ', span(title, 'dim')), ...several.flat()]
  }
  return [...group(alwaysTitles.session, (offer) => !isSaved(offer)), ...group(alwaysTitles.saved, isSaved)]
}

interface OfferPlace {
  readonly number: number
  /** What it takes in was not said above. */
  readonly isFirst: boolean
  readonly columns: number
}

function offerLine(offer: AlwaysOffer, { number, isFirst, columns }: OfferPlace): readonly Line[] {
  const { words, rules } = offer
  const meaning = isFirst ? offer.meaning : undefined
  const note = reachNote(offer)
  const where = isSaved(offer) ? `. ${reachWords(offer)}${note === '' ? '' : ` (${plainText(note)})`}` : ''
  const indent = ' '.repeat(4)
  return [
    ...wrapLine(
      line(
        `  ${number} `,
        span(plainText(words), 'bold'),
        `${meaning === undefined ? '' : `: ${plainText(meaning)}`}${where}`,
      ),
      columns,
      indent,
    ),
    ...(isFirst ? rules.map((rule) => line(indent, span(plainText(rule), 'dim'))) : []),
  ]
}

/** "✓ auth-service rotate-jwks: allowed once, Edit src/keys/rotation.ts. 0.3 s" */
export function answeredLines(
  item: AnswerableItem,
  { choices }: Partial<Pick<AnswerOrder, 'choices'>>,
  { columns, glyphs }: Look,
): readonly Line[] {
  const { outcome, kind, tool, thing } = item.approval
  const { answer, text, confirmedAfterMs } = outcome ?? {}
  if (answer === undefined || confirmedAfterMs === undefined) {
    return wrapLine(
      line(span(`${glyphs.failed} `, 'bad'), `${itemLabel(item)}: ${plainText(outcome?.message ?? '')}`),
      columns,
    )
  }
  const about =
    kind === 'permission' && answer !== 'deny'
      ? `, ${plainText(tool)} ${cut(thingInLine(thing), Math.max(20, columns - 30), glyphs.ellipsis)}`
      : ''
  const told = text === undefined || kind === 'question' ? '' : ', told why'
  const said = choices === undefined ? answerInWords(answer, { kind }, outcome?.stops) : choicesInWords(choices)
  const isStopped = outcome?.stops === true
  const goesOn =
    kind === 'permission' && answer === 'deny' && !isStopped && isByHook(item.approval) ? ' It goes on.' : ''
  const words = `${itemLabel(item)}: ${said}${told}${about}.${goesOn} ${formatDurationInWords(confirmedAfterMs)}`
  return wrapLine(line(span(`${glyphs.done} `, 'ok'), words), columns)
}

/** A no that is a key, or goes to a host, may end the turn. */
const isByHook = ({ typedInto, through }: Approval): boolean => typedInto === undefined && through !== 'host'

const cut = (text: string, width: number, ellipsis: string): string =>
  textWidth(text) <= width ? text : `${text.slice(0, Math.max(1, width - ellipsis.length))}${ellipsis}`

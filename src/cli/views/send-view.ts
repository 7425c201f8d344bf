/** `tce send`: what will happen, and what was observed. Pure. */
import type { FleetAgentReport } from '../../core/process/report.ts'
import type { Interruption } from '../../core/prompts/interruption.ts'
import { interruptionInWords } from '../../core/prompts/interruption.ts'
import type { PromptState } from '../../core/prompts/prompt.ts'
import type { PromptReport } from '../../core/prompts/prompt-report.ts'
import { isWaiting } from '../../core/prompts/prompt-states.ts'
import { howSent, stateInWords, stopInWords } from '../../core/prompts/prompt-words.ts'
import type { Result } from '../../core/result.ts'
import { formatDurationInWords } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Foreseen, PromptProblem } from '../../services/prompts.ts'
import { titleOf } from '../../terminal/agent-words.ts'
import type { Line, Look, Role } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'

type Agent = Pick<FleetAgentReport, 'project' | 'pid' | 'name' | 'role'>

export function foreseenLines(agent: Agent, foreseen: Result<Foreseen, PromptProblem>, look: Look): readonly Line[] {
  const title = plainText(titleOf(agent))
  if (!foreseen.ok)
    return [line('  ', span(`${look.glyphs.failed} `, 'bad'), `${title}  ${plainText(foreseen.error.message)}`)]
  const { goes, how, ahead, before, caution } = foreseen.value
  const behind = ahead === 0 ? '' : `, behind ${ahead} that wait`
  const first = before.length === 0 ? '' : `, after ${before.join(' and ')}`
  const head = line(
    '  ',
    span(`${look.glyphs.healthy} `, 'ok'),
    `${title}  ${plainText(goes)}: ${plainText(how)}${behind}${first}.`,
  )
  return [
    ...wrapLine(head, look.columns, '    '),
    ...(caution === undefined ? [] : wrapLine(line('    ', span(caution, 'warn')), look.columns, '    ')),
  ]
}

export const problemLines = ({ message, next }: PromptProblem, look: Look): readonly Line[] => [
  ...wrapLine(line(span(`${look.glyphs.failed} `, 'bad'), plainText(message)), look.columns),
  ...(next === undefined ? [] : wrapLine(line('  ', span('Next: ', 'dim'), plainText(next)), look.columns, '        ')),
]

/** Before what follows it. */
export function interruptedLines(interruption: Interruption, { glyphs, columns }: Look): readonly Line[] {
  const isProved = interruption.outcome !== 'unproved'
  const mark = isProved ? span(`${glyphs.done} `, 'ok') : span(`${glyphs.warning} `, 'warn')
  return wrapLine(line(mark, plainText(interruptionInWords(interruption))), columns)
}

/** It waits for its turn. */
export function queuedLines(
  agent: Agent,
  { id, reason }: Pick<PromptReport, 'id' | 'reason'>,
  { goes, ahead, before, how, isDraining, caution }: Foreseen,
  { columns, glyphs }: Look,
): readonly Line[] {
  const why = reason === undefined ? `goes out ${plainText(goes)}` : `waits: ${plainText(reason).replace(/\.$/, '')}`
  const first = before.length === 0 ? '' : ` ${before.join(' and ')} go${before.length === 1 ? 'es' : ''} before it.`
  const text = `Queued for ${plainText(titleOf(agent))} as ${id}, number ${ahead + before.length + 1}: ${why}.${first} It is ${plainText(how)}. Take it out: tce queue rm ${id}`
  const serving = isDraining
    ? []
    : [line('  ', span('TCE does not serve now: prompts go out while it does. ', 'warn'), 'tce run')]
  return [
    ...wrapLine(line(span(`${glyphs.waiting} `, 'you'), text), columns),
    ...(caution === undefined ? [] : wrapLine(line('  ', span(caution, 'warn')), columns)),
    ...serving,
  ]
}

/** What was observed of one that went out, or did not. */
export function settledLines(agent: Agent, prompt: PromptReport, look: Look): readonly Line[] {
  const { glyphs, columns } = look
  const title = plainText(titleOf(agent))
  const how = prompt.sent === undefined ? '' : plainText(howSent(prompt.sent))
  const reason = plainText(prompt.reason ?? '')
  const say = (mark: string, role: Role, text: string) => wrapLine(line(span(`${mark} `, role), text), columns)
  switch (prompt.state) {
    case 'delivered':
    case 'answered': {
      const afterMs = Date.parse(prompt.stateSince) - Date.parse(prompt.sent?.at ?? prompt.createdAt)
      const text = `${title} has it: ${how}, in its records after ${formatDurationInWords(afterMs)}.`
      return say(glyphs.done, 'ok', text)
    }
    case 'sent':
      if (prompt.sent?.isQueuedThere === true)
        return say(glyphs.done, 'ok', `${title} has it in its own queue: ${how}.`)
      return [
        ...say(glyphs.warning, 'warn', `${title}: ${how}, not confirmed yet.`),
        ...afterLook(prompt, 'unknown', columns),
      ]
    case 'unknown':
    case 'in-box':
      return [
        ...say(glyphs.warning, 'warn', `${title}: ${stateInWords(prompt)}. ${reason}`),
        ...afterLook(prompt, prompt.state, columns),
      ]
    default:
      return [
        ...say(glyphs.failed, 'bad', `${title}: ${stateInWords(prompt) ?? 'not sent'}. ${reason}`),
        line('  ', span('Next: ', 'dim'), `tce queue retry ${prompt.id}`),
      ]
  }
}

function afterLook({ id, target }: PromptReport, why: 'unknown' | 'in-box', columns: number): readonly Line[] {
  const { next } = stopInWords({ why, promptId: id, since: '' }, target)
  return wrapLine(line('  ', span('Next: ', 'dim'), next), columns, '        ')
}

/** "✓ 1 delivered, 2 queued." for what went to several; who is missing in `states` was not sent it. */
export function totalLines(states: readonly PromptState[], wanted: number, { glyphs, columns }: Look): readonly Line[] {
  const count = (...some: readonly PromptState[]) => states.filter((state) => some.includes(state)).length
  const parts = [
    [count('delivered', 'answered'), 'delivered'],
    [states.filter(isWaiting).length, 'queued'],
  ] as const
  const rest = wanted - parts.reduce((sum, [n]) => sum + n, 0)
  const words = [...parts, [rest, 'not delivered or not known: see above'] as const].filter(([n]) => n > 0)
  const mark = rest === 0 ? span(`${glyphs.done} `, 'ok') : span(`${glyphs.warning} `, 'warn')
  return wrapLine(line(mark, `${words.map(([n, what]) => `${n} ${what}`).join(', ')}.`), columns)
}

/** A word for an agent: what it asks is answered, a prompt is sent. What came of it is told as it was observed. */
import { ownUser } from '../../core/audit/audit.ts'
import { parseProcessId } from '../../core/process/process.ts'
import { plural } from '../../core/words/format.ts'
import { problemLines, type TaskDeskParts } from './desk-parts.ts'
import type { AskedRef } from './tasks-model.ts'

export interface TalkDesk {
  /** `asked`: the request that its user had before him. Another one by now, and nothing is sent. */
  answer(
    of: { readonly taskId: string; readonly asked?: AskedRef | undefined },
    given: { readonly answer: 'allow' | 'deny'; readonly text?: string },
  ): Promise<void>
  send(taskId: string, text: string): Promise<void>
  /** What the agent would copy, else what of its screen is shown; by its user's key alone. */
  copy(taskId: string): Promise<void>
  /** The prompt is written in its user's editor. */
  edit(taskId: string): Promise<void>
}

const me = ownUser('cli')

type Parts = Pick<TaskDeskParts, 'services' | 'tell' | 'model' | 'notice' | 'edit' | 'shownText' | 'copy'>

export function createTalkDesk(parts: Parts): TalkDesk {
  const { services, tell, model, notice, edit: editor } = parts

  const answer: TalkDesk['answer'] = async ({ taskId, asked }, given) => {
    const task = model().list?.tasks.find(({ id }) => id === taskId)
    const report = await services.waiting.read()
    tell({ type: 'waiting', waiting: report })
    const item = report.waiting.find(({ agentId }) => agentId !== undefined && agentId === task?.agentId)
    const approval = item?.approval
    if (item === undefined || task === undefined) return notice('It does not wait any more. Nothing was sent.')
    if (approval === undefined) return notice(item.unreachable?.reason ?? 'It can be answered in its terminal alone.')
    if (asked?.id !== approval.id)
      return notice(`Nothing was sent: it asks ${item.summary} now. Press the key again for that.`)
    if (given.answer === 'allow' && approval.irrevocable !== undefined)
      return notice(`Nothing was sent: it cannot be taken back. tce answer ${item.id} shows it whole.`)
    if (!approval.answers.includes(given.answer))
      return notice('It asks for a choice: answer in its terminal, or on the page.')
    const order = { id: asked.id, nonce: asked.nonce, answer: given.answer, text: given.text || undefined }
    const sent = await services.waiting.answer(order, me)
    notice(sent.ok ? `${task.name}: ${sent.value.outcome?.message ?? 'sent'}` : sent.error.message)
  }

  async function send(taskId: string, text: string): Promise<void> {
    const task = model().list?.tasks.find(({ id }) => id === taskId)
    const target = parseProcessId(task?.agentId ?? '')
    if (target === undefined) return notice('Its agent is not among the processes (yet): type into its terminal.')
    const sent = await services.prompts.send({ target, text, when: 'idle' }, me)
    if (!sent.ok)
      return tell({ type: 'overlay', overlay: { kind: 'message', lines: problemLines(sent.error), isBad: true } })
    notice(`Prompt ${sent.value.prompt.id}: ${sent.value.foreseen.goes}, ${sent.value.foreseen.how}`)
  }

  async function edit(taskId: string): Promise<void> {
    if (editor === undefined) return tell({ type: 'overlay', overlay: { kind: 'typing', for: 'prompt', text: '' } })
    const text = await editor('')
    if (!text.ok) return notice(text.error)
    if (text.value.trim() === '') return notice('It was empty: nothing was sent.')
    await send(taskId, text.value.trim())
  }

  async function copy(taskId: string): Promise<void> {
    const staged = await services.taskFiles.staged(taskId)
    const offered = staged.ok ? staged.value?.text : undefined
    const rows = parts.shownText()
    const text = offered ?? rows.join('\n')
    if (text.trim() === '') return notice('There is nothing to copy: it put nothing out, and no screen of it is shown.')
    parts.copy(text)
    const what =
      offered === undefined
        ? `its screen, ${plural(rows.length, 'row')}`
        : `what it put out, ${plural(offered.length, 'character')}`
    notice(`Copied, where the terminal permits it: ${what}.`)
  }

  return { answer, send, copy, edit }
}

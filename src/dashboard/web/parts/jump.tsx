/** To an agent's terminal, on the machine that it runs on: where it can't be shown, why, and what leads there. */
import { parseProcessId } from '../../../core/process/process.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './mark.tsx'
import { showToast } from './toast.tsx'

/** By the id of its process, `<pid>:<start>`. */
export async function jumpTo(agentId: string | undefined): Promise<void> {
  const ref = parseProcessId(agentId ?? '')
  if (ref === undefined) return announce('It has no process that is known.')
  const { pid, start } = ref
  const answer = await ask(api.jump[':pid'].$post({ param: { pid: String(pid) }, json: { start } }))
  if (!answer.ok) return showToast({ isOk: false, content: answer.error.message })
  const { ok, message, command } = answer.value
  const actions = command && (
    <CopyButton text={command} what="command">
      Copy {command.split(' ').slice(0, 2).join(' ')}
    </CopyButton>
  )
  showToast({ isOk: ok, content: message, actions })
}

interface JumpButtonProps {
  readonly agentId: string | undefined
  readonly isOff?: boolean
  /** Which key does the same. */
  readonly hotkey?: string
  /** Of several it is the one that is meant. */
  readonly isFirst?: boolean
}

export const JumpButton = ({ agentId, isOff = false, hotkey, isFirst = false }: JumpButtonProps) =>
  agentId === undefined ? null : (
    <button
      type="button"
      class={`btn ${isFirst ? 'is-primary' : 'jump'}`}
      disabled={isOff}
      onClick={() => void jumpTo(agentId)}
    >
      <Icon name="term" size={14} />
      <span>
        <span class="in-page">Open </span>
        <span class="jump-what">terminal</span>
      </span>
      {hotkey && <kbd>{hotkey}</kbd>}
    </button>
  )

/** Two are connected by choosing one and then the other; the same again takes them apart. */
import { announce } from '../announcer.tsx'
import { showToast } from '../parts/toast.tsx'
import { signal } from '../store.ts'
import { connect, isConnected, nameOf } from './team-state.ts'

export type Tool = 'choose' | 'hand' | 'connect'
export const tool = signal<Tool>('choose')
/** The first of the two. */
export const linkFrom = signal<string | undefined>(undefined)

export function dropLink(): void {
  linkFrom.value = undefined
  if (tool.peek() === 'connect') tool.value = 'choose'
}

/** True: it was the second. */
export function takeForLink(sessionId: string): boolean {
  const from = linkFrom.peek()
  if (from === undefined || from === sessionId) {
    linkFrom.value = from === undefined ? sessionId : undefined
    return false
  }
  dropLink()
  void toggle(from, sessionId)
  return true
}

export async function toggle(a: string, b: string, isOn = !isConnected(a, b)): Promise<void> {
  if (!(await connect(a, b, isOn))) return
  const said = `${nameOf(a)} and ${nameOf(b)} are ${isOn ? 'connected' : 'apart'}.`
  announce(said)
  const back = (
    <button type="button" class="btn small" onClick={() => void toggle(a, b, !isOn)}>
      Undo
    </button>
  )
  showToast({ isOk: true, content: said, actions: back })
}

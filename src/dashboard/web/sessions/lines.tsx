import type { SessionWords } from './session-words.ts'

/** `+212 −86`; `0` where nothing was changed, – where nobody counted. */
export function Lines({ lines }: Pick<SessionWords, 'lines'>) {
  if (lines === undefined) return <span class="muted">–</span>
  if (lines.added === '+0' && lines.removed === '−0') return <span class="muted">0</span>
  return (
    <>
      <span class="add">{lines.added}</span> <span class="del">{lines.removed}</span>
    </>
  )
}

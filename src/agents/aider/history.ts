/**
 * Aider's `.aider.chat.history.md`: Markdown, one after another all that was said in a folder, over many runs. It tells when a run began, in
 * the machine's own time without a zone, and nothing of tokens that counts. Pure.
 */

/** What stands together: a run's first line, a prompt, what Aider itself said, an answer. */
export interface Block {
  readonly kind: 'run' | 'prompt' | 'note' | 'answer'
  readonly text: string
  /** Of a run. */
  readonly atMs?: number | undefined
}

const runLine = /^# aider chat started at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/
const fence = /^\s*(?:```|~~~)/

export function blocksOf(history: string): readonly Block[] {
  const blocks: Block[] = []
  let open: { kind: Block['kind']; lines: string[] } | undefined
  let isInFence = false
  const close = () => {
    const text = open?.lines.join('\n').trim() ?? ''
    if (open !== undefined && text !== '') blocks.push({ kind: open.kind, text })
    open = undefined
  }
  for (const line of history.split(/\r?\n/)) {
    const run = runLine.exec(line)
    if (run !== null) {
      close()
      isInFence = false
      blocks.push({ kind: 'run', text: line.slice(2), atMs: timeIn(run) })
      continue
    }
    const { kind, text } = isInFence ? { kind: 'answer' as const, text: line } : lineOf(line)
    if (kind === 'answer' && fence.test(line)) isInFence = !isInFence
    // An empty line ends what the user or Aider said; in an answer it is one of its lines.
    if (open?.kind !== kind) {
      close()
      open = { kind, lines: [] }
    }
    open?.lines.push(text)
  }
  close()
  return blocks
}

function timeIn([, day, time]: RegExpExecArray): number | undefined {
  const atMs = Date.parse(`${day}T${time}`)
  return Number.isNaN(atMs) ? undefined : atMs
}

/** Two spaces at a line's end are Markdown's line break. */
function lineOf(line: string): { readonly kind: 'prompt' | 'note' | 'answer'; readonly text: string } {
  if (line.startsWith('#### ')) return { kind: 'prompt', text: line.slice(5).trimEnd() }
  // `>>>>>>> REPLACE` belongs to an answer.
  return /^>(?: |$)/.test(line)
    ? { kind: 'note', text: line.slice(2).trimEnd() }
    : { kind: 'answer', text: line.trimEnd() }
}

/** A Claude Code folder in which every field of a transcript says the same hostile thing. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The session's id is the file's; what the lines say of it is theirs. */
export const idOf = (index: number): string => `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000`

export function hostileTranscript(claudeDir: string, index: number, text: string): void {
  const folder = join(claudeDir, 'projects', `-home-dev-${index}`)
  mkdirSync(folder, { recursive: true })
  let second = 0
  const chain = (more: object) => ({
    parentUuid: null,
    isSidechain: false,
    userType: 'external',
    cwd: `/home/dev/${text}`,
    sessionId: idOf(index),
    version: text,
    gitBranch: text,
    timestamp: new Date(Date.UTC(2026, 10, 20, 12, index, second++)).toISOString(),
    ...more,
  })
  const usage = { input_tokens: 10, output_tokens: 20, cache_read_input_tokens: 30, cache_creation_input_tokens: 40 }
  const answer = (id: string, content: object) =>
    chain({
      type: 'assistant',
      requestId: `req_${index}_${id}`,
      message: {
        id: `msg_${index}_${id}`,
        type: 'message',
        role: 'assistant',
        model: `claude-${text}`,
        content: [content],
        stop_reason: 'end_turn',
        usage,
      },
    })
  const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: text, is_error: true })
  const records = [
    chain({ type: 'user', message: { role: 'user', content: text } }),
    answer('a', { type: 'thinking', thinking: text }),
    answer('b', { type: 'tool_use', id: `t${index}`, name: text, input: { command: text, file_path: `/${text}` } }),
    chain({ type: 'user', message: { role: 'user', content: [result(`t${index}`)] } }),
    answer('c', {
      type: 'tool_use',
      id: `u${index}`,
      name: 'Edit',
      input: { file_path: `/home/${text}`, old_string: text, new_string: text },
    }),
    chain({ type: 'user', message: { role: 'user', content: [result(`u${index}`)] } }),
    answer('d', {
      type: 'tool_use',
      id: `v${index}`,
      name: 'Task',
      input: { description: text, prompt: text, subagent_type: text },
    }),
    answer('e', { type: 'text', text }),
    chain({ type: 'system', subtype: text, content: text }),
    chain({ type: text }),
    { type: 'ai-title', aiTitle: text, sessionId: idOf(index) },
    { type: 'summary', summary: text, leafUuid: 'x' },
  ]
  const lines = records.map((one) => `${JSON.stringify(one)}\n`).join('')
  writeFileSync(join(folder, `${idOf(index)}.jsonl`), lines)
  // Copied beside, under a name and an id that are none.
  writeFileSync(
    join(folder, 'notes.jsonl'),
    lines.replaceAll(idOf(index), `${index}${JSON.stringify(text).slice(1, -1)}`).replaceAll('msg_', 'copy_'),
  )
}

/** A home with waste of known size, as Claude Code writes it. Every figure that a test expects follows from what is given here. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Usage {
  readonly read?: number
  readonly write?: number
  readonly output?: number
}

export class WasteSession {
  readonly id: string
  readonly #file: string
  readonly #cwd: string
  readonly #agent: string | undefined
  nowMs: number
  #count = 0

  constructor(configDir: string, project: string, { id, atMs, agent }: { id: string; atMs: number; agent?: string }) {
    this.id = id
    this.nowMs = atMs
    this.#cwd = project
    this.#agent = agent
    const dir = join(configDir, 'projects', project.replace(/[^A-Za-z0-9]/g, '-'))
    this.#file = agent === undefined ? join(dir, `${id}.jsonl`) : join(dir, id, 'subagents', `agent-${agent}.jsonl`)
    mkdirSync(dirname(this.#file), { recursive: true })
  }

  wait(ms: number): this {
    this.nowMs += ms
    return this
  }

  prompt(text: string): this {
    return this.#write({ type: 'user', message: { role: 'user', content: text } })
  }

  answer(usage: Usage, text = 'Well.'): this {
    return this.#response(usage, [{ type: 'text', text }])
  }

  /** A call and its result, of so many characters. */
  call(usage: Usage, name: string, input: Record<string, unknown>, result: string, isError = false): this {
    const id = `toolu_${this.id.slice(0, 8)}_${this.#agent ?? ''}${this.#count}`
    this.#response(usage, [{ type: 'tool_use', id, name, input }])
    const content = [{ type: 'tool_result', tool_use_id: id, content: result, ...(isError && { is_error: true }) }]
    return this.#write({ type: 'user', message: { role: 'user', content } })
  }

  #response({ read = 0, write = 0, output = 10 }: Usage, content: readonly unknown[]): this {
    const number = this.#count
    return this.#write({
      type: 'assistant',
      requestId: `req_${this.id}_${this.#agent ?? ''}${number}`,
      message: {
        id: `msg_${this.id}_${this.#agent ?? ''}${number}`,
        model: 'claude-opus-4-6',
        role: 'assistant',
        content,
        usage: {
          input_tokens: 0,
          output_tokens: output,
          cache_read_input_tokens: read,
          cache_creation_input_tokens: write,
        },
      },
    })
  }

  #write(record: Record<string, unknown>): this {
    this.nowMs += 1_000
    this.#count += 1
    const uuid = `${this.id}-${this.#agent ?? ''}${this.#count}`
    const common = {
      uuid,
      sessionId: this.id,
      timestamp: new Date(this.nowMs).toISOString(),
      cwd: this.#cwd,
      version: '2.1.39',
    }
    const of = this.#agent === undefined ? {} : { isSidechain: true, agentId: this.#agent }
    appendFileSync(this.#file, `${JSON.stringify({ ...common, ...of, ...record })}\n`)
    return this
  }
}

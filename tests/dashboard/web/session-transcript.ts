/** Writes a transcript as Claude Code does, line by line, for pages that are looked at while it grows. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

interface Usage {
  readonly input?: number
  readonly cacheRead?: number
  readonly output?: number
}

type Block = Readonly<Record<string, unknown>>

export class Transcript {
  readonly path: string
  readonly sessionId: string
  readonly cwd: string
  /** Of the line that is written next. */
  atMs: number
  /** Read from the cache by each response. */
  cacheTokens = 40_000
  #lines = 0
  #responses = 0
  #held: string[] | undefined
  readonly #agentId: string | undefined

  constructor(options: {
    readonly sessionId: string
    readonly atMs: number
    readonly project?: string
    readonly agentId?: string
  }) {
    const { sessionId, atMs, project = 'payments-api', agentId } = options
    this.sessionId = sessionId
    this.atMs = atMs
    this.#agentId = agentId
    this.cwd = join(homedir(), 'code', project)
    const folder = join(homedir(), '.claude', 'projects', this.cwd.replace(/[^a-zA-Z0-9]/g, '-'))
    this.path =
      agentId === undefined
        ? join(folder, `${sessionId}.jsonl`)
        : join(folder, sessionId, 'subagents', `agent-${agentId}.jsonl`)
    mkdirSync(dirname(this.path), { recursive: true })
    writeFileSync(this.path, '')
  }

  /** One write for many lines. */
  together(write: () => void): void {
    this.#held = []
    write()
    appendFileSync(this.path, this.#held.join(''))
    this.#held = undefined
  }

  line(record: Block): void {
    const text = `${JSON.stringify({
      parentUuid: this.#lines === 0 ? null : `uuid-${this.#lines - 1}`,
      isSidechain: this.#agentId !== undefined,
      ...(this.#agentId === undefined ? {} : { agentId: this.#agentId }),
      userType: 'external',
      cwd: this.cwd,
      sessionId: this.sessionId,
      version: '2.1.329',
      gitBranch: 'feat/webhook-retries',
      uuid: `uuid-${this.#lines++}`,
      timestamp: new Date(this.atMs).toISOString(),
      ...record,
    })}\n`
    if (this.#held) this.#held.push(text)
    else appendFileSync(this.path, text)
  }

  wait(seconds: number): this {
    this.atMs += seconds * 1000
    return this
  }

  prompt(text: string): void {
    this.line({ type: 'user', message: { role: 'user', content: text } })
  }

  /** One response of the model: a line for each of its blocks, as Claude Code writes them. */
  responds(blocks: readonly Block[], { input = 2, cacheRead = this.cacheTokens, output = 300 }: Usage = {}): void {
    const id = `msg_${++this.#responses}_${this.#agentId ?? 'main'}`
    for (const [index, block] of blocks.entries()) {
      this.line({
        type: 'assistant',
        requestId: `req_${id}`,
        message: {
          id,
          type: 'message',
          role: 'assistant',
          model: 'claude-opus-4-8',
          content: [block],
          stop_reason: index === blocks.length - 1 ? (block['type'] === 'tool_use' ? 'tool_use' : 'end_turn') : null,
          usage: {
            input_tokens: input,
            cache_creation_input_tokens: 0,
            cache_read_input_tokens: cacheRead,
            output_tokens: output,
          },
        },
      })
    }
  }

  says(text: string, usage?: Usage): void {
    this.responds([{ type: 'text', text }], usage)
  }

  thinks(text: string): void {
    this.responds([{ type: 'thinking', thinking: text, signature: 'x' }])
  }

  calls(...tools: readonly { readonly id: string; readonly name: string; readonly input: Block }[]): void {
    this.responds(tools.map((tool) => ({ type: 'tool_use', ...tool })))
  }

  result(
    toolId: string,
    content: unknown,
    extra: { readonly isError?: boolean; readonly toolUseResult?: unknown } = {},
  ): void {
    this.line({
      type: 'user',
      message: {
        role: 'user',
        content: [{ tool_use_id: toolId, type: 'tool_result', content, is_error: extra.isError ?? false }],
      },
      ...(extra.toolUseResult === undefined ? {} : { toolUseResult: extra.toolUseResult }),
    })
  }

  compacts(before: number, after: number): void {
    this.line({
      type: 'system',
      subtype: 'compact_boundary',
      content: 'Conversation compacted',
      level: 'info',
      compactMetadata: { trigger: 'auto', preTokens: before, postTokens: after },
    })
  }
}

/** The story of the design: two hours of work, a failed test, and a question at the end. */
export function writeStory(main: Transcript): void {
  const { cwd } = main
  main.together(() => {
    main.cacheTokens = 20_000
    for (let turn = 0; turn < 5; turn++) {
      main
        .wait(30)
        .prompt(
          turn === 4
            ? 'Good. Now make the backoff configurable per endpoint, and show me that a restart in the middle loses nothing.'
            : `Turn ${turn + 1}: work on the retry queue`,
        )
      for (let step = 0; step < 12; step++) {
        main.cacheTokens += turn < 3 ? 22_000 : 4_000
        if (turn === 3 && step === 0) {
          main.wait(20).compacts(840_000, 190_000)
          main.cacheTokens = 190_000
        }
        const id = `toolu_${turn}_${step}`
        if (step % 5 === 0) main.wait(14).thinks(`Thinking about step ${step}\nand what comes after it.`)
        if (step % 4 === 1)
          main.wait(6).says(`Step ${step}: reading \`src/queue/retry-queue.ts\` and its **tests** next.`)
        main.wait(5)
        if (step % 3 === 0) {
          main.calls({
            id,
            name: 'Bash',
            input: { command: `npm test -- part-${step}`, description: 'Runs a part of the tests' },
          })
          main.wait(40).result(id, `ok ${step}\npassed`, {
            toolUseResult: { stdout: `ok ${step}\npassed`, stderr: '', interrupted: false },
          })
        } else if (step % 3 === 1) {
          main.calls({ id, name: 'Read', input: { file_path: `${cwd}/src/queue/part-${step}.ts` } })
          main.wait(8).result(id, '     1\tconst a = 1\n     2\tconst b = 2', {
            toolUseResult: {
              type: 'text',
              file: {
                filePath: `${cwd}/src/queue/part-${step}.ts`,
                content: 'a',
                numLines: 2,
                startLine: 1,
                totalLines: 2,
              },
            },
          })
        } else {
          editFile(main, id, `${cwd}/src/queue/part-${step}.ts`, 10)
        }
        main.wait(30)
      }
      main.wait(turn === 4 ? 0 : 480)
    }
    main.wait(2).thinks('The schedule lives in memory only, so a restart loses it.')
    main
      .wait(14)
      .says(
        "I'll read the queue and its tests first, then move the schedule into Postgres, so that a restart can pick it up where it stopped.",
      )
    main
      .wait(5)
      .calls(
        { id: 'toolu_p1', name: 'Read', input: { file_path: `${cwd}/src/queue/retry-queue.ts` } },
        { id: 'toolu_p2', name: 'Grep', input: { pattern: 'nextAttemptAt', path: 'src/' } },
        { id: 'toolu_p3', name: 'Bash', input: { command: 'git log --oneline -8 -- src/queue' } },
      )
    main.wait(0.3).result('toolu_p1', 'text', {
      toolUseResult: {
        type: 'text',
        file: {
          filePath: `${cwd}/src/queue/retry-queue.ts`,
          content: 'x',
          numLines: 212,
          startLine: 1,
          totalLines: 212,
        },
      },
    })
    main.wait(0.2).result('toolu_p2', 'Found 11 matches', {
      toolUseResult: { mode: 'content', numFiles: 3, numMatches: 11, filenames: [], content: '', numLines: 11 },
    })
    main.wait(3.6).result('toolu_p3', 'a1\na2\na3\na4\na5\na6\na7\na8', {
      toolUseResult: { stdout: 'a1\na2\na3\na4\na5\na6\na7\na8', stderr: '', interrupted: false },
    })
    main.wait(27)
    editFile(main, 'toolu_e1', `${cwd}/src/queue/backoff.ts`, 14)
    main.wait(60).calls({
      id: 'toolu_todo',
      name: 'TodoWrite',
      input: {
        todos: [
          { content: 'Backoff with jitter', status: 'completed', activeForm: 'x' },
          { content: 'Per-endpoint settings', status: 'completed', activeForm: 'x' },
          { content: 'Restart test', status: 'in_progress', activeForm: 'x' },
          { content: 'Document the settings', status: 'pending', activeForm: 'x' },
        ],
      },
    })
    main.wait(0.1).result('toolu_todo', 'ok')
    main.wait(60).calls({ id: 'toolu_f1', name: 'Bash', input: { command: 'npm test -- retry-queue' } })
    main
      .wait(12.4)
      .result(
        'toolu_f1',
        'Exit code 1\nFAIL  src/queue/retry-queue.test.ts\n  ● keeps the schedule over a restart\n    relation "retry_schedule" does not exist',
        { isError: true, toolUseResult: 'Error: Exit code 1\nFAIL' },
      )
    main.wait(30).says("The test needs the new table. I'll run the migration on the development database.")
    main.wait(8).calls({
      id: 'toolu_ask',
      name: 'Bash',
      input: { command: 'psql "$DATABASE_URL" -f migrations/0042_retry_schedule.sql' },
    })
  })
}

export function editFile(main: Transcript, id: string, path: string, line: number): void {
  main.calls({
    id,
    name: 'Edit',
    input: { file_path: path, old_string: '  baseMs: number', new_string: '  maxMs: number' },
  })
  main.wait(0.1).result(id, 'The file has been updated.', {
    toolUseResult: {
      filePath: path,
      oldString: '  baseMs: number',
      newString: '  maxMs: number',
      originalFile: '',
      structuredPatch: [
        {
          oldStart: line,
          oldLines: 3,
          newStart: line,
          newLines: 6,
          lines: [
            ' export interface Backoff {',
            '-  baseMs: number',
            '+  /** First delay. Doubles each time, up to `maxMs`. */',
            '+  baseMs: number',
            '+  maxMs: number',
            '+  jitter: number',
            ' }',
          ],
        },
      ],
      userModified: false,
      replaceAll: false,
    },
  })
}

/** Prompts, answers and calls in turn: three events a round. */
export function writeRounds(transcript: Transcript, rounds: number, from = 0): void {
  transcript.together(() => {
    for (let round = from; round < from + rounds; round++) {
      transcript.wait(1).says(`Answer ${round}: ${'words that go on '.repeat(1 + (round % 9))}`)
      transcript.wait(1).calls({ id: `toolu_${round}`, name: 'Bash', input: { command: `make part-${round}` } })
      transcript.wait(1).result(`toolu_${round}`, `done ${round}\n`.repeat(1 + (round % 5)))
    }
  })
}

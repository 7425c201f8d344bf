/** Supervisors of a test file: started as the program starts them, in its home; ended with all they hold when it is over. */
import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import headless from '@xterm/headless'
import { afterAll } from 'vitest'
import { openOwnTerminals } from '../../src/app/own-terminals.ts'
import type { ExitRecord, SessionStart } from '../../src/core/terminals/session.ts'
import type {
  AttachedTerminal,
  AttachOptions,
  RunningSession,
  Terminals,
  TerminalViewer,
} from '../../src/runner/terminals.ts'
import { testEnvironment } from '../tools/left-overs.ts'

export const size = { columns: 80, rows: 24 }

export interface TerminalsHere {
  readonly dataDir: string
  readonly terminals: Terminals
  /** A shell that runs this script, as a task of its own. */
  run(script: string, more?: Partial<SessionStart>): Promise<RunningSession>
  attach(id: string, options?: AttachOptions): Promise<SeenTerminal>
}

export function terminalsHere(): TerminalsHere {
  const dataDir = mkdtempSync(join(realpathSync(tmpdir()), 'tce-term-'))
  const runDir = join(dataDir, 'run')
  const terminals = openOwnTerminals({ dataDir, env: { ...process.env, TCE_RUN_DIR: runDir } })
  let tasks = 0
  afterAll(async () => {
    for (const supervisor of await terminals.supervisors()) await terminals.stop(supervisor)
    terminals.close()
  })
  return {
    dataDir,
    terminals,
    async run(script, more = {}) {
      tasks += 1
      const started = await terminals.start({
        ...{ taskId: `task-${tasks}`, generation: 1, argv: ['/bin/sh', '-c', script], cwd: dataDir, size },
        env: { PATH: process.env['PATH'] ?? '', HOME: dataDir, LANG: 'C.UTF-8', ...testEnvironment() },
        ...more,
      })
      if (!started.ok) throw new Error(started.error.message)
      return started.value
    },
    attach: (id, options) => seen(terminals, id, options),
  }
}

/** One who looks, with a terminal of its own, that keeps count of the offsets. */
export interface SeenTerminal extends AttachedTerminal {
  readonly terminal: headless.Terminal
  readonly faults: readonly string[]
  readonly pictures: number
  readonly offset: number
  readonly over: Promise<ExitRecord>
  /** Rows of its screen. */
  text(): Promise<string>
}

export async function seen(terminals: Terminals, id: string, options: AttachOptions = {}): Promise<SeenTerminal> {
  const terminal = new headless.Terminal({ cols: 2, rows: 2, scrollback: 1_000, allowProposedApi: true })
  const faults: string[] = []
  const over = Promise.withResolvers<ExitRecord>()
  let offset = options.have?.offset ?? -1
  let pictures = 0
  const write = (bytes: Buffer) => new Promise<void>((resolve) => terminal.write(bytes, resolve))
  const viewer: TerminalViewer = {
    output(bytes, at) {
      if (at !== offset) faults.push(`${bytes.length} bytes at ${at}, not at ${offset}`)
      offset = at + bytes.length
      return write(bytes)
    },
    picture({ bytes, size: now, offset: at }) {
      pictures += 1
      offset = at
      terminal.write('', () => {
        terminal.reset()
        terminal.resize(now.columns, now.rows)
      })
      return write(bytes)
    },
    resized: ({ columns, rows }) => terminal.write('', () => terminal.resize(columns, rows)),
    over: (exit) => terminal.write('', () => over.resolve(exit)),
  }
  const attached = await terminals.attach(id, viewer, options)
  if (!attached.ok) throw new Error(`${attached.error.kind}: ${attached.error.message}`)
  return {
    ...attached.value,
    terminal,
    faults,
    over: over.promise,
    get pictures() {
      return pictures
    },
    get offset() {
      return offset
    },
    async text() {
      await write(Buffer.alloc(0))
      return rowsText(terminal)
    },
  }
}

export const rowsText = ({ rows, buffer: { active } }: headless.Terminal): string =>
  Array.from({ length: rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '')
    .join('\n')
    .trimEnd()

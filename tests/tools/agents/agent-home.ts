/**
 * A home of its own for an agent that is not Claude Code, and the model that it talks to: nothing of the real home or environment is in
 * it. Everything started in it can be found and ended, because no other process has this HOME.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { endEverythingIn, testEnvironment } from '../left-overs.ts'
import { type ModelServer, startModelServer } from '../model/model-server.ts'

export interface AgentHome {
  readonly dir: string
  readonly env: Readonly<Record<string, string>>
  readonly model: ModelServer
  /** A working directory, made if missing. */
  project(name: string): string
  /** Below the home. */
  write(path: string, text: string): void
  /** Ends every process of this home, and removes it. */
  close(): Promise<void>
}

export async function makeAgentHome(envOf: (modelUrl: string) => Readonly<Record<string, string>>): Promise<AgentHome> {
  const dir = mkdtempSync(join(tmpdir(), 'tce-agent-home-'))
  const model = await startModelServer()
  return {
    dir,
    model,
    env: {
      // The agents run under the Node.js that runs the tests: the machine's own may be too old for them.
      PATH: [dirname(process.execPath), process.env['PATH'] ?? '/usr/bin:/bin'].join(delimiter),
      HOME: dir,
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      SHELL: '/bin/bash',
      USER: 'dev',
      ...testEnvironment(),
      ...envOf(model.url),
    },
    project(name) {
      const cwd = join(dir, name)
      mkdirSync(cwd, { recursive: true })
      return cwd
    },
    write(path, text) {
      const file = join(dir, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    },
    async close() {
      await endEverythingIn(dir)
      await model.close()
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

export interface AgentRun {
  readonly code: number | null
  readonly output: string
}

/** Without a terminal, to its end. */
export function runAgent(home: AgentHome, cwd: string, argv: readonly [string, ...string[]]): Promise<AgentRun> {
  const [file, ...args] = argv
  const child = spawn(file, args, { cwd, env: home.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

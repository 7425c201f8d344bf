/** Programs that are told to end in their first moments, and what is left of them. Linux only. */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import { identify, processesWithHome, signalExactly } from './processes.ts'

export interface EarlyMoment {
  readonly signal: NodeJS.Signals
  readonly when: 'before' | 'after'
}

export const earlyMoments: readonly EarlyMoment[] = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).flatMap((signal) =>
  (['before', 'after'] as const).map((when) => ({ signal, when })),
)

export interface Started {
  readonly home: string
  signal(signal: NodeJS.Signals): void
  /** The signal that ended it, or its exit code. */
  readonly ended: Promise<NodeJS.Signals | number>
}

/** In a session of its own, as from a terminal. Whatever is left of it when the test is over is ended. */
export function startInHome(
  folder: string,
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Started {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  onTestFinished(() => endAllOf(home))
  const child = spawn(file, args, {
    cwd: folder,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...env, HOME: home },
  })
  const ended = new Promise<NodeJS.Signals | number>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve(signal ?? code ?? -1)).once('error', reject)
  })
  return { home, ended, signal: (signal) => void child.kill(signal) }
}

function endAllOf(home: string): void {
  for (const pid of processesWithHome(home)) {
    const found = identify(pid)
    if (found !== undefined) signalExactly(found, 'SIGKILL')
  }
}

/** Loaded before the starter's own code: it gets the signal right before, or right after, the child is made. */
export function signalAtSpawn(folder: string, { when, signal }: EarlyMoment): NodeJS.ProcessEnv {
  const hook = join(folder, `${when}.mjs`)
  const spawned = 'const child = spawn(...given)'
  const told = `process.kill(process.pid, '${signal}'); Atomics.wait(cell, 0, 0, 20)`
  writeFileSync(
    hook,
    `import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
const { spawn } = childProcess
const cell = new Int32Array(new SharedArrayBuffer(4))
childProcess.spawn = (...given) => { ${when === 'before' ? `${told}; ${spawned}` : `${spawned}; ${told}`}; return child }
syncBuiltinESMExports()
`,
  )
  return { NODE_OPTIONS: `--import=${pathToFileURL(hook).href}` }
}

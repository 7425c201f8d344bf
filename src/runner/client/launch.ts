/** Starts a supervisor that outlives who started it: in a session of its own, with no terminal, and outside of the unit of a service. */

import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { ensurePrivateDir, privateFileMode } from '../../storage/private-file.ts'
import { supervisorLog, terminalsDir } from '../session-files.ts'

export interface LaunchOptions {
  readonly command: readonly [program: string, ...args: string[]]
  readonly dataDir: string
  readonly env: NodeJS.ProcessEnv
  /** The control group of this process, as the kernel names it. */
  readonly cgroup?: string | undefined
}

/** systemd-run without a systemd of this user says so by then. */
const refusesWithinMs = 500
const largestLogBytes = 1024 * 1024

export async function launchSupervisor(options: LaunchOptions): Promise<Result<void, string>> {
  const { command, dataDir, env, cgroup = ownCgroup() } = options
  await ensurePrivateDir(terminalsDir(dataDir))
  const log = supervisorLog(dataDir)
  const output = openSync(log, 'a', privateFileMode)
  if (statSync(log).size > largestLogBytes) truncateSync(log)
  try {
    const outside = outsideOfUnit(command, cgroup)
    const begun = outside === command ? undefined : await begin(outside, env, output, refusesWithinMs)
    // Better with the unit than not at all.
    return begun?.ok === true ? begun : await begin(childOfNobody(command), env, output, 0)
  } finally {
    closeSync(output)
  }
}

type Command = LaunchOptions['command']

function begin(
  [program, ...args]: Command,
  env: NodeJS.ProcessEnv,
  output: number,
  watchMs: number,
): Promise<Result<void, string>> {
  const child = spawn(program, [...args], {
    ...{ cwd: '/', detached: true, windowsHide: true },
    env: withoutOwn(env),
    stdio: ['ignore', output, output],
  })
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve(err(`The supervisor could not be started: ${cause.message}.`)))
    child.once('exit', (code) => resolve(err(`The supervisor ended at once, with ${code}.`)))
    child.once('spawn', () => {
      child.unref()
      if (watchMs === 0) resolve(ok(undefined))
      else setTimeout(() => resolve(ok(undefined)), watchMs)
    })
  })
}

/**
 * A service that is stopped takes its control group along, and with it every agent. A scope is a group of its own; where there is no
 * systemd there are no such groups either.
 */
export function outsideOfUnit(command: Command, cgroup: string): Command {
  if (!/\.service$/m.test(cgroup.trimEnd())) return command
  return ['systemd-run', '--user', '--scope', '--quiet', '--collect', '--', ...command]
}

/** Who starts it may be an agent's own command, and would else take it along as one of its children. */
const childOfNobody = (command: Command): Command =>
  process.platform === 'win32' ? command : ['/bin/sh', '-c', '"$0" "$@" &', ...command]

function ownCgroup(): string {
  try {
    return readFileSync('/proc/self/cgroup', 'utf8')
  } catch {
    return ''
  }
}

/** It is no part of the session that it was started from, nor of the terminal. */
const withoutOwn = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'TCE_TASK_ID' && name !== 'TCE_SPAWN'))

/**
 * What a test file starts carries its mark in the environment, children's children too: so it can be found and ended, whatever
 * failed. Linux; elsewhere each helper's own hooks have to do.
 */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Identity, identify, isRunning, processesWith, processesWithHome, signalExactly } from './processes.ts'

const name = 'TCE_TEST_FILE'

/** To be added where a program gets an environment of its own: the mark, and where Node keeps what it compiled. */
export const testEnvironment = (): Readonly<Record<string, string>> => {
  const passedOn = [name, 'NODE_COMPILE_CACHE'].map((key) => [key, process.env[key]] as const)
  return Object.fromEntries(passedOn.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** `home`: the folder of this test file, which nobody else knows. Returns what ends all that is left when the file is over. */
export function markProcesses(home: string): { endAll(): Promise<void> } {
  process.env[name] = home
  const guard = startGuard(home)
  return {
    async endAll() {
      const left = await leftOver(`${name}=${home}`)
      guard.release()
      if (left.length > 0) throw new Error(`This file left processes behind: ${left.map(inWords).join(', ')}`)
    },
  }
}

const inWords = ({ pid, name }: Identity): string => `${name} (${pid})`

/** A process that was just told to end gets its time. What stays after it is ended, and given back. */
async function leftOver(entry: string): Promise<readonly Identity[]> {
  const running = () => processesWith(entry).flatMap((pid) => identify(pid) ?? [])
  const deadlineMs = Date.now() + 3000
  while (running().length > 0 && Date.now() < deadlineMs) await sleep(50)
  const left = running()
  for (const process of left) signalExactly(process, 'SIGKILL')
  while (left.some(isRunning)) await sleep(20)
  return left
}

/**
 * A shell that waits for the end of a pipe. This process, ended with SIGKILL or by a time limit, has no last word: then the shell ends
 * what carries the mark and removes the folder.
 */
const guardScript = `
trap '' INT TERM HUP
IFS= read -r word
[ "$word" = done ] && exit 0
for round in 1 2 3; do
  for dir in /proc/[0-9]*; do
    tr '\\0' '\\n' <"$dir/environ" 2>/dev/null | grep -qxF "$1=$2" && kill -KILL "\${dir#/proc/}"
  done
  sleep 0.2
done
rm -rf -- "$2"
`

const end = () => process.exit()

function startGuard(home: string): { release(): void } {
  if (process.platform !== 'linux') return { release() {} }
  const shell = spawn('/bin/sh', ['-c', guardScript, 'guard', name, home], {
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  shell.on('error', () => {})
  shell.stdin.on('error', () => {})
  shell.unref()
  ;(shell.stdin as { readonly unref?: () => void }).unref?.()
  // Without the runner nobody waits for this process either.
  process.off('disconnect', end).once('disconnect', end)
  return { release: () => void shell.stdin.end('done\n') }
}

/** First politely, then firmly; the parents first, so that a supervisor does not start anew what was ended. */
export async function endEverythingIn(home: string): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const deadlineMs = Date.now() + 4000
    for (const pid of processesWithHome(home)) {
      const process = identify(pid)
      if (process === undefined) continue
      if (signal === 'SIGTERM') signalExactly(process, 'SIGCONT')
      signalExactly(process, signal)
    }
    while (processesWithHome(home).length > 0 && Date.now() < deadlineMs) await sleep(50)
  }
  const left = processesWithHome(home)
  if (left.length > 0) throw new Error(`Processes of ${home} could not be ended: ${left.join(', ')}`)
}

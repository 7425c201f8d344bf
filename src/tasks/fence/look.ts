/** What this machine can put up a fence with, tried each time it is asked: bubblewrap on Linux, sandbox-exec on macOS. */
import { execFile } from 'node:child_process'
import type { FenceLook } from '../../core/tasks/fence.ts'
import { type ReadSwitch, readIfThere, whoDeniesNamespaces } from '../../storage/user-namespaces.ts'

export interface FenceMachine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly readSwitch?: ReadSwitch | undefined
  readonly run?: RunTool | undefined
}

/** `missing`: there is no such program. */
type RunTool = (
  program: string,
  args: readonly string[],
) => Promise<{ readonly kind: 'done' | 'failed' | 'missing'; readonly output: string }>

const patienceMs = 5_000

/** As `wrapped` (runtime.ts) makes them, and nothing of a task. */
const emptyFence = [
  ...['--ro-bind', '/', '/', '--dev', '/dev', '--unshare-user', '--unshare-pid', '--proc', '/proc', '--', 'true'],
]

export async function lookAtFence(machine: FenceMachine): Promise<FenceLook> {
  const { platform, env, readSwitch = readIfThere } = machine
  const run = machine.run ?? runTool(env)
  if (platform === 'linux') {
    const version = await run('bwrap', ['--version'])
    if (version.kind === 'missing')
      return {
        isAvailable: false,
        problem: 'bubblewrap is not installed.',
        next: 'install the package bubblewrap (apt install bubblewrap, dnf install bubblewrap)',
      }
    const tool = `bubblewrap ${/\d[\d.]*/.exec(version.output)?.[0] ?? ''}`.trim()
    const tried = await run('bwrap', emptyFence)
    if (tried.kind === 'done') return { isAvailable: true, by: 'bubblewrap', tool }
    const denies = whoDeniesNamespaces(readSwitch)
    return {
      ...{ isAvailable: false, by: 'bubblewrap', tool },
      problem: `${tool} can’t put up a fence here: ${lastLine(tried.output)}`,
      next:
        denies === undefined
          ? 'in a container: give it user namespaces'
          : denies.includes('apparmor')
            ? 'let AppArmor allow bwrap user namespaces: a profile for /usr/bin/bwrap with “userns,”, then systemctl reload apparmor'
            : `the kernel gives ordinary programs no user namespaces: ${denies}`,
    }
  }
  if (platform === 'darwin') {
    const tried = await run('/usr/bin/sandbox-exec', ['-p', '(version 1)(allow default)', '/usr/bin/true'])
    if (tried.kind === 'done') return { isAvailable: true, by: 'sandbox-exec', tool: 'sandbox-exec' }
    return {
      ...{ isAvailable: false, by: 'sandbox-exec', tool: 'sandbox-exec' },
      problem: `sandbox-exec can’t put up a fence here: ${lastLine(tried.output)}`,
      next: 'start TCE outside of another sandbox: one within another is refused by macOS',
    }
  }
  return { isAvailable: false, problem: 'There is no fence on this system: only on Linux and macOS.' }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 200) || 'it said nothing'

const runTool =
  (env: FenceMachine['env']): RunTool =>
  (program, args) =>
    new Promise((resolve) => {
      const options = { env: { ...env }, timeout: patienceMs, maxBuffer: 100_000 }
      execFile(program, [...args], options, (error, stdout, stderr) => {
        const output = `${stdout}\n${stderr}`
        if (error === null) return resolve({ kind: 'done', output })
        resolve({ kind: error.code === 'ENOENT' ? 'missing' : 'failed', output: output.trim() || error.message })
      })
    })

import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { staleTargets } from '../../src/core/kill/kill-stale.ts'
import { identify, isRunning, signalExactly } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'
import type { FieldCase, FieldMachine } from './field-case.ts'
import { readFieldCase, startFieldCase, writeRecord } from './field-case.ts'

const isLinux = process.platform === 'linux'

const healthsOf = async (machine: FieldMachine) => {
  const { processes } = await machine.fleet()
  return Object.fromEntries(processes.map(({ pid, health }) => [machine.nameOf(pid), health]))
}
const killStaleTargets = async (machine: FieldMachine) =>
  staleTargets((await machine.fleet()).processes).targets.map(({ pid }) => machine.nameOf(pid))
const rolesOf = async (machine: FieldMachine) => {
  const { agents: found, helpers } = await machine.scan()
  const named = (processes: typeof found) =>
    Object.fromEntries(processes.flatMap(({ pid, role }) => (machine.nameOf(pid) ? [[machine.nameOf(pid), role]] : [])))
  return { agents: named(found), helpers: named(helpers) }
}

describe.runIf(isLinux)('never called stale', () => {
  it('is a session whose turn ended while a background shell works on: the idle one beside it is', async () => {
    const { given, expected } = readFieldCase('background-shell-is-stale')
    const machine = await startFieldCase(given)
    expect({ health: await healthsOf(machine), killStaleTargets: await killStaleTargets(machine) }).toEqual(expected)
  })

  it('is a session whose background shell merely waits', async () => {
    const { given } = readFieldCase('background-shell-is-stale')
    const machine = await startFieldCase({ ...given, scripts: { ...given.scripts, work: 'sleep 99999\n' } })
    // What a start takes of the CPU is a sign of life too.
    const healths = await waitFor('the start to be over', async () => {
      const now = await healthsOf(machine)
      return now['idle'] === 'stale' ? now : undefined
    })
    expect(healths).toEqual({ 'shell-at-work': 'healthy', idle: 'stale' })
  })

  it('is a long turn, though nobody has touched its registry file and no CPU is known at first', async () => {
    const { given, expected } = readFieldCase('first-look-busy-is-stale')
    expect({ health: await healthsOf(await startFieldCase(given)) }).toEqual(expected)
  })

  it('is a session without a registry file whose transcript grows', async () => {
    const { given, expected } = readFieldCase('no-registry-record')
    const machine = await startFieldCase(given, { interactiveStaleAfterMs: 1_500 })
    const isPast = async (ms: number) =>
      waitFor('the limit to pass', async () => {
        writeRecord(machine)
        const [agent] = (await machine.fleet()).processes
        return agent !== undefined && Date.now() - Date.parse(agent.startedAt) > ms ? agent : undefined
      })
    expect((await isPast(3_000)).health).toBe('healthy')
    expect(expected).toMatchObject({ health: { unrecorded: 'not stale' }, killStaleTargets: [] })
    expect(await killStaleTargets(machine)).toEqual([])
  })

  it('is a session of which nothing is known, however old it is: neither healthy nor stale, and nobody’s to end', async () => {
    const { given } = readFieldCase('no-registry-record')
    const machine = await startFieldCase(given, { interactiveStaleAfterMs: 50 })
    const health = await waitFor('the limit to pass', async () => {
      const { unrecorded } = await healthsOf(machine)
      return unrecorded === 'healthy' ? undefined : unrecorded
    })
    expect(health).toBe('unknown')
    expect(await killStaleTargets(machine)).toEqual([])
  })
})

describe.runIf(isLinux)('recognised', () => {
  it.each(['version-manager-paths', 'script-entry-points'])('are the agents of %s', async (name) => {
    const { given, expected } = readFieldCase(name)
    const { agents: found } = expected as { readonly agents: Readonly<Record<string, string>> }
    expect((await rolesOf(await startFieldCase(given))).agents).toEqual(found)
  })

  it('is the server of Remote Control, as a helper and no agent', async () => {
    const { given, expected } = readFieldCase('remote-control-server')
    const machine = await startFieldCase(given, { interactiveStaleAfterMs: 0 })
    expect({ ...(await rolesOf(machine)), killStaleTargets: await killStaleTargets(machine) }).toEqual(expected)
  })
})

describe('recognised on another system', () => {
  const { given, expected } = readFieldCase('script-entry-points')
  const roles = (expected as { readonly pure: readonly string[] }).pure
  it.each((given.pure ?? []).map((process, index) => [process, roles[index]] as const))('%j', (seen, role) => {
    const { platform, ...facts } = seen
    const process = { pid: 9, ppid: 1, start: '1', startedAtMs: 0, state: 'sleeping', ...facts } as const
    expect(agents.claude.roleOf(process, platform)).toBe(role)
  })
})

const hasTmux = isLinux && spawnSync('tmux', ['-V']).status === 0

describe.runIf(hasTmux)('left behind', () => {
  it('is what a killed session started, but for the multiplexer and the shell in it: they are the user’s', async () => {
    const { given, expected } = readFieldCase('tmux-server-is-orphan')
    const machine = await startFieldCase(ownSocket(given))
    const commands = async () => (await machine.scan()).orphans.map(({ command }) => command)
    await waitFor('all that the session starts', async () => {
      const [agent] = (await machine.scan()).agents.filter(({ pid }) => pid === machine.pids['session'])
      const hasTool = agent?.children.some(({ command }) => command === '/bin/sleep 99999')
      return hasTool === true && (await shellsInTmux(machine)) === 1
    })
    const session = identify(machine.pids['session'] ?? 0)
    if (session === undefined) throw new Error('the session is not there')
    signalExactly(session, 'SIGKILL')
    await waitFor('the session to be gone', () => !isRunning(session))
    const orphans = await waitFor('what was left behind', async () => {
      const found = await commands()
      return found.length >= 2 ? found : undefined
    })
    expect(orphans.toSorted()).toEqual((expected as { readonly orphans: readonly string[] }).orphans)
    expect((await commands()).toSorted()).toEqual(orphans.toSorted())
    expect(await shellsInTmux(machine)).toBe(1)
  })
})

/** A socket in the home of the test, so that its server meets no other. */
const ownSocket = (given: FieldCase): FieldCase => ({
  ...given,
  scripts: Object.fromEntries(
    Object.entries(given.scripts ?? {}).map(([name, text]) => [
      name,
      text.replace('tmux -L standin', 'tmux -S "$HOME/tmux"'),
    ]),
  ),
})

async function shellsInTmux({ home }: FieldMachine): Promise<number> {
  const { stdout } = spawnSync('tmux', ['-S', `${home}/tmux`, 'list-panes', '-a'], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line !== '').length
}

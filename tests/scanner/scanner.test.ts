import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import type { Scan } from '../../src/core/process/process.ts'
import { createLinuxProcessTable } from '../../src/scanner/linux/process-table.ts'
import { pidDomainHere } from '../../src/scanner/pid-domain.ts'
import { createScanner, type Scanner, type ScannerOptions } from '../../src/scanner/scanner.ts'
import { createFakeProcessTable, fakeProcess } from './fake-process-table.ts'
import { installSleepAs, nativeInstall, start, startOf, temporaryFolder, until } from './started-processes.ts'

let home: string
beforeEach(() => {
  home = temporaryFolder()
})

const scannerOf = (options: Partial<ScannerOptions> = {}): Scanner =>
  createScanner({
    table: createLinuxProcessTable(),
    agents: Object.values(agents),
    environment: { platform: 'linux', homeDir: home, env: {} },
    ...options,
  })

/** A shell under a path as the native installer makes it: it can have children. */
const installShellAs = (path: string): string => installSleepAs(path, '/bin/sh')

function register(pid: number, entry: Readonly<Record<string, unknown>> = {}): void {
  const dir = join(home, '.claude/sessions')
  mkdirSync(dir, { recursive: true })
  const session = {
    pid,
    sessionId: '215258f8-bf16-4d84-b7b9-9696f8ec07a5',
    cwd: home,
    startedAt: Date.now(),
    procStart: startOf(pid),
    version: '2.1.329',
    kind: 'interactive',
    entrypoint: 'cli',
    pidDomain: pidDomainHere('linux'),
    name: 'orders-7f',
    status: 'waiting',
    waitingFor: 'permission prompt',
    statusUpdatedAt: Date.now() - 5_000,
    updatedAt: Date.now() - 5_000,
    ...entry,
  }
  writeFileSync(join(dir, `${pid}.json`), JSON.stringify(session))
}

const agentIn = (scan: Scan, pid: number) => scan.agents.find((agent) => agent.pid === pid)
const orphanIn = (scan: Scan, pid: number) => scan.orphans.find((orphan) => orphan.pid === pid)

describe.runIf(process.platform === 'linux')('a look at real processes', () => {
  it('recognises an agent by its executable, joined with its registry', async () => {
    const claude = installSleepAs(nativeInstall(home))
    const cwd = join(home, 'orders-api')
    mkdirSync(cwd)
    const pid = await start(claude, ['80'], { cwd, argv0: 'claude' })
    register(pid, { cwd })
    const found = agentIn(await scannerOf().scan(), pid)
    expect(found).toMatchObject({
      agent: 'claude',
      role: 'interactive',
      version: '2.1.329',
      start: startOf(pid),
      cwd,
      project: 'orders-api',
      command: 'claude 80',
      state: 'sleeping',
      name: 'orders-7f',
      activity: 'waiting',
      waitingFor: 'permission prompt',
      configDir: join(home, '.claude'),
    })
    expect(found?.cpuPercent).toBeUndefined()
    expect(found?.lastActiveAtMs).toBeLessThanOrEqual(Date.now() - 5_000)
  })

  it('measures CPU over the time since the last look, and takes work for a sign of life', async () => {
    const claude = installShellAs(nativeInstall(home))
    const pid = await start(claude, ['-c', 'while :; do :; done'], { argv0: 'claude' })
    register(pid)
    const scanner = scannerOf()
    expect(agentIn(await scanner.scan(), pid)?.cpuPercent).toBeUndefined()
    const found = await until(async () => {
      const scan = await scanner.scan()
      const agent = agentIn(scan, pid)
      return (agent?.cpuPercent ?? 0) > 1 ? { ...agent, scannedAtMs: scan.scannedAtMs } : undefined
    })
    expect(found.lastActiveAtMs).toBe(found.scannedAtMs)
  })

  it('finds one under a link of the user’s own name, by its executable', async () => {
    const claude = installSleepAs(nativeInstall(home))
    const link = join(home, 'cc')
    symlinkSync(claude, link)
    const pid = await start(link, ['81'])
    expect(agentIn(await scannerOf().scan(), pid)?.version).toBe('2.1.329')
  })

  it('counts a process its registry names for certain, though nobody knows the executable', async () => {
    const pid = await start('sleep', ['82'])
    register(pid)
    expect(agentIn(await scannerOf().scan(), pid)).toMatchObject({ name: 'orders-7f', role: 'interactive' })
  })

  it.each([
    ['of an earlier process with the same pid', { procStart: '1' }],
    ['of another machine', { pidDomain: 'linux:ffffffffffffffffffffffffffffffff:pid:[1]' }],
    ['of an old version, which names no start', { procStart: undefined, pidDomain: undefined }],
  ])('does not count a plain process because of an entry %s', async (_, entry) => {
    const pid = await start('sleep', ['83'])
    register(pid, entry)
    expect(agentIn(await scannerOf().scan(), pid)).toBeUndefined()
  })

  it('joins an entry without a start, of an old version, to an agent that began just before', async () => {
    const pid = await start(installSleepAs(nativeInstall(home)), ['84'], { argv0: 'claude' })
    register(pid, { procStart: undefined, pidDomain: undefined, startedAt: Date.now() + 500 })
    expect(agentIn(await scannerOf().scan(), pid)?.name).toBe('orders-7f')
  })

  it('shows the agent without its registry while the file is half written, and with it afterwards', async () => {
    const pid = await start(installSleepAs(nativeInstall(home)), ['85'], { argv0: 'claude' })
    register(pid)
    const file = join(home, '.claude/sessions', `${pid}.json`)
    writeFileSync(file, '{"pid":')
    const scanner = scannerOf()
    expect(agentIn(await scanner.scan(), pid)).toMatchObject({ activity: 'unknown', name: undefined })
    register(pid)
    expect(agentIn(await scanner.scan(), pid)).toMatchObject({ activity: 'waiting', name: 'orders-7f' })
  })

  it('sees a suspended agent as stopped', async () => {
    const pid = await start(installSleepAs(nativeInstall(home)), ['86'], { argv0: 'claude' })
    const scanner = scannerOf()
    await scanner.scan()
    process.kill(pid, 'SIGSTOP')
    expect(await until(async () => agentIn(await scanner.scan(), pid)?.state === 'stopped' || undefined)).toBe(true)
  })

  it('goes on knowing an agent whose directory and executable were removed', async () => {
    const claude = installSleepAs(nativeInstall(home))
    const cwd = join(home, 'gone')
    mkdirSync(cwd)
    const pid = await start(claude, ['87'], { cwd, argv0: 'claude' })
    rmSync(cwd, { recursive: true })
    rmSync(claude)
    expect(agentIn(await scannerOf().scan(), pid)).toMatchObject({ project: 'gone', version: '2.1.329' })
  })

  it('counts the tree: children with kind and memory, a nested agent among them and by itself', async () => {
    const claude = installShellAs(nativeInstall(home))
    const nested = installSleepAs(nativeInstall(home, '2.1.300'))
    const mcp = 'exec -a mcp-server-files sleep 88'
    const script = `bash -c '${mcp}' & ${nested} 88 & wait`
    const pid = await start(claude, ['-c', script], { argv0: 'claude' })
    const scanner = scannerOf()
    const scan = await until(async () => {
      const look = await scanner.scan()
      const kinds = agentIn(look, pid)?.children.map(({ kind }) => kind) ?? []
      return kinds.includes('agent') && kinds.includes('mcp-server') ? look : undefined
    })
    const outer = agentIn(scan, pid)
    const inner = outer?.children.find(({ kind }) => kind === 'agent')
    expect(outer?.children.find(({ kind }) => kind === 'mcp-server')?.command).toMatch(/^mcp-server-files/)
    expect(agentIn(scan, inner?.pid ?? 0)).toMatchObject({ ppid: pid, version: '2.1.300' })
    const childrenBytes = (outer?.children ?? []).reduce((total, { rssBytes }) => total + (rssBytes ?? 0), 0)
    expect(outer?.treeRssBytes).toBe((outer?.rssBytes ?? 0) + childrenBytes)
  })

  it('masks secrets in the command line', async () => {
    const claude = installShellAs(nativeInstall(home))
    const pid = await start(claude, ['-c', 'sleep 89 & wait', '--api-key', 'sk-ant-api03-secret-secret'], {
      argv0: 'claude',
    })
    const scan = await scannerOf().scan()
    expect(agentIn(scan, pid)?.command).toContain('--api-key ***')
    expect(JSON.stringify(scan)).not.toContain('sk-ant-api03-secret')
  })

  it('lists what a killed session left behind, with its session and why', async () => {
    const claude = installShellAs(nativeInstall(home))
    const cwd = join(home, 'orders-api')
    mkdirSync(cwd)
    const env =
      'CLAUDE_PID=$$ CLAUDE_CODE_SESSION_ID=215258f8-bf16-4d84-b7b9-9696f8ec07a5 CLAUDE_CODE_MESSAGING_TOKEN=hush'
    const pid = await start(claude, ['-c', `env ${env} sleep 90 & wait`], { cwd, argv0: 'claude' })
    register(pid)
    const scanner = scannerOf()
    const child = await until(async () =>
      agentIn(await scanner.scan(), pid)?.children.find(({ command }) => command === 'sleep 90'),
    )
    expect(orphanIn(await scanner.scan(), child.pid)).toBeUndefined()
    process.kill(pid, 'SIGKILL')
    const expected = {
      command: 'sleep 90',
      cwd,
      agent: 'claude',
      sessionId: '215258f8-bf16-4d84-b7b9-9696f8ec07a5',
      reason: `its session (pid ${pid}) is gone`,
    }
    const scan = await until(async () => {
      const look = await scanner.scan()
      return orphanIn(look, child.pid) === undefined ? undefined : look
    })
    expect(orphanIn(scan, child.pid)).toMatchObject(expected)
    expect(orphanIn(await scannerOf().scan(), child.pid)).toMatchObject(expected)
    expect(JSON.stringify(scan)).not.toContain('hush')
  })

  it('inspects a process by pid and start, and knows no other with the same pid', async () => {
    const pid = await start('sleep', ['91'])
    const scanner = scannerOf()
    expect((await scanner.inspect({ pid, start: startOf(pid) ?? '' }))?.pid).toBe(pid)
    expect(await scanner.inspect({ pid, start: '1' })).toBeUndefined()
  })
})

describe('a look at a process table', () => {
  const exePath = '/home/dev/.local/share/claude/versions/2.1.329'
  const claudeProcess = (process: Partial<Parameters<typeof fakeProcess>[0]> & { pid: number }) =>
    fakeProcess({ name: 'claude', exePath, argv: ['claude'], ...process })

  it('never shows TCE itself, nor agents of other users, which it mentions', async () => {
    const table = createFakeProcessTable([
      claudeProcess({ pid: 10 }),
      claudeProcess({ pid: 11 }),
      claudeProcess({ pid: 12, isOwn: false }),
    ])
    const scan = await scannerOf({ table, ownPid: 10 }).scan()
    expect(scan.agents.map(({ pid }) => pid)).toEqual([11])
    expect(scan.problems).toEqual(['1 agent of another user is not shown.'])
    expect(scan.processCount).toBe(3)
  })

  it('keeps supervisor, pty host and spare apart from the agents', async () => {
    const table = createFakeProcessTable([
      claudeProcess({ pid: 20, argv: [exePath, 'daemon', 'run', '--origin', 'transient'] }),
      claudeProcess({ pid: 21, ppid: 20, argv: ['claude bg-pty-host', '--bg-pty-host', '/tmp/s'] }),
      claudeProcess({ pid: 22, ppid: 21, argv: ['claude bg-spare', '--bg-spare', '/tmp/c'] }),
      claudeProcess({ pid: 23 }),
    ])
    const scan = await scannerOf({ table }).scan()
    expect(scan.agents.map(({ pid }) => pid)).toEqual([23])
    expect(scan.helpers.map(({ role }) => role)).toEqual(['supervisor', 'pty-host', 'spare'])
  })

  it('does not take the child an agent is just starting for a second agent', async () => {
    const startedAtMs = 1_795_200_000_000
    const table = createFakeProcessTable([
      claudeProcess({ pid: 24 }),
      claudeProcess({ pid: 25, ppid: 24, startedAtMs }),
      claudeProcess({ pid: 26, ppid: 24, startedAtMs, argv: ['claude', '-p', 'hi'] }),
    ])
    const scanAt = (ms: number) => scannerOf({ table, clock: () => ms }).scan()
    const atOnce = await scanAt(startedAtMs + 5)
    expect(atOnce.agents.map(({ pid }) => pid)).toEqual([24, 26])
    expect(atOnce.agents[0]?.children.map(({ pid, kind }) => [pid, kind])).toEqual([
      [25, 'process'],
      [26, 'agent'],
    ])
    expect((await scanAt(startedAtMs + 2_001)).agents.map(({ pid }) => pid)).toEqual([24, 25, 26])
  })

  it('says in words that the process list could not be read, and does not throw', async () => {
    const table = {
      read: () => Promise.reject(new Error('powershell.exe could not be asked')),
      inspect: async () => undefined,
    }
    const scan = await scannerOf({ table }).scan()
    expect(scan).toMatchObject({ agents: [], processCount: 0 })
    expect(scan.problems).toEqual(['The list of processes could not be read: powershell.exe could not be asked'])
  })

  it('strips control characters and bidi marks from names', async () => {
    const table = createFakeProcessTable([claudeProcess({ pid: 30, cwd: '/home/dev/a\u001b[31m\u202eb' })])
    expect((await scannerOf({ table }).scan()).agents[0]?.project).toBe('ab')
  })

  it('lets calls that overlap share one look', async () => {
    const table = createFakeProcessTable([claudeProcess({ pid: 40 })])
    let looks = 0
    const counting = {
      ...table,
      read: (wanted: Parameters<typeof table.read>[0]) => {
        looks += 1
        return table.read(wanted)
      },
    }
    const scanner = scannerOf({ table: counting })
    const [first, second] = await Promise.all([scanner.scan(), scanner.scan()])
    expect(second).toBe(first)
    await scanner.scan()
    expect(looks).toBe(2)
  })
})

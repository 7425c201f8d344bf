import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AgentEnvironment, LiveSession } from '../../src/agents/agent.ts'
import { stopArguments } from '../../src/agents/claude/commands.ts'
import { projectSlug, registryDir, transcriptPaths } from '../../src/agents/claude/paths.ts'
import { decodeRegistry } from '../../src/agents/claude/registry.ts'
import { sessions } from '../../src/agents/claude/session-source.ts'
import { transcriptPlace } from '../../src/agents/claude/transcript-place.ts'
import { agents } from '../../src/agents/index.ts'
import { joinRole } from '../../src/agents/join-role.ts'
import { isHelperRole } from '../../src/core/process/process.ts'
import { describeAgent } from './agent.contract.ts'
import { type ListedProcess, readListings } from './listing.ts'

const { claude } = agents
const fixtures = new URL('../fixtures/claude/', import.meta.url)
const listings = readListings(new URL('processes/', fixtures))
const registry = Object.fromEntries(
  readdirSync(new URL('registry/', fixtures)).map((file) => [
    file,
    readFileSync(new URL(`registry/${file}`, fixtures), 'utf8'),
  ]),
)

describeAgent(claude, { listings, registry })

function liveSession(file: string): LiveSession {
  const decoded = decodeRegistry(registry[file] ?? '')
  if (!decoded.ok) throw new Error(`${file}: ${decoded.error.message}`)
  return decoded.value
}

function listing(name: string): readonly ListedProcess[] {
  const found = listings.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`no listing ${name}`)
  return found.processes
}

const finalRole = ({ process, platform, registry: file }: ListedProcess) =>
  joinRole(claude.roleOf(process, platform), file === undefined ? undefined : liveSession(file))

describe('on a machine with one interactive session, one background session and the daemon', () => {
  const machine = listing('linux-npm-2.1.329')

  it('finds all 6 processes of Claude Code and calls 2 of them agents', () => {
    const found = machine.map((row) => ({ pid: row.process.pid, role: finalRole(row) })).filter(({ role }) => role)
    expect(found).toEqual([
      { pid: 15982, role: 'interactive' },
      { pid: 21534, role: 'supervisor' },
      { pid: 21541, role: 'pty-host' },
      { pid: 21542, role: 'pty-host' },
      { pid: 21554, role: 'background' },
      { pid: 21556, role: 'spare' },
    ])
    expect(found.filter(({ role }) => role !== undefined && !isHelperRole(role))).toHaveLength(2)
  })

  it('where the two rules of the original found 1', () => {
    const foundByOriginal = machine.filter(
      ({ process }) => process.exePath?.includes('.local/share/claude/versions/') || process.argv?.[0] === 'claude',
    )
    expect(foundByOriginal.map(({ process }) => process.pid)).toEqual([15982])
  })
})

describe('the registry refines the role that the arguments tell', () => {
  const role = (argvRole: Parameters<typeof joinRole>[0], file: string) => joinRole(argvRole, liveSession(file))

  it('of runs whose arguments are hidden', () => {
    expect(role('interactive', 'linux-2.1.329-interactive-sdk-cli-idle.json')).toBe('headless')
    expect(role('interactive', 'linux-2.1.329-sdk-ts.json')).toBe('sdk')
  })
  it('of a worker of the daemon and of a claimed spare', () => {
    expect(role('interactive', 'linux-2.1.329-bg-cli-idle.json')).toBe('background')
    expect(role('spare', 'linux-2.1.329-bg-cli-nostatus.json')).toBe('background')
    expect(joinRole('spare', { role: undefined })).toBe('background')
  })
  it('but leaves an unclaimed spare a spare', () => expect(joinRole('spare', undefined)).toBe('spare'))
  it('but never makes an agent of a helper', () => {
    expect(joinRole('supervisor', { role: 'interactive' })).toBe('supervisor')
    expect(joinRole('pty-host', { role: 'background' })).toBe('pty-host')
  })
  it('but does not undo arguments that say more, since a nested run inherits its entry point', () => {
    expect(role('headless', 'linux-2.1.329-interactive-cli-busy.json')).toBe('headless')
    expect(role('ide', 'linux-2.1.329-interactive-cli-busy.json')).toBe('ide')
  })
  it('and is enough for an executable that nobody knows yet', () => {
    expect(role(undefined, 'linux-2.1.329-interactive-cli-busy.json')).toBe('interactive')
    expect(joinRole(undefined, { role: undefined })).toBe('interactive')
    expect(joinRole(undefined, undefined)).toBeUndefined()
  })
})

describe('a registry entry', () => {
  it('of 2.1.329 that waits tells what for and since when', () => {
    expect(liveSession('linux-2.1.329-interactive-cli-waiting-permission_prompt.json')).toEqual({
      pid: 11263,
      start: '67281',
      startedAtMs: 1795198974551,
      pidDomain: 'linux:0f1e2d3c4b5a69788796a5b4c3d2e1f0:pid:[4026531836]',
      sessionId: '215258f8-bf16-4d84-b7b9-9696f8ec07a5',
      jobId: undefined,
      role: 'interactive',
      cwd: '/home/dev/proj',
      name: 'proj-7f',
      version: '2.1.329',
      activity: 'waiting',
      waitingFor: 'permission prompt',
      activitySinceMs: 1795199044040,
      updatedAtMs: 1795199044040,
      inbox: '/tmp/cc-socks/11263.sock',
    })
  })

  it.each([
    ['linux-2.1.88.json', { start: undefined, activity: 'unknown', activitySinceMs: undefined, role: 'interactive' }],
    ['linux-2.1.140.json', { start: '139999', activity: 'idle', activitySinceMs: 1795199701337, name: undefined }],
    ['linux-2.1.200.json', { name: 'proj-aa', version: '2.1.200' }],
    ['linux-2.1.329-interactive-cli-nostatus.json', { activity: 'unknown', activitySinceMs: undefined }],
    ['linux-2.1.329-interactive-cli-shell.json', { activity: 'shell', name: 'my-named' }],
    ['linux-2.1.329-bg-cli-busy.json', { role: 'background', jobId: '72422c08', activity: 'busy' }],
    ['linux-2.1.329-interactive-sdk-cli-busy.json', { role: 'headless' }],
    ['linux-2.1.329-sdk-ts.json', { role: 'sdk' }],
    ['darwin-example.json', { start: 'Tue Sep 15 08:13:19 2026', pidDomain: 'darwin', waitingFor: 'input needed' }],
    [
      'win32-example.json',
      { start: '134347736000000000', pidDomain: 'win32:devbox', cwd: 'C:\\Users\\dev\\code\\orders-api' },
    ],
  ])('%s', (file, expected) => expect(liveSession(file)).toMatchObject(expected))

  const decoded = (fields: object) => {
    const result = decodeRegistry(JSON.stringify({ pid: 7, ...fields }))
    return result.ok ? result.value : undefined
  }
  it.each([
    [{ kind: 'interactive', entrypoint: 'claude-vscode' }, 'ide'],
    [{ kind: 'interactive', entrypoint: 'claude-desktop' }, 'ide'],
    [{ kind: 'interactive', entrypoint: 'sdk-py' }, 'sdk'],
    [{ kind: 'bg', entrypoint: 'sdk-cli' }, 'background'],
    [{ kind: 'daemon', entrypoint: 'cli' }, 'supervisor'],
    [{ kind: 'daemon-worker', entrypoint: 'cli' }, 'supervisor'],
    [{ kind: 'interactive', entrypoint: 'mcp' }, 'supervisor'],
    [{ kind: 'interactive', entrypoint: 'local-agent' }, 'ide'],
    [{ kind: 'interactive', entrypoint: 'constructor' }, undefined],
    [{ kind: 'interactive', entrypoint: 'of-tomorrow' }, undefined],
    [{}, undefined],
  ])('%j has the role %s', (fields, role) => expect(decoded(fields)?.role).toBe(role))

  it('with a status of tomorrow is of unknown activity', () => {
    expect(decoded({ status: 'dreaming', updatedAt: 5 })).toMatchObject({ activity: 'unknown', updatedAtMs: 5 })
  })
  it('tells what it waits for only while it waits', () => {
    expect(decoded({ status: 'busy', waitingFor: 'permission prompt' })?.waitingFor).toBeUndefined()
  })
  it('lets no id in that is not plainly one', () => {
    expect(decoded({ sessionId: '../../etc/passwd', jobId: '$(reboot)' })).toMatchObject({
      sessionId: undefined,
      jobId: undefined,
    })
  })
  it('may begin with a byte order mark', () => {
    expect(decodeRegistry('\ufeff{"pid":7}')).toMatchObject({ ok: true, value: { pid: 7 } })
  })
})

describe('the folders of Claude Code', () => {
  const dirs = (env: AgentEnvironment['env'], platform: AgentEnvironment['platform'] = 'linux') =>
    claude.configDirs({ platform, homeDir: platform === 'win32' ? 'C:\\Users\\dev' : '/home/dev', env })

  it('are the one in the home and the XDG one', () => {
    expect(dirs({})).toEqual(['/home/dev/.claude', '/home/dev/.config/claude'])
    expect(dirs({ XDG_CONFIG_HOME: '/x' })).toEqual(['/home/dev/.claude', '/x/claude'])
    expect(dirs({ CLAUDE_CONFIG_DIR: '', XDG_CONFIG_HOME: '' })).toEqual([
      '/home/dev/.claude',
      '/home/dev/.config/claude',
    ])
    expect(dirs({}, 'win32')).toEqual(['C:\\Users\\dev\\.claude', 'C:\\Users\\dev\\.config\\claude'])
  })
  it.each([
    ['/a', ['/a']],
    ['/a,/b', ['/a', '/b']],
    [' /a/ , ,/a', ['/a']],
    ['/a/projects', ['/a']],
    ['/a/projects/', ['/a']],
    ['~/work', ['/home/dev/work']],
    ['~', ['/home/dev']],
    ['/a//b/../c', ['/a/c']],
    [' , ', ['/home/dev/.claude', '/home/dev/.config/claude']],
    ['/', ['/']],
  ])('with CLAUDE_CONFIG_DIR=%j are %j', (value, expected) => {
    expect(dirs({ CLAUDE_CONFIG_DIR: value })).toEqual(expected)
  })
  it('may be named on Windows as well', () => {
    expect(dirs({ CLAUDE_CONFIG_DIR: 'D:\\a\\projects\\,D:/b' }, 'win32')).toEqual(['D:\\a', 'D:\\b'])
  })
  it('hold the registry', () => {
    expect(registryDir('/home/dev/.claude')).toBe('/home/dev/.claude/sessions')
    expect(registryDir('C:\\Users\\dev\\.claude')).toBe('C:\\Users\\dev\\.claude\\sessions')
    expect(registryDir('\\\\server\\home\\.claude')).toBe('\\\\server\\home\\.claude\\sessions')
  })
})

describe('the folder of a project', () => {
  it.each([
    ['/home/dev/proj', '-home-dev-proj'],
    ['/home/dev/pr oj/Ünï.co_de@1', '-home-dev-pr-oj--n--co-de-1'],
    ['C:\\Users\\dev\\code', 'C--Users-dev-code'],
    ['', ''],
  ])('%j is %j', (cwd, slug) => expect(projectSlug(cwd)).toBe(slug))

  it('of exactly 200 characters is not cut', () => {
    expect(projectSlug(`/${'a'.repeat(199)}`)).toBe(`-${'a'.repeat(199)}`)
    expect(projectSlug(`/${'a'.repeat(200)}`)).toMatch(/^-a{199}-[0-9a-z]+$/)
  })

  it('with a long name is the one 2.1.329 made', () => {
    const cwd = `/tmp/hx/${'Ünïcode-directory-name-'.repeat(5)}/${'b'.repeat(120)}`
    expect(projectSlug(cwd)).toBe(`-tmp-hx-${'-n-code-directory-name-'.repeat(5)}-${'b'.repeat(76)}-uotz48`)
  })

  it('leads to the transcript', () => {
    expect(transcriptPaths({ cwd: '/home/dev/proj', sessionId: '215258f8-bf16' })).toEqual([
      'projects/-home-dev-proj/215258f8-bf16.jsonl',
    ])
  })

  it('of a worktree leads to its stub, and to the conversation in the project’s folder', () => {
    expect(transcriptPaths({ cwd: '/home/dev/proj/.claude/worktrees/fix-1', sessionId: '215258f8-bf16' })).toEqual([
      'projects/-home-dev-proj--claude-worktrees-fix-1/215258f8-bf16.jsonl',
      'projects/-home-dev-proj/215258f8-bf16.jsonl',
    ])
  })
})

describe('a log', () => {
  const folder = '/home/dev/.claude/projects/-home-dev-proj'

  it('is named after its session or its subagent', () => {
    expect(sessions.sessionOf('215258f8-bf16.jsonl')).toBe('215258f8-bf16')
    expect(sessions.laneOf('agent-a1b2.jsonl')).toBe('a1b2')
    for (const name of ['agent-a1b2.meta.json', 'sessions-index.json', 'memory']) {
      expect([sessions.sessionOf(name), sessions.laneOf(name)]).toEqual([undefined, undefined])
    }
    expect(sessions.sessionOf('agent-a1b2.jsonl')).toBeUndefined()
  })

  it.each(['', '.sync-conflict-20261103-101500-ABCDEFG', ' (conflicted copy 2026-11-03)', ' 2', '-LAPTOP', '(1)'])(
    'is of its session, copied as <session>%s.jsonl too',
    (ending) => {
      const id = '215258f8-bf16-4d84-b7b9-9696f8ec07a5'
      expect(sessions.sessionOf(`${id}${ending}.jsonl`)).toBe(id)
      expect(transcriptPlace(['-home-dev', `${id}${ending}.jsonl`])).toEqual({
        projectSlug: '-home-dev',
        sessionId: id,
      })
    },
  )

  it('has those of its subagents in a folder of its name, each with a description beside it', () => {
    expect(sessions.subagentsFolder(`${folder}/215258f8.jsonl`)).toBe(`${folder}/215258f8/subagents`)
    expect(sessions.descriptionOf(`${folder}/215258f8/subagents/agent-a1b2.jsonl`)).toBe(
      `${folder}/215258f8/subagents/agent-a1b2.meta.json`,
    )
  })
})

describe('a background session', () => {
  it('is ended by the id of its job', () => {
    const state = JSON.parse(readFileSync(new URL('jobs/72422c08/state.json', fixtures), 'utf8'))
    const { role, jobId } = liveSession('linux-2.1.329-bg-cli-idle.json')
    expect(jobId).toBe(state.daemonShort)
    expect(stopArguments({ role: role ?? 'interactive', jobId })).toEqual(['stop', '72422c08'])
  })
})

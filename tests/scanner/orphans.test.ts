import { describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import { agents } from '../../src/agents/index.ts'
import type { OsProcess } from '../../src/core/process/process.ts'
import { createOrphanFinder, type Owner } from '../../src/scanner/orphans.ts'
import { fakeProcess } from './fake-process-table.ts'

const sessionId = '215258f8-bf16-4d84-b7b9-9696f8ec07a5'
const ownPid = 900
const init = fakeProcess({ pid: 1, ppid: 0, name: 'systemd' })
const tce = fakeProcess({ pid: ownPid, ppid: 899, name: 'node' })
const shellOfTce = fakeProcess({ pid: 899, ppid: 1, name: 'bash' })
const leftShell = fakeProcess({ pid: 50, ppid: 1, name: 'bash' })
const agentProcess = fakeProcess({ pid: 40, ppid: 1, name: 'claude', startedAtMs: leftShell.startedAtMs - 5_000 })

interface LookOptions {
  readonly owners?: readonly Owner[]
  readonly tree?: readonly number[]
}

function finderWith(marks: Readonly<Record<number, Readonly<Record<string, string>>>>) {
  const asked: number[] = []
  const finder = createOrphanFinder({
    agents: [claude],
    ownPid,
    readMarks(pid, names) {
      asked.push(pid)
      expect(names).toEqual(['CLAUDE_CODE_SESSION_ID', 'CLAUDE_PID'])
      return marks[pid] ?? {}
    },
  })
  const find = (processes: readonly OsProcess[], { owners = [], tree = [] }: LookOptions = {}) =>
    finder.find({ processes: [init, shellOfTce, tce, ...processes], owners, treePids: new Set(tree) })
  return { find, finder, asked }
}

const marksOf = (ownerPid?: number) => ({
  CLAUDE_CODE_SESSION_ID: sessionId,
  ...(ownerPid === undefined ? {} : { CLAUDE_PID: String(ownerPid) }),
})

describe('orphans by the marks in their environment', () => {
  it('are what a dead session left, with everything below it', () => {
    const { find } = finderWith({ 50: marksOf(40) })
    const child = fakeProcess({ pid: 51, ppid: 50 })
    expect(find([leftShell, child]).map(({ process, sessionId: id, reason }) => [process.pid, id, reason])).toEqual([
      [50, sessionId, 'its session (pid 40) is gone'],
      [51, sessionId, 'its session (pid 40) is gone'],
    ])
  })

  it('are not what a living session sent to the background', () => {
    const { find } = finderWith({ 50: marksOf(40) })
    expect(find([agentProcess, leftShell], { owners: [{ agent: claude, process: agentProcess }], tree: [40] })).toEqual(
      [],
    )
  })

  it('are there although their session’s pid belongs to a younger agent by now', () => {
    const { find } = finderWith({ 50: marksOf(40) })
    const young = { ...agentProcess, startedAtMs: leftShell.startedAtMs + 60_000 }
    expect(
      find([young, leftShell], { owners: [{ agent: claude, process: young, sessionIds: ['other'] }], tree: [40] }),
    ).toHaveLength(1)
  })

  it('without a pid are told by the session: gone only when no living agent can be it', () => {
    const { find } = finderWith({ 50: marksOf() })
    const owner = (id?: string): readonly Owner[] => [
      { agent: claude, process: agentProcess, sessionIds: id === undefined ? undefined : [id] },
    ]
    expect(find([agentProcess, leftShell], { owners: owner(sessionId), tree: [40] })).toEqual([])
    expect(find([leftShell])[0]?.reason).toBe('its session (215258f8) is gone')
    expect(find([agentProcess, leftShell], { owners: owner(), tree: [40] })).toEqual([])
    expect(find([agentProcess, leftShell], { owners: owner('another'), tree: [40] })).toHaveLength(1)
    // Another kind of agent can't be it.
    const codexOwner: readonly Owner[] = [{ agent: agents.codex, process: agentProcess }]
    expect(find([agentProcess, leftShell], { owners: codexOwner, tree: [40] })).toHaveLength(1)
  })

  it('are not what an agent started before it took a new session id', () => {
    const { find } = finderWith({ 50: marksOf() })
    find([agentProcess], { owners: [{ agent: claude, process: agentProcess, sessionIds: [sessionId] }], tree: [40] })
    const after: readonly Owner[] = [{ agent: claude, process: agentProcess, sessionIds: ['after-clear'] }]
    expect(find([agentProcess, leftShell], { owners: after, tree: [40] })).toEqual([])
  })

  it('are asked for their environment once', () => {
    const { find, asked } = finderWith({ 50: marksOf(40) })
    find([leftShell])
    find([leftShell])
    expect(asked.filter((pid) => pid === 50)).toHaveLength(1)
    find([{ ...leftShell, start: 'another process' }])
    expect(asked.filter((pid) => pid === 50)).toHaveLength(2)
  })

  it('are asked again when they execute another program: what was just forked shows another environment', () => {
    const marks: Record<number, Readonly<Record<string, string>>> = {}
    const { find, asked } = finderWith(marks)
    expect(find([{ ...leftShell, name: 'claude' }])).toEqual([])
    marks[50] = marksOf(40)
    const sleep = { ...leftShell, name: 'sleep', exePath: '/usr/bin/sleep' }
    expect(find([sleep])).toHaveLength(1)
    find([sleep])
    expect(asked).toEqual([50, 50])
  })

  it('are looked for among the adopted only: whoever has a real parent is not asked', () => {
    const { find, asked } = finderWith({})
    const shell = fakeProcess({ pid: 60, ppid: 1, name: 'bash' })
    const manager = fakeProcess({ pid: 70, ppid: 1, name: 'systemd' })
    find([shell, fakeProcess({ pid: 61, ppid: 60 }), manager, fakeProcess({ pid: 71, ppid: 70 })])
    expect(asked).toEqual([60, 70, 71])
  })

  it('are found under any adopter when they were in an agent’s tree at the last look', () => {
    const { find } = finderWith({ 50: marksOf(40) })
    const adopter = fakeProcess({ pid: 80, ppid: 1, name: 'my-reaper' })
    const before = { ...leftShell, ppid: 40 }
    find([adopter, agentProcess, before], { owners: [{ agent: claude, process: agentProcess }], tree: [40, 50] })
    expect(find([adopter, { ...leftShell, ppid: 80 }]).map(({ process }) => process.pid)).toEqual([50])
    expect(find([adopter, { ...leftShell, ppid: 80 }]).map(({ process }) => process.pid)).toEqual([50])
  })

  it('never hold TCE or a living agent, whatever their environment says', () => {
    const { find } = finderWith({ 899: marksOf(40), 900: marksOf(40), 95: marksOf(40) })
    const tmux = fakeProcess({ pid: 95, ppid: 1, name: 'tmux' })
    const inTmux = fakeProcess({ pid: 96, ppid: 95, name: 'claude' })
    expect(
      find([tmux, inTmux], { owners: [{ agent: claude, process: inTmux, sessionIds: ['x'] }], tree: [96] }),
    ).toEqual([])
  })

  it('in another pid namespace are told by the session alone: the pid in their environment is of that one', () => {
    const finder = createOrphanFinder({
      agents: [claude],
      ownPid,
      readMarks: () => marksOf(7),
      isInOtherNamespace: () => true,
    })
    const find = (owners: readonly Owner[]) =>
      finder.find({ processes: [init, agentProcess, leftShell], owners, treePids: new Set([40]) })
    expect(find([{ agent: claude, process: agentProcess, sessionIds: [sessionId] }])).toEqual([])
    expect(find([{ agent: claude, process: agentProcess }])).toEqual([])
    const other = createOrphanFinder({
      agents: [claude],
      ownPid,
      readMarks: () => marksOf(7),
      isInOtherNamespace: () => true,
    })
    const [found] = other.find({ processes: [init, leftShell], owners: [], treePids: new Set() })
    expect(found?.reason).toBe('its session (215258f8) is gone')
  })

  it('are not the user’s multiplexer, nor anything that runs in it, also later', () => {
    const { find, finder } = finderWith({ 95: marksOf(40), 97: marksOf(40), 50: marksOf(40) })
    const tmux = fakeProcess({
      pid: 95,
      ppid: 1,
      name: 'tmux: server',
      exePath: '/usr/bin/tmux',
      argv: ['tmux', 'new'],
    })
    const shell = fakeProcess({ pid: 96, ppid: 95, name: 'bash', exePath: '/bin/bash', argv: ['-bash'], tty: 'pts/3' })
    const server = fakeProcess({ pid: 97, ppid: 96, name: 'node', exePath: '/usr/bin/node', argv: ['node', 'vite.js'] })
    const kept = (processes: readonly OsProcess[]) =>
      finder.withoutUsersOwn(find(processes)).map(({ process }) => process.pid)
    find([agentProcess, tmux, shell, server], {
      owners: [{ agent: claude, process: agentProcess }],
      tree: [40, 95, 96, 97],
    })
    expect(kept([tmux, shell, server, leftShell])).toEqual([50])
    expect(find([tmux, shell, server, leftShell]).map(({ process }) => process.pid)).toEqual([50])
    const later = fakeProcess({ pid: 98, ppid: 96, name: 'vim' })
    expect(kept([tmux, shell, server, later, leftShell])).toEqual([50])
  })

  it('are the terminals that a left-behind MCP server offers', () => {
    const { find, finder } = finderWith({ 60: marksOf(40) })
    const mcp = fakeProcess({ pid: 60, name: 'mcp-terminal', exePath: '/opt/bin/mcp-terminal', argv: ['mcp-terminal'] })
    const shell = fakeProcess({ pid: 61, ppid: 60, name: 'bash', exePath: '/bin/bash', argv: ['bash'], tty: 'pts/9' })
    expect(finder.withoutUsersOwn(find([mcp, shell])).map(({ process }) => process.pid)).toEqual([60, 61])
  })

  it('are no zombies and nobody else’s', () => {
    const { find } = finderWith({ 50: marksOf(40) })
    expect(find([{ ...leftShell, state: 'zombie' }])).toEqual([])
    expect(find([{ ...leftShell, isOwn: false }])).toEqual([])
  })
})

describe('orphans where no environment can be read', () => {
  const finder = createOrphanFinder({ agents: [claude], ownPid })
  const find = (process: OsProcess) => finder.find({ processes: [init, process], owners: [], treePids: new Set() })
  const mcp = ['node', '/usr/lib/node_modules/@modelcontextprotocol/server-filesystem/index.js']

  it('are told by their shape', () => {
    expect(find(fakeProcess({ pid: 5, argv: mcp, exePath: '/usr/bin/node' }))[0]?.reason).toBe(
      'it looks like an MCP server, and its parent is gone',
    )
    const snapshot = 'source /home/dev/.claude/shell-snapshots/snapshot-bash-1795199082954-3z8ncd.sh && eval x'
    expect(find(fakeProcess({ pid: 5, argv: ['/bin/bash', '-c', snapshot] }))[0]?.reason).toBe(
      "it looks like an agent's shell, and its parent is gone",
    )
  })

  it('are not programs of another shape, and not servers that have a parent', () => {
    expect(find(fakeProcess({ pid: 5 }))).toEqual([])
    const editor = fakeProcess({ pid: 4, name: 'code' })
    const server = fakeProcess({ pid: 5, ppid: 4, argv: mcp, exePath: '/usr/bin/node' })
    expect(finder.find({ processes: [init, editor, server], owners: [], treePids: new Set() })).toEqual([])
  })
})

describe('orphans by the marks of other agents', () => {
  const all = Object.values(agents)
  const withMarks = (marks: Readonly<Record<string, string>>) => {
    const finder = createOrphanFinder({ agents: all, ownPid, readMarks: () => marks })
    return (owners: readonly Owner[] = []) =>
      finder
        .find({ processes: [init, leftShell], owners, treePids: new Set() })
        .map(({ agent, reason }) => [agent.id, reason])
  }
  const another = fakeProcess({ pid: 41, ppid: 1, startedAtMs: leftShell.startedAtMs - 5_000 })

  it.each([
    ['codex', 'CODEX_THREAD_ID'],
    ['copilot', 'COPILOT_AGENT_SESSION_ID'],
    ['qwen', 'QWEN_CODE_SESSION_ID'],
    ['pi', 'PI_SESSION_ID'],
  ] as const)('%s tells its sessions by %s alone', (id, name) => {
    const find = withMarks({ [name]: sessionId })
    const agent = agents[id]
    expect(find()).toEqual([[id, 'its session (215258f8) is gone']])
    expect(find([{ agent, process: another, sessionIds: ['other'] }])).toHaveLength(1)
    expect(find([{ agent, process: another, sessionIds: [sessionId] }])).toEqual([])
  })

  it('an agent of which nobody knows what its session is might be the one', () => {
    const find = withMarks({ CODEX_THREAD_ID: sessionId })
    expect(find([{ agent: agents.codex, process: another }])).toEqual([])
    expect(find([{ agent: agents.pi, process: another }])).toHaveLength(1)
  })

  it("a subagent's tool belongs to the whole session", () => {
    const find = withMarks({ CODEX_THREAD_ID: 'a-subagent', CODEX_SESSION_ID: sessionId })
    expect(find([{ agent: agents.codex, process: another, sessionIds: [sessionId] }])).toEqual([])
  })

  it('opencode tells its pid alone', () => {
    const find = withMarks({ OPENCODE_PID: '41' })
    expect(find()).toEqual([['opencode', 'its session (pid 41) is gone']])
    expect(find([{ agent: agents.opencode, process: another }])).toEqual([])
  })

  it('Gemini tells no more than that it was there: while any of it runs, nothing is its orphan', () => {
    const find = withMarks({ GEMINI_CLI: '1' })
    expect(find()).toEqual([['gemini', 'its Gemini CLI session is gone']])
    expect(find([{ agent: agents.gemini, process: another }])).toEqual([])
  })

  it('whatever an agent inside another one started lives as long as one of both', () => {
    const find = withMarks({ ...marksOf(40), CODEX_THREAD_ID: 'b2' })
    expect(find([{ agent: claude, process: agentProcess, sessionIds: [sessionId] }])).toEqual([])
    expect(find([{ agent: agents.codex, process: another, sessionIds: ['b2'] }])).toEqual([])
    expect(find()).toHaveLength(1)
  })
})

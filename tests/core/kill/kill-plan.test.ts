import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KillGuard, KillTarget } from '../../../src/core/kill/kill-plan.ts'
import { ancestorsOf, recogniserOf, refusalOf, stepsFor, treeOf } from '../../../src/core/kill/kill-plan.ts'
import { childrenByParent, descendantsOf } from '../../../src/core/process/descendants.ts'
import type { AgentProcess, ChildProcess, OsProcess } from '../../../src/core/process/process.ts'
import { fakeProcess } from '../../scanner/fake-process-table.ts'
import { anAgent } from '../process/agent-process.ts'

const guard: KillGuard = { selfPid: 900, ancestorPids: new Set([800, 1]), isExplicit: false }
const agentTarget = (facts: Partial<AgentProcess> = {}): KillTarget => ({ kind: 'agent', process: anAgent(facts) })
const seen = (facts: Partial<OsProcess> = {}): OsProcess => fakeProcess({ pid: 4242, start: '8812345', ...facts })
const ref = { pid: 4242, start: '8812345' }

const aChild = (facts: Partial<ChildProcess> & Pick<ChildProcess, 'pid'>): ChildProcess => ({
  ppid: 4242,
  start: String(facts.pid * 100),
  startedAtMs: 0,
  name: 'node',
  command: 'node server.js',
  kind: 'mcp-server',
  state: 'sleeping',
  ...facts,
})

describe('who may be signalled', () => {
  it('lets a process of the last scan be ended that is still the same', () => {
    expect(refusalOf(ref, agentTarget(), seen(), guard)).toBeUndefined()
  })

  it.each([0, 1, -1, -4242, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('never touches pid %s', (pid) => {
    const odd = { pid, start: '1' }
    expect(refusalOf(odd, agentTarget(odd), fakeProcess(odd), { ...guard, selfPid: 5 })).toEqual({
      outcome: 'protected',
      protection: 'system',
    })
  })

  it.each([
    ['TCE itself', 900, 'self'],
    ['what TCE runs in', 800, 'ancestor'],
  ])('never touches %s', (_who, pid, protection) => {
    const one = { pid, start: '7' }
    expect(refusalOf(one, agentTarget(one), fakeProcess(one), guard)).toEqual({ outcome: 'protected', protection })
  })

  it('sends nothing when the process is gone, or its pid is another process by now', () => {
    expect(refusalOf(ref, agentTarget(), undefined, guard)).toEqual({ outcome: 'gone' })
    const vim = seen({ start: '8812346', name: 'vim' })
    expect(refusalOf(ref, agentTarget(), vim, guard)).toEqual({ outcome: 'gone', found: vim })
  })

  it('refuses what the last scan did not recognise, and what it knew under another start', () => {
    expect(refusalOf(ref, undefined, seen(), guard)).toMatchObject({ outcome: 'not-watched' })
    expect(refusalOf(ref, agentTarget({ start: '1' }), seen(), guard)).toMatchObject({ outcome: 'not-watched' })
  })

  it("refuses another user's process, and tries where the owner is not known", () => {
    expect(refusalOf(ref, agentTarget(), seen({ isOwn: false }), guard)).toMatchObject({ outcome: 'not-permitted' })
    expect(refusalOf(ref, agentTarget(), seen({ isOwn: undefined }), guard)).toBeUndefined()
  })

  it('spares the supervisor unless it was named', () => {
    const supervisor = agentTarget({ role: 'supervisor' })
    expect(refusalOf(ref, supervisor, seen(), guard)).toEqual({ outcome: 'protected', protection: 'supervisor' })
    expect(refusalOf(ref, supervisor, seen(), { ...guard, isExplicit: true })).toBeUndefined()
  })

  it('says that a defunct process has ended', () => {
    expect(refusalOf(ref, agentTarget(), seen({ state: 'zombie' }), guard)).toMatchObject({ outcome: 'defunct' })
  })

  it('holds for any process: only a known, own, living, unprotected one with the asked start passes', () => {
    const few = fc.integer({ min: -2, max: 6 })
    const start = fc.constantFrom('1', '2')
    const state = fc.constantFrom<OsProcess['state']>('running', 'sleeping', 'stopped', 'zombie', 'unknown')
    const role = fc.constantFrom<AgentProcess['role']>('interactive', 'background', 'supervisor')
    const isOwn = fc.constantFrom(true, false, undefined)
    fc.assert(
      fc.property(
        fc.record({ pid: few, start, known: fc.boolean(), found: fc.boolean(), foundStart: start, state, role, isOwn }),
        fc.record({ selfPid: few, ancestorPids: fc.array(few), isExplicit: fc.boolean() }),
        (one, limits) => {
          const asked = { pid: one.pid, start: one.start }
          const refusal = refusalOf(
            asked,
            one.known ? agentTarget({ ...asked, role: one.role }) : undefined,
            one.found
              ? fakeProcess({ pid: one.pid, start: one.foundStart, state: one.state, isOwn: one.isOwn })
              : undefined,
            { ...limits, ancestorPids: new Set(limits.ancestorPids) },
          )
          const isAllowed =
            one.pid > 1 &&
            one.pid !== limits.selfPid &&
            !limits.ancestorPids.includes(one.pid) &&
            one.known &&
            one.found &&
            one.start === one.foundStart &&
            one.isOwn !== false &&
            one.state !== 'zombie' &&
            (one.role !== 'supervisor' || limits.isExplicit)
          expect(refusal === undefined).toBe(isAllowed)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('the steps', () => {
  const usual = { state: 'sleeping', force: false, hasStopCommand: false, platform: 'linux' } as const
  it.each([
    ['asks and waits', usual, ['SIGTERM', 'wait']],
    ['wakes a suspended process first', { ...usual, state: 'stopped' }, ['SIGCONT', 'SIGTERM', 'wait']],
    ['kills only with force, after the grace', { ...usual, force: true }, ['SIGTERM', 'wait', 'SIGKILL', 'wait']],
    [
      "prefers the agent's own stop command",
      { ...usual, hasStopCommand: true },
      ['stop-command', 'wait', 'SIGTERM', 'wait'],
    ],
    ['has only taskkill on Windows', { ...usual, platform: 'win32', force: true }, ['taskkill', 'wait']],
  ] as const)('%s', (_what, situation, steps) => {
    expect(stepsFor(situation)).toEqual(steps)
  })

  it('never kill without force, and always ask before', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<OsProcess['state']>('running', 'sleeping', 'stopped', 'unknown'),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom<NodeJS.Platform>('linux', 'darwin', 'win32'),
        (state, force, hasStopCommand, platform) => {
          const steps = stepsFor({ state, force, hasStopCommand, platform })
          if (!force) expect(steps).not.toContain('SIGKILL')
          if (steps.includes('SIGKILL')) expect(steps.indexOf('SIGTERM')).toBeLessThan(steps.indexOf('SIGKILL') - 1)
          expect(steps.at(-1)).toBe('wait')
        },
      ),
    )
  })
})

describe('the tree', () => {
  const processes = [
    fakeProcess({ pid: 2, ppid: 1 }),
    fakeProcess({ pid: 4242, ppid: 2, start: '8812345' }),
    fakeProcess({ pid: 11, ppid: 4242, rssBytes: undefined }),
    fakeProcess({ pid: 12, ppid: 11 }),
    fakeProcess({ pid: 13, ppid: 1 }),
    fakeProcess({ pid: 14, ppid: 1 }),
  ]
  const nobodyKnown = () => undefined

  it('is all descendants of this moment, and those of the last scan that hang elsewhere by now', () => {
    const target = agentTarget({ children: [aChild({ pid: 11, rssBytes: 5 }), aChild({ pid: 13 })] })
    const tree = treeOf(target, processes, nobodyKnown)
    expect(tree.map(({ pid }) => pid)).toEqual([11, 12, 13])
    expect(tree[0]?.rssBytes).toBe(5)
  })

  it('leaves out a child whose pid is another process by now', () => {
    const target = agentTarget({ children: [aChild({ pid: 13, start: 'earlier' })] })
    expect(treeOf(target, processes, nobodyKnown).map(({ pid }) => pid)).toEqual([11, 12])
  })

  it('takes nested agents along, but not background sessions and helpers', () => {
    const recognise = recogniserOf({
      agents: [
        anAgent({ pid: 11, start: '1100', role: 'headless' }),
        anAgent({ pid: 12, start: '1200', role: 'background' }),
      ],
      helpers: [],
      orphans: [],
    })
    expect(treeOf(agentTarget(), processes, recognise).map(({ pid }) => pid)).toEqual([11])
  })

  it('of a supervisor stays: those are sessions of their own', () => {
    expect(treeOf(agentTarget({ role: 'supervisor' }), processes, nobodyKnown)).toEqual([])
  })

  it('ends in a listing that goes in circles', () => {
    const circle = [
      { pid: 2, ppid: 3 },
      { pid: 3, ppid: 2 },
    ]
    expect(descendantsOf(2, childrenByParent(circle)).map(({ pid }) => pid)).toEqual([3])
    expect([...ancestorsOf(2, circle)].sort()).toEqual([2, 3])
  })

  it('never contains the process itself or one of its ancestors, in any forest', () => {
    const node = fc.record({ pid: fc.integer({ min: 1, max: 30 }), ppid: fc.integer({ min: 0, max: 30 }) })
    fc.assert(
      fc.property(
        fc.uniqueArray(node, { selector: ({ pid }) => pid }).map((all) => all.filter(({ pid, ppid }) => ppid < pid)),
        fc.integer({ min: 1, max: 30 }),
        (forest, pid) => {
          const below = descendantsOf(pid, childrenByParent(forest)).map((one) => one.pid)
          expect(below).not.toContain(pid)
          for (const ancestor of ancestorsOf(pid, forest)) expect(below).not.toContain(ancestor)
          for (const one of below) expect(ancestorsOf(one, forest).has(pid)).toBe(true)
        },
      ),
    )
  })
})

describe('what the last scan knows', () => {
  it('knows agents, helpers, orphans and their children by pid and start', () => {
    const orphan = { ...aChild({ pid: 30 }), agent: 'claude', reason: 'its session is gone' }
    const recognise = recogniserOf({
      agents: [anAgent({ children: [aChild({ pid: 20 })] })],
      helpers: [anAgent({ pid: 50, start: '5', role: 'supervisor' })],
      orphans: [orphan],
    })
    expect(recognise(ref)?.kind).toBe('agent')
    expect(recognise({ pid: 20, start: '2000' })?.kind).toBe('child')
    expect(recognise({ pid: 30, start: '3000' })?.kind).toBe('orphan')
    expect(recognise({ pid: 50, start: '5' })?.kind).toBe('agent')
    expect(recognise({ pid: 20, start: '2001' })).toBeUndefined()
  })

  it('knows an agent inside another tree as an agent', () => {
    const inner = anAgent({ pid: 20, start: '2000', role: 'headless' })
    const outer = anAgent({ children: [aChild({ pid: 20 })] })
    const scan = { agents: [inner, outer], helpers: [], orphans: [] }
    expect(recogniserOf(scan)({ pid: 20, start: '2000' })?.kind).toBe('agent')
  })
})

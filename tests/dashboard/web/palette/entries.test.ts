/** What the palette can lead to, over the twenty agents of the fixture. */
import { describe, expect, it, vi } from 'vitest'
import { staleTargets } from '../../../../src/core/kill/kill-stale.ts'
import {
  agentEntries,
  commandEntries,
  type Deeds,
  everywhereEntries,
  hitEntries,
  type Known,
  promptEntries,
  taskEntries,
} from '../../../../src/dashboard/web/palette/entries.ts'
import { screens } from '../../../../src/dashboard/web/screens.ts'
import { nowMs } from '../../../fixtures/fleet/twenty-agents.ts'
import { demoTasks } from '../../../fixtures/tasks.ts'
import { demoFleet } from '../demo-story.ts'

const deeds = (): Deeds => ({
  ...{ go: vi.fn(), kill: vi.fn(), killStale: vi.fn(), pin: vi.fn(), prompt: vi.fn(), jump: vi.fn() },
  ...{
    copyResume: vi.fn(),
    deploy: vi.fn(),
    newTask: vi.fn(),
    idea: vi.fn(),
    waiting: vi.fn(),
    theme: vi.fn(),
    help: vi.fn(),
  },
})
const agents = demoFleet.processes
const known: Known = {
  ...{ agents, tasks: [], hasKinds: false, canAct: true, nowMs },
  staleCount: staleTargets(agents).targets.length,
}
const titled = (title: string, given: Known = known, does: Deeds = deeds()) =>
  commandEntries(given, does).find((entry) => entry.title === title)
const moment = (at: string) => at

describe('agents', () => {
  it('stand in the order of need, with what each is at, and lead to their row', () => {
    const does = deeds()
    const [first, second] = agentEntries(known, does)
    expect(first).toMatchObject({
      title: 'payments-api',
      detail: 'webhook-retries',
      end: 'waiting 3 min',
      isYours: true,
    })
    expect(second).toMatchObject({ title: 'legacy-billing-migration', mark: 'zombie', end: 'suspended with Ctrl-Z' })
    first?.open()
    expect(does.go).toHaveBeenCalledWith({ screen: 'processes', query: { open: '48213:8048213' } })
  })

  it('are marked by their kind only where there are several', () => {
    expect(agentEntries(known, deeds()).every(({ kind }) => kind === undefined)).toBe(true)
    expect(agentEntries({ ...known, hasKinds: true }, deeds())[0]?.kind).toBe('claude')
  })
})

describe('tasks', () => {
  const tasks = demoTasks.filter(({ project }) => project === 'payments-api' || project === 'auth-service')
  const clock = () => '14:00'

  it('stand with how each is, and lead to their own screen; their agents are not listed beside them', () => {
    const does = deeds()
    const [later, waiting] = taskEntries({ tasks, nowMs }, does, clock)
    expect(later).toMatchObject({ title: 'auth-service', detail: 'audit-log', end: 'task, when a place is free' })
    expect(waiting).toMatchObject({ end: 'task, waiting 3 min, Bash npm test', isYours: true })
    waiting?.open()
    expect(does.go).toHaveBeenCalledOnce()
    const [first, ...others] = agents
    const seen = [{ ...first, task: { id: 'keys', name: 'idempotency-keys' } }, ...others] as typeof agents
    expect(agentEntries({ ...known, agents: seen, tasks }, deeds())).toHaveLength(agents.length - 1)
    expect(agentEntries({ ...known, agents: seen }, deeds())).toHaveLength(agents.length)
  })

  it('bring with them a new one in their project, and a look at what they changed', () => {
    const does = deeds()
    titled('New task in payments-api', { ...known, tasks }, does)?.open()
    expect(does.newTask).toHaveBeenCalledWith('payments-api')
    expect(titled('Review changes of idempotency-keys', { ...known, tasks })).toBeDefined()
    expect(titled('Review changes of audit-log', { ...known, tasks })).toBeUndefined()
    expect(titled('New task in payments-api', { ...known, tasks, canAct: false })).toBeUndefined()
  })
})

describe('commands', () => {
  it('lead to every screen that has a bar, and to no other', () => {
    const listed = commandEntries(known, deeds()).flatMap(({ id }) => /^command screen (.+)$/.exec(id)?.[1] ?? [])
    const withBar = Object.entries(screens).filter(([, { isBare, path }]) => !isBare && !path.includes(':'))
    expect(listed.toSorted()).toEqual(withBar.map(([name]) => name).toSorted())
  })

  it('name the agent by its project, and by its name too where others share that', () => {
    expect(titled('Kill search-indexer…')?.keys).toEqual(['k'])
    expect(titled('Kill payments-api webhook-retries…')).toBeDefined()
    expect(titled('Kill payments-api…')).toBeUndefined()
  })

  it('ask for exactly the agent that they name', () => {
    const does = deeds()
    titled('Kill search-indexer…', known, does)?.open()
    expect(does.kill).toHaveBeenCalledWith(agents.find(({ project }) => project === 'search-indexer'))
  })

  it('change nothing while the server does not answer, and still look and copy', () => {
    const titles = commandEntries({ ...known, canAct: false }, deeds()).map(({ title }) => title)
    expect(titles.filter((title) => /^(Kill|Pin|Unpin|Prompt|Deploy|Keep|Show the terminal)/.test(title))).toEqual([
      'Prompts',
      'Prompt Lab',
      'Prompts',
    ])
    expect(titles).toContain('Copy resume command of search-indexer')
  })

  it('offer to kill what is stale only where something is', () => {
    expect(titled('Kill 2 stale…')).toBeDefined()
    expect(commandEntries({ ...known, staleCount: 0 }, deeds()).some(({ title }) => title.includes('stale…'))).toBe(
      false,
    )
  })

  it('have ids of their own', () => {
    const ids = commandEntries(known, deeds()).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('everywhere', () => {
  it('leads to all passages, and to the events of the project that was meant', () => {
    const does = deeds()
    const [search, events] = everywhereEntries('web', '412 hits in 61 sessions', 'web "x"', does)
    expect(search).toMatchObject({ title: 'Search “web” in all sessions', detail: '412 hits in 61 sessions' })
    events?.open()
    expect(does.go).toHaveBeenCalledWith({ screen: 'events', query: { q: 'project:"web x"' } })
    expect(everywhereEntries('web', undefined, undefined, does)).toHaveLength(1)
  })

  it('leads from a passage to its very event; one whose words are gone is left out', () => {
    const does = deeds()
    const hit = { cursor: '58112', role: 'prompt' as const, excerpt: 'a web page', marks: [{ from: 2, to: 5 }] }
    const group = {
      sessionId: '3f2a',
      agent: 'claude',
      title: 'Pages',
      hits: [hit, { ...hit, excerpt: undefined }],
      more: 0,
    }
    const [entry, ...others] = hitEntries(group, moment, does)
    expect(others).toEqual([])
    expect(entry).toMatchObject({ title: 'a web page', detail: 'Pages', marks: hit.marks })
    entry?.open()
    expect(does.go).toHaveBeenCalledWith({ screen: 'session', sessionId: '3f2a', query: { event: '58112' } })
  })
})

it('leads from a prompt to where it was sent, or, where no session is known, to the list of prompts', () => {
  const does = deeds()
  const prompt = {
    id: 'p1',
    text: 'say "hello" to me',
    marks: [],
    at: '2026-11-20T14:00:00Z',
    agent: 'claude',
    timesSent: 1,
  }
  promptEntries({ ...prompt, sessionId: '3f2a', cursor: '7' }, moment, does)[0]?.open()
  expect(does.go).toHaveBeenLastCalledWith({ screen: 'session', sessionId: '3f2a', query: { event: '7' } })
  promptEntries(prompt, moment, does)[0]?.open()
  expect(does.go).toHaveBeenLastCalledWith({
    screen: 'prompts',
    query: { q: '"say  hello  to me"', range: 'all' },
  })
})

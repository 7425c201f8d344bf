import { describe, expect, it } from 'vitest'
import type { FleetAgentReport } from '../../../../src/core/process/report.ts'
import { formatSort, nextSort } from '../../../../src/dashboard/web/parts/sort.ts'
import { agentColumns } from '../../../../src/dashboard/web/processes/columns.tsx'
import type { PlacedRow } from '../../../../src/dashboard/web/processes/placement.ts'
import { groupOf } from '../../../../src/dashboard/web/processes/placement.ts'
import { parseQuery } from '../../../../src/dashboard/web/processes/query.ts'
import {
  helpersFold,
  matchesText,
  orphansFold,
  processesView,
  sortRows,
} from '../../../../src/dashboard/web/processes/view-model.ts'
import { severalKinds } from '../../../fixtures/fleet/several-kinds.ts'
import { agentOf, twentyAgents } from '../../../fixtures/fleet/twenty-agents.ts'
import { demoFleet } from '../demo-story.ts'

const placed: readonly PlacedRow[] = twentyAgents.processes.map((agent) => ({ agent, group: groupOf(agent) }))
const view = (query: Record<string, string> = {}, heldIds?: readonly string[]) =>
  processesView(placed, parseQuery(query), heldIds)
const pids = (agents: readonly FleetAgentReport[]) => agents.map(({ pid }) => pid)

const kinds: readonly PlacedRow[] = severalKinds.processes.map((agent) => ({ agent, group: groupOf(agent) }))

describe('a list of several kinds of agents', () => {
  const of = (query: Record<string, string>) => processesView(kinds, parseQuery(query))

  it('counts each kind, whatever is filtered', () => {
    expect(of({ agent: 'ge', q: 'dotfiles' }).kinds.map(({ name, count }) => `${name} ${count}`)).toEqual([
      'Claude Code 6',
      'Codex 2',
      'opencode 2',
      'Gemini CLI 2',
    ])
    expect(view().kinds).toHaveLength(1)
  })

  it('is of the kinds that the address names, by mark or id', () => {
    expect(of({ agent: 'cx' }).rows.map(({ project }) => project)).toEqual(['design-system', 'mobile-app'])
    expect(of({ agent: 'opencode,ge' }).rows.every(({ agent }) => agent === 'opencode' || agent === 'gemini')).toBe(
      true,
    )
    expect(of({ agent: 'kimi' })).toMatchObject({ rows: [], hidden: 12 })
    expect(of({ agent: 'vim' }).rows).toHaveLength(12)
  })

  it('stands under the names of the kinds where they are asked for, in each in the order of need', () => {
    const { groups, rows } = of({ group: 'agent' })
    expect(groups.map(({ name, kind, agents }) => [name, kind, agents.length])).toEqual([
      ['Claude Code', 'claude', 6],
      ['Codex', 'codex', 2],
      ['opencode', 'opencode', 2],
      ['Gemini CLI', 'gemini', 2],
    ])
    expect(pids(rows)).toEqual(groups.flatMap(({ agents }) => pids(agents)))
    expect(of({ group: 'agent', sort: 'pid' }).groups).toEqual([])
  })

  it('is found by mark and name', () => {
    expect(of({ q: 'gemini cli' }).rows).toHaveLength(2)
    expect(of({ q: 'cx waiting' }).rows.map(({ project }) => project)).toEqual(['design-system'])
  })
})

describe('the list of processes', () => {
  it('stands in five groups in the order of need, each with its memory', () => {
    expect(view().groups.map(({ name, agents, memory }) => [name, agents.length, memory])).toEqual([
      ['Waiting for you', 1, '612 MB'],
      ['To clean up', 3, '1.4 GB'],
      ['Working', 7, '4.7 GB'],
      ['Idle', 8, '3.6 GB'],
      ['Pinned', 1, '334 MB'],
    ])
  })

  it('counts each segment', () => {
    expect(view().segments.map(({ show, count }) => `${show} ${count}`)).toEqual([
      'all 20',
      'waiting 1',
      'working 7',
      'idle 8',
      'stale 2',
      'zombie 1',
    ])
  })

  it('has a segment and a group of those of which nothing is known, only where there are any', () => {
    const hung = { ...agentOf(51002), health: 'unknown' } as const
    const { segments, groups } = processesView(
      [hung, agentOf(20455)].map((agent) => ({ agent, group: groupOf(agent) })),
      parseQuery({}),
    )
    expect(segments.at(-1)).toEqual({ show: 'unknown', label: 'Unknown', count: 1 })
    expect(groups.map(({ name }) => name)).toEqual(['To clean up', 'Unknown'])
    expect(view({ show: 'unknown' }).segments.at(-1)).toMatchObject({ show: 'unknown', count: 0 })
  })

  it('counts segments within the project and the text that are chosen, not within the segment', () => {
    const { segments, rows } = view({ project: 'payments-api', show: 'idle' })
    expect(segments.find(({ show }) => show === 'all')?.count).toBe(2)
    expect(segments.find(({ show }) => show === 'waiting')?.count).toBe(1)
    expect(pids(rows)).toEqual([52018])
  })

  it('finds every word somewhere, whatever its case and order', () => {
    expect(pids(view({ q: 'WAITING payments' }).rows)).toEqual([48213])
    expect(pids(view({ q: 'cargo' }).rows)).toEqual([51002])
    expect(pids(view({ q: '2214' }).rows)).toEqual([2214])
    expect(view({ q: 'payments redis' }).rows).toEqual([])
    expect(matchesText(agentOf(48213), '')).toBe(true)
  })

  it('says how many a filter hides', () => {
    expect(view({ q: 'redis' })).toMatchObject({ hidden: 20, total: 20, rows: [], groups: [] })
    expect(view({ show: 'working' }).hidden).toBe(13)
  })

  it('offers the same stale ones whatever is filtered', () => {
    expect(view({ q: 'redis' }).staleCount).toBe(2)
  })

  it('names each project once, with its agents', () => {
    const { projects } = view()
    expect(projects).toHaveLength(18)
    expect(projects.find(({ name }) => name === 'web-frontend')).toEqual({ name: 'web-frontend', count: 2 })
  })

  it('is flat when sorted', () => {
    expect(view({ sort: '-cpu' })).toMatchObject({ isFlat: true, groups: [] })
    const flat = processesView(placed, parseQuery({}, { grouping: 'flat', layout: 'table' }))
    expect(flat).toMatchObject({ isFlat: true, groups: [] })
    expect(flat.rows).toEqual(view({}).rows)
    expect(pids(view({ sort: '-cpu' }).rows).slice(0, 3)).toEqual([51002, 55310, 52771])
    expect(pids(view({ sort: 'name' }).rows).slice(0, 2)).toEqual([46120, 47706])
  })

  it('sorts durations by their length and puts what is unknown last, in both directions', () => {
    expect(pids(view({ sort: '-up' }).rows)[0]).toBe(2214)
    expect(pids(view({ sort: 'up' }).rows)[0]).toBe(58120)
    const unknown = { ...agentOf(48213), treeRssBytes: undefined, rssBytes: undefined }
    for (const isDescending of [true, false]) {
      const sorted = sortRows([unknown, agentOf(2214)], { column: 'memory', isDescending })
      expect(pids(sorted)).toEqual([2214, 48213])
    }
  })

  it('keeps a sorted order that is being looked at; who is new comes last', () => {
    const held = view({ sort: '-cpu' })
      .rows.map(({ id }) => id)
      .toReversed()
      .slice(0, -1)
    const rows = view({ sort: '-cpu' }, held).rows.map(({ id }) => id)
    expect(rows.slice(0, 19)).toEqual(held)
    expect(rows[19]).toBe(agentOf(51002).id)
  })

  it('heads the folded sections with what is in them', () => {
    expect(orphansFold(demoFleet)).toEqual({ count: 2, note: 'MCP servers whose session is gone, 143 MB' })
    expect(orphansFold(twentyAgents)).toBeUndefined()
    expect(helpersFold({ helpers: [{ ...agentOf(2214), role: 'supervisor' }] })).toEqual({
      count: 1,
      note: "supervisor: the agents' own, not agents",
    })
  })
})

describe('the address of the list', () => {
  it('is read whatever stands in it', () => {
    expect(parseQuery({})).toEqual({
      show: 'all',
      search: '',
      agents: [],
      group: 'need',
      isGrouped: true,
      layout: 'table',
    })
    expect(
      parseQuery({ show: 'nonsense', sort: '-nonsense', view: 'x', group: 'x', agent: 'vim', q: '  Redis ' }),
    ).toEqual({
      show: 'all',
      search: 'redis',
      agents: [],
      group: 'need',
      isGrouped: true,
      layout: 'table',
    })
    expect(parseQuery({ show: 'stale', sort: '-cpu', view: 'cards', open: '1:2', project: 'p' })).toEqual({
      show: 'stale',
      search: '',
      project: 'p',
      agents: [],
      group: 'need',
      sort: { column: 'cpu', isDescending: true },
      isGrouped: true,
      layout: 'cards',
      openId: '1:2',
    })
  })

  it('sorts figures from the largest, words from A; then the other way, then not at all', () => {
    const clicks = (id: 'memory' | 'name') => {
      const column = agentColumns.find((one) => one.id === id) ?? { id }
      const first = nextSort(undefined, column)
      const second = nextSort(first, column)
      return [first, second, nextSort(second, column)].map(formatSort)
    }
    expect(clicks('memory')).toEqual(['-memory', 'memory', ''])
    expect(clicks('name')).toEqual(['name', '-name', ''])
  })
})

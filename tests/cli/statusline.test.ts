/** `tce statusline` in words, and what `tce doctor` says of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DoctorFacts } from '../../src/cli/doctor/facts.ts'
import { checkStatusLine } from '../../src/cli/doctor/status-line-checks.ts'
import { statusLineChanges, statusLineStatus } from '../../src/cli/views/statusline-view.ts'
import type { StatusLinePlace, StatusLineReport } from '../../src/core/limits/status-line-report.ts'
import { asciiGlyphs, paint } from '../../src/terminal/roles.ts'
import { twentyAgents } from '../fixtures/fleet/twenty-agents.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const look = { columns: 80, glyphs: asciiGlyphs }
const short = (path: string) => path.replace('/home/dev', '~')
const place = (more: Partial<StatusLinePlace>): StatusLinePlace => ({
  ...{ agent: 'claude', file: '/home/dev/.claude/settings.json', state: 'none' },
  ...more,
})
const printed = (report: Partial<StatusLineReport>) =>
  statusLineStatus({ places: [], sessions: 0, ...report }, nowMs, look, short).map((line) => paint(line, false))

describe('tce statusline status', () => {
  it.each([
    [{ state: 'none' }, 'no status line; tce statusline install'],
    [{ state: 'theirs', own: 'sh ~/line.sh' }, 'yours: sh ~/line.sh'],
    [{ state: 'theirs' }, 'another line of yours'],
    [{ state: 'unreadable', problem: 'It is no JSON.' }, 'It is no JSON.'],
    [{ state: 'ours', since: '2026-11-20T11:00:00.000Z' }, 'installed 1h 00m ago'],
    [{ state: 'ours', own: 'mine' }, 'installed; yours is printed first: mine'],
  ] as const)('%j says so', (more, words) => {
    const lines = printed({ places: [place(more)] })
    expect(lines[0]).toContain('~/.claude/settings.json')
    expect(lines[1]).toBe(`  ${words}`)
  })

  it('ends with when a line was drawn last, or that none was yet', () => {
    const places = [place({ state: 'ours' })]
    expect(printed({ places, lastDrawnAt: '2026-11-20T11:59:20.000Z', sessions: 2 }).at(-1)).toBe(
      'Drawn last 40 s ago; 2 sessions within a day.',
    )
    expect(printed({ places }).at(-1)).toMatch(/^No line was drawn yet/)
    expect(printed({}).at(-1)).toMatch(/^No agent that has a status line/)
  })

  it('keeps to 80 columns, and lets nothing of a command steer the terminal', () => {
    const lines = printed({ places: [place({ state: 'ours', own: `echo \u001b[2J${'x '.repeat(100)}` })] })
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
    expect(lines.join('')).not.toContain('\u001b')
  })
})

describe('what changes', () => {
  const changes = (verb: 'install' | 'uninstall', more: Partial<StatusLinePlace>) =>
    statusLineChanges([place(more)], verb, look, short).map((line) => paint(line, false))

  it('is shown line by line, with what becomes of the user’s own line and the way back', () => {
    const change = { removed: '"command": "mine"', added: '"command": "sh x"', isNewFile: false }
    expect(changes('install', { own: 'mine', change })).toEqual([
      '~/.claude/settings.json will say:',
      '- "command": "mine"',
      '+ "command": "sh x"',
      expect.stringMatching(/^ {2}Your own line stays and is printed first/),
      '  uninstall',
    ])
    expect(changes('uninstall', { change }).at(-1)).toBe('  Every other byte stays.')
  })

  it('names a new file, and the one that a link leads to', () => {
    const change = { added: '{}', isNewFile: true, linksTo: '/dot/settings.json' }
    const lines = changes('install', { change })
    expect(lines[0]).toBe('~/.claude/settings.json, a new file, will say:')
    expect(lines).toContain('  It is a link to /dot/settings.json, which changes.')
    expect(changes('install', {})).toEqual([])
  })
})

describe('tce doctor', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tce-doctor-line-'))
    mkdirSync(join(dir, '.claude'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  const check = (report: Partial<StatusLineReport>, cwd = dir) =>
    checkStatusLine({
      services: { statusLine: { read: async () => ({ places: [], sessions: 0, ...report }) } },
      fleet: { ok: true, value: { ...twentyAgents, processes: [{ ...twentyAgents.processes[0], cwd }] } },
      ...{ homeDir: '/home/dev', nowMs },
    } as unknown as DoctorFacts)
  const ours = { places: [place({ state: 'ours' })], lastDrawnAt: '2026-11-20T11:59:20.000Z' }
  const writeProject = (name: string, text: string) => writeFileSync(join(dir, '.claude', name), text)

  it('says nothing where it is not installed, and names settings that cannot be read', async () => {
    expect(await check({ places: [place({ state: 'theirs' })] })).toEqual([])
    expect(await check({ places: [place({ state: 'unreadable', problem: 'No JSON.' })] })).toMatchObject([
      { level: 'remark', message: 'No JSON.' },
    ])
  })

  it('says that it is installed and when it was drawn', async () => {
    expect(await check(ours)).toMatchObject([{ level: 'ok', message: expect.stringContaining('drawn last 40 s ago') }])
    expect(await check({ places: ours.places })).toMatchObject([
      { message: expect.stringContaining('none was drawn yet') },
    ])
  })

  it.each(['settings.json', 'settings.local.json'])('names a project’s %s that hides it, once', async (name) => {
    writeProject(name, '{"statusLine":{"type":"command","command":"echo"}}')
    const findings = await check(ours)
    expect(findings.slice(1)).toMatchObject([
      { level: 'remark', message: expect.stringContaining(join(dir, '.claude', name)), remedy: expect.any(String) },
    ])
  })

  it.each([
    ['other settings', '{"model":"opus"}'],
    ['no JSON', '{"statusLine"'],
    ['null', 'null'],
  ])('finds none in %s', async (_, text) => {
    writeProject('settings.json', text)
    expect(await check(ours)).toHaveLength(1)
  })
})

/** `tce setup claude-md`: shown first, written only after a yes, refused to agents. */
import { describe, expect, it } from 'vitest'
import type { InstructionReport } from '../../src/core/instructions/instruction-report.ts'
import { ok } from '../../src/core/result.ts'
import { fakeServices } from './fake-services.ts'
import { type RunOptions, runCli } from './run-cli.ts'

const file = '/srv/home/.claude/CLAUDE.md'
const change = { added: ['## Other agents'], removed: ['old'], isWholeFile: false }
const out: InstructionReport = { places: [{ agent: 'claude', file, state: 'out', putIn: change }] }
const now: InstructionReport = { places: [{ agent: 'claude', file, state: 'in', takeOut: { ...change, added: [] } }] }

async function tce(argv: readonly string[], options: RunOptions = {}, before = out) {
  const done: string[] = []
  const services = fakeServices()
  const instructions = {
    read: async () => before,
    async install() {
      done.push('install')
      return ok(now)
    },
    async uninstall() {
      done.push('uninstall')
      return ok(out)
    },
  }
  const env = { LANG: 'C.UTF-8', NO_COLOR: '1' }
  const result = await runCli(argv, { services: { ...services, instructions }, env, ...options })
  return { ...result, done }
}

describe('tce setup claude-md', () => {
  it('shows the diff, asks, and writes after a yes', async () => {
    const { code, out: said, done } = await tce(['setup', 'claude-md'], { isTTY: true, types: ['y'] })
    expect([code, done]).toEqual([0, ['install']])
    expect(said).toContain(`${file}\n- old\n+ ## Other agents\n  Every other byte stays.`)
    expect(said).toContain(`✓ ${file}`)
  })

  it('writes nothing without a yes, with --dry-run, or where nobody can be asked', async () => {
    expect((await tce(['setup', 'claude-md'], { isTTY: true, types: ['n'] })).done).toEqual([])
    expect((await tce(['setup', 'claude-md', '--dry-run'])).done).toEqual([])
    const { code, done } = await tce(['setup', 'claude-md'])
    expect([code, done]).toEqual([2, []])
  })

  it('takes them out the same way', async () => {
    const { out: said, done } = await tce(['setup', 'claude-md', 'uninstall', '--yes'], {}, now)
    expect([said.includes('- old'), done]).toEqual([true, ['uninstall']])
  })

  it('changes nothing where it is so already', async () => {
    expect((await tce(['setup', 'claude-md', '--yes'], {}, now)).done).toEqual([])
  })

  it('is refused to an agent, which may look', async () => {
    const parts = { insideAgent: async () => ({ pid: 1, label: 'payments-api' }) }
    const { code, err, done } = await tce(['setup', 'claude-md', '--yes'], { parts })
    expect([code, done, err.includes('Asked from inside payments-api')]).toEqual([1, [], true])
    expect((await tce(['setup', 'claude-md', '--dry-run'], { parts })).code).toBe(0)
  })
})

/** What agents' files tell of plan and limits, kept as it was told last. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { agentAccount } from '../../src/core/usage/account.ts'
import { accountWords } from '../../src/core/usage/account-words.ts'
import { ledgerOf, tempDir } from './home.ts'

const startMs = Date.UTC(2026, 10, 20, 10)
const at = (minute: number): string => new Date(startMs + minute * 60_000).toISOString()

function codexHome() {
  const dataDir = tempDir()
  const paths = ['a', 'b'].map((end) =>
    join(dataDir, 'sessions/2026/11/20', `rollout-2026-11-20T10-00-00-01a20000-0000-7000-8000-00000000000${end}.jsonl`),
  )
  mkdirSync(dirname(paths[0] ?? ''), { recursive: true })
  const tell = (file: 0 | 1, minute: number, usedPercent: number) => {
    const primary = { used_percent: usedPercent, window_minutes: 300, resets_at: startMs / 1000 + 3_600 }
    const payload = { type: 'token_count', info: null, rate_limits: { limit_id: 'codex', primary, plan_type: 'plus' } }
    appendFileSync(paths[file] ?? '', `${JSON.stringify({ timestamp: at(minute), type: 'event_msg', payload })}\n`)
  }
  return { dataDir, tell }
}

it('the newest word counts, in whatever file it stands and in whatever order files are read', async () => {
  const home = codexHome()
  home.tell(0, 1, 10)
  home.tell(0, 9, 30)
  home.tell(1, 5, 20)
  const ledger = await ledgerOf(home.dataDir, { sources: [{ agent: 'codex', dataDir: home.dataDir }] })
  await ledger.update()
  expect(ledger.accounts()).toMatchObject([
    { agent: 'codex', atMs: startMs + 9 * 60_000, account: { plan: 'plus', windows: [{ usedPercent: 30 }] } },
  ])
  home.tell(1, 12, 40)
  await ledger.update()
  expect(ledger.accounts()).toMatchObject([{ account: { windows: [{ usedPercent: 40 }] } }])
})

it('a window that was reset since is left out, and the words say when it was told', () => {
  const windows = [
    { usedPercent: 42, windowMinutes: 300, resetsAtMs: startMs + 3_600_000 },
    { usedPercent: 5, windowMinutes: 10_080, resetsAtMs: startMs + 86_400_000 },
  ]
  const told = { atMs: startMs, account: { billing: 'plan' as const, plan: 'pro', windows } }
  const wordsAt = (nowMs: number) => accountWords(agentAccount('codex', told, nowMs), nowMs)
  expect(wordsAt(startMs + 240_000)).toBe(
    'plan pro; 42 % of 5 h, resets in 56 min; 5 % of 7 days, resets in 23h 56m (told 4 min ago)',
  )
  expect(wordsAt(startMs + 7_200_000)).toBe('plan pro; 5 % of 7 days, resets in 22h 00m (told 2h 00m ago)')
  expect(wordsAt(startMs + 864_000_000)).toBe('plan pro')
})

it('a window without an end is over when it has passed', () => {
  const told = { atMs: startMs, account: { windows: [{ usedPercent: 9, windowMinutes: 60 }, { usedPercent: 1 }] } }
  const shown = (nowMs: number) => agentAccount('codex', told, nowMs).windows.map(({ usedPercent }) => usedPercent)
  expect(shown(startMs + 1)).toEqual([9])
  expect(shown(startMs + 3_600_000)).toEqual([])
})

it('steers no terminal with the name of a plan', () => {
  const told = { atMs: startMs, account: { billing: 'plan' as const, plan: 'p\u001b[31mro', windows: [] } }
  expect(accountWords(agentAccount('codex', told, startMs), startMs)).not.toMatch(/\u001b/)
})

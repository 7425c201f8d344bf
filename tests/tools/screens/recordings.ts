/**
 * Screens of genuine agents with what was true when they were taken: tests/fixtures/screens/<agent>.json.gz. To look at them:
 * show.ts; to take them anew: record.ts.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'

/**
 * Known from how the agent was driven, never read off its screen: `busy`: the model holds its answer, or the tool's program runs; `waiting`:
 * a tool was called that it may not use unasked, and nobody answered; `idle`: no turn goes on. `menu`: the user opened one of its own.
 */
export type Truth = 'busy' | 'waiting' | 'idle' | 'menu'

export interface RecordedScreen {
  readonly scene: string
  readonly truth: Truth
  readonly columns: number
  readonly theme: 'dark' | 'light'
  readonly language: string
  readonly title?: string | undefined
  /** From the top left, from 0. */
  readonly cursor: readonly [row: number, column: number]
  /** Of those that stay for long: "alternate", "paste", "mouse any". */
  readonly modes: readonly string[]
  /** As the headless terminal has them, without the blanks at their ends. */
  readonly rows: readonly string[]
}

export interface RecordedScreens {
  readonly agent: string
  readonly version: string
  readonly screens: readonly RecordedScreen[]
}

const folder = join(import.meta.dirname, '..', '..', 'fixtures', 'screens')
const fileOf = (agent: string): string => join(folder, `${agent}.json.gz`)

export const recordedAgents = [...['claude', 'codex', 'opencode', 'gemini', 'qwen', 'copilot', 'kimi', 'pi']] as const
export type RecordedAgentId = (typeof recordedAgents)[number]

export const isRecorded = (agent: string): boolean => existsSync(fileOf(agent))

export const readRecorded = (agent: string): RecordedScreens =>
  JSON.parse(gunzipSync(readFileSync(fileOf(agent))).toString('utf8')) as RecordedScreens

/** One screen a line, so that what changed can be compared once it is unpacked. */
export function writeRecorded({ screens, ...head }: RecordedScreens): void {
  const start = JSON.stringify(head).slice(0, -1)
  const text = `${start},"screens":[\n${screens.map((one) => JSON.stringify(one)).join(',\n')}\n]}\n`
  writeFileSync(fileOf(head.agent), gzipSync(text, { level: 9 }))
}

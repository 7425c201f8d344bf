/** Two people answer the same request of a genuine Claude Code at the same moment: the first counts, and both are told so. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawn } from '@lydell/node-pty'
import type { AnswerName, Approval } from '../src/core/waiting/approval.ts'
import type { WaitingReport } from '../src/core/waiting/waiting-report.ts'
import { createEventReader } from '../src/storage/server-events.ts'
import { makeClaudeHome } from '../tests/tools/claude-home.ts'
import { claudeProgram } from '../tests/tools/find-claude.ts'
import { type RunningDashboard, runTce, startDashboard } from '../tests/tools/tce.ts'
import { waitFor } from '../tests/tools/wait-for.ts'
import type { Drill, DrillOptions, DrillResult } from './drill.ts'
import { withoutClaude } from './without-claude.ts'

export const drill: Drill = {
  proves:
    'of two answers at the same moment one counts, both answerers are told, and the tool runs only if the one that counts allowed it',
  times: 200,
  unit: 'races',
  run,
}

/** The most that lies between the two answers: about what one of them takes. */
const apartMs = 20

async function run({ times, random, say }: DrillOptions): Promise<DrillResult> {
  const program = claudeProgram()
  if (program === undefined) return withoutClaude('races')
  const home = await makeClaudeHome()
  mkdirSync(join(home.dir, 'tce-data'), { recursive: true, mode: 0o700 })
  const server = await startDashboard(home)
  await runTce(home, 'hooks', 'install', '--yes')
  const cwd = home.project('shop')
  const terminal = spawn(program, ['--permission-mode', 'default'], { cwd, env: home.env, cols: 100, rows: 40 })
  const isIdle = () => registryStatus(home.configDir, terminal.pid) === 'idle'
  const cards = followCards(server)
  const races: Race[] = []
  try {
    // With its first command a session sets up its shell, which is no answer's doing: that one is not measured.
    for (let index = -1; index < times; index += 1) {
      await waitFor('the session to be idle', isIdle, { withinMs: 60_000 })
      const file = join(cwd, `race-${index}.txt`)
      await type(terminal, `CALL Bash ${JSON.stringify({ command: `touch race-${index}.txt` })}`)
      const card = await cards.next()
      const order: readonly AnswerName[] = index < 0 || random.isLess(0.5) ? ['allow', 'deny'] : ['deny', 'allow']
      const raced = await race({ server, card, order, betweenMs: random.next() * apartMs, file })
      if (index >= 0) races.push(raced)
      rmSync(file, { force: true })
      if (index % 20 === 19) say(`${index + 1} races`)
    }
    await waitFor('the session to be idle', isIdle, { withinMs: 60_000 })
    return {
      figures: figuresOf(races),
      faults: races.flatMap(({ faults }, index) => faults.map((fault) => `Race ${index + 1}: ${fault}`)),
    }
  } finally {
    cards.close()
    terminal.kill('SIGKILL')
    await server.stop()
    await home.close()
  }
}

async function type(terminal: { write(text: string): void }, prompt: string): Promise<void> {
  terminal.write(prompt)
  // Text and Enter at once would be taken for something pasted.
  await sleep(250)
  terminal.write('\r')
}

function registryStatus(configDir: string, pid: number): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(configDir, 'sessions', `${pid}.json`), 'utf8')) as { status?: string }).status
  } catch {
    return undefined
  }
}

interface Card {
  readonly approval: Approval
  /** From the hook's arrival until the stream told it. */
  readonly toldAfterMs: number
}

const headers = ({ token }: RunningDashboard) => ({ Authorization: `Bearer ${token}` })

interface WaitingEvent {
  readonly data: Partial<WaitingReport>
}

/** As a page hears of them: on the stream. */
function followCards(server: RunningDashboard) {
  const abort = new AbortController()
  const seen = new Set<string>()
  const waiting: Card[] = []
  const read = async () => {
    const answer = await fetch(`${server.url}/api/stream?types=waiting.changed`, {
      headers: headers(server),
      signal: abort.signal,
    })
    const hear = createEventReader((_, told) => note(told as Partial<WaitingEvent>))
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) hear(chunk)
  }
  const note = ({ data }: Partial<WaitingEvent>) => {
    for (const { approval } of data?.waiting ?? []) {
      if (approval === undefined || seen.has(approval.id)) continue
      seen.add(approval.id)
      waiting.push({ approval, toldAfterMs: Date.now() - Date.parse(approval.since) })
    }
  }
  read().catch(() => undefined)
  return {
    next: () => waitFor('a card', () => waiting.shift(), { withinMs: 60_000 }),
    close: () => abort.abort(),
  }
}

interface Race {
  readonly faults: readonly string[]
  readonly winner: AnswerName | undefined
  readonly toldAfterMs: number
  /** From the answer that counts until its tool had run. */
  readonly ranAfterMs?: number | undefined
}

interface Given {
  readonly answer: AnswerName
  readonly status: number
  readonly approval: Approval | undefined
  readonly sentAtMs: number
}

interface RaceParts {
  readonly server: RunningDashboard
  readonly card: Card
  readonly order: readonly AnswerName[]
  readonly betweenMs: number
  readonly file: string
}

async function race({ server, card, order, betweenMs, file }: RaceParts): Promise<Race> {
  const { approval, toldAfterMs } = card
  const given = await Promise.all(
    order.map(async (answer, index) => {
      await sleep(index * betweenMs)
      return send(server, approval, answer)
    }),
  )
  const [won, ...others] = given.filter(({ status }) => status === 200)
  const lost = given.filter(({ status }) => status === 409)
  const ran = won?.answer === 'allow' && (await appears(file))
  const faults = [
    ...(won === undefined || others.length > 0
      ? [`${given.map(({ status }) => status).join(' and ')} were answered`]
      : []),
    ...lost
      .filter(({ approval: now }) => now?.outcome?.answer !== won?.answer)
      .map(() => 'who lost was not told what counted'),
    ...(won?.answer === 'allow' && !ran ? ['it was allowed and did not run'] : []),
    ...(won?.answer !== 'allow' && existsSync(file) ? ['it ran, and nobody had allowed it'] : []),
    ...(won?.approval?.outcome?.confirmedAfterMs === undefined ? ['the answer was not confirmed'] : []),
  ]
  const ranAfterMs = ran && won !== undefined ? Math.max(0, statSync(file).mtimeMs - won.sentAtMs) : undefined
  return { faults, winner: won?.answer, toldAfterMs, ranAfterMs }
}

async function send(server: RunningDashboard, { id, nonce }: Approval, answer: AnswerName): Promise<Given> {
  const sentAtMs = Date.now()
  const response = await fetch(`${server.url}/api/approvals/${id}`, {
    method: 'POST',
    headers: { ...headers(server), 'Content-Type': 'application/json' },
    body: JSON.stringify({ nonce, answer }),
  })
  const body = (await response.json()) as Approval | { readonly approval?: Approval }
  return {
    answer,
    status: response.status,
    approval: 'approval' in body ? body.approval : (body as Approval),
    sentAtMs,
  }
}

const appears = (file: string): Promise<boolean> =>
  waitFor('the file', () => existsSync(file), { withinMs: 10_000 }).then(
    () => true,
    () => false,
  )

function figuresOf(races: readonly Race[]): Readonly<Record<string, number>> {
  const ran = races.flatMap(({ ranAfterMs }) => ranAfterMs ?? [])
  return {
    races: races.length,
    'allow counted': races.filter(({ winner }) => winner === 'allow').length,
    'asked until on the stream, p95 ms': p95(races.map(({ toldAfterMs }) => toldAfterMs)),
    'answered until its tool had run, p95 ms': p95(ran),
  }
}

const p95 = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * 0.95) - 1)] ?? 0)

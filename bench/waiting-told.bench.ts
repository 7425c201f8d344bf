/**
 * How long after a session asks TCE tells it, while nobody looks: the genuine Claude Code in a pane of tmux asks for a permission again
 * and again, with hooks and without. From the moment at which its own registry says that it waits (with hooks TCE may know sooner) to
 * the moment at which `agent.waiting` is stored. `npm run bench -- waiting-told`.
 */
import { mkdirSync, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeClaudeHome } from '../tests/tools/claude-home.ts'
import { hasTmux, startTmux } from '../tests/tools/claude-in-tmux.ts'
import { claudeProgram } from '../tests/tools/find-claude.ts'
import { runTce, startDashboard } from '../tests/tools/tce.ts'
import { waitFor } from '../tests/tools/wait-for.ts'
import { atMost, notMeasured } from './asked.ts'
import { type BenchmarkOptions, type BenchmarkTable, quantile, rounded } from './benchmark.ts'
import { cpuTimeMs } from './server-process.ts'

interface Size {
  readonly rounds: number
  readonly idleSeconds: number
}

export async function run({ isQuick = false }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const program = claudeProgram()
  const works = ['a session asks, until it is told, hooks on: longest', 'the same, hooks off: longest'] as const
  if (program === undefined || !hasTmux()) {
    const why = 'Claude Code or tmux was not found, TCE_CLAUDE names the former'
    return [{ rows: [], asked: [notMeasured(works[0], '≤ 1 s', why), notMeasured(works[1], '≤ 2 s', why)] }]
  }
  const size = isQuick ? { rounds: 4, idleSeconds: 3 } : { rounds: 12, idleSeconds: 30 }
  const { rounds, idleSeconds } = size
  const measured = (hasHooks: boolean) => told(program, hasHooks, size)
  // They mostly wait.
  const [withHooks, without] = isQuick
    ? await Promise.all([measured(true), measured(false)])
    : [await measured(true), await measured(false)]
  return [
    {
      title: `asked → told, ${rounds} permissions each, nobody looks`,
      rows: [
        { what: 'hooks on', ...withHooks.row, 'promised ms': 1_000 },
        { what: 'hooks off', ...without.row, 'promised ms': 2_000 },
      ],
      notes: [
        `The server beside one idle session, ${idleSeconds} s: ${rounded(without.idlePercent, 2)} % of a core without hooks, ${rounded(withHooks.idlePercent, 2)} % with; what the last turn left to be read is in it.`,
      ],
      asked: [
        atMost(works[0], withHooks.row['longest ms'] / 1000, 's', 1),
        atMost(works[1], without.row['longest ms'] / 1000, 's', 2),
      ],
      ...(isQuick && { shortened: `${rounds} permissions each instead of 12` }),
    },
  ]
}

async function told(program: string, hasHooks: boolean, { rounds, idleSeconds }: Size) {
  const home = await makeClaudeHome()
  mkdirSync(join(home.dir, 'tce-data'), { recursive: true, mode: 0o700 })
  const server = await startDashboard(home)
  const tmux = startTmux(home, program)
  try {
    if (hasHooks) {
      const { code, stderr } = await runTce(home, 'hooks', 'install', '--yes')
      if (code !== 0) throw new Error(`tce hooks install: ${stderr}`)
    }
    const claude = await tmux.start(home.project('shop'))
    await claude.isAt('idle')
    const { pid: serverPid } = JSON.parse(await (await fetch(`${server.url}/api/health`)).text()) as { pid?: number }
    const latencies: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      // At no moment of its looks in particular.
      await pause(500 + ((round * 977) % 2_500))
      const since = new Date().toISOString()
      const asked = asksAt(join(home.configDir, 'sessions'), claude.pid)
      const call = `CALL Bash ${JSON.stringify({ command: `touch ${round}.txt`, description: 'Make a file' })}`
      claude.keys('-l', call)
      await pause(200)
      claude.keys('Enter')
      const askedMs = await asked
      const storedMs = await waitFor(
        'the wait to be told',
        async () => {
          const query = new URLSearchParams({ query: 'type:agent.waiting', since, limit: '1' })
          const answer = await fetch(`${server.url}/api/events?${query}`, {
            headers: { authorization: `Bearer ${server.token}` },
          })
          const { events } = (await answer.json()) as { readonly events: readonly { readonly created_at: string }[] }
          return events[0] && Date.parse(events[0].created_at)
        },
        { withinMs: 30_000 },
      )
      latencies.push(storedMs - askedMs)
      // Its dialog is drawn a moment after its file says so.
      await pause(700)
      claude.keys('Enter')
      await claude.isAt('idle')
    }
    const sorted = latencies.toSorted((a, b) => a - b)
    await pause(2_000)
    const cpuBefore = serverPid === undefined ? 0 : cpuTimeMs({ pid: serverPid })
    await pause(idleSeconds * 1_000)
    const usedMs = serverPid === undefined ? Number.NaN : cpuTimeMs({ pid: serverPid }) - cpuBefore
    return {
      idlePercent: usedMs / (idleSeconds * 10),
      row: {
        'p50 ms': quantile(sorted, 0.5),
        'p95 ms': quantile(sorted, 0.95),
        'longest ms': sorted.at(-1) ?? Number.NaN,
      },
    }
  } finally {
    tmux.close()
    await server.stop()
    await home.close()
  }
}

/** When the session's own file first says that it waits. */
function asksAt(dir: string, pid: number): Promise<number> {
  const file = join(dir, `${pid}.json`)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      watcher.close()
      reject(new Error('The session did not ask within 30 s.'))
    }, 30_000)
    const watcher = watch(dir, () => {
      const text = readFileSync(file, 'utf8')
      if (!/"status"\s*:\s*"waiting"/.test(text)) return
      clearTimeout(timer)
      watcher.close()
      resolve(Date.now())
    })
  })
}

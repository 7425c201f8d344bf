/** The logs of every agent but Claude Code, as the genuine programs wrote them, through the contract of all logs. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sessionLogs } from '../../src/agents/session-logs.ts'
import { describeSessionLog } from './session-log.contract.ts'

const runs = join(import.meta.dirname, '../fixtures/agent-runs')

const { claude: _claude, ...others } = sessionLogs
for (const [agent, log] of Object.entries(others)) {
  const folder = join(runs, agent)
  const lines = globSync('**/*.jsonl', { cwd: folder }).flatMap((path) =>
    readFileSync(join(folder, path), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  )
  describeSessionLog(agent, log, lines)
}

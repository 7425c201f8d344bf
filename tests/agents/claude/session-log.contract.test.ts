import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sessionLogs } from '../../../src/agents/session-logs.ts'
import { describeSessionLog } from '../session-log.contract.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/claude/projects', import.meta.url))
const lines = globSync('**/*.jsonl', { cwd: fixtures }).flatMap((path) =>
  readFileSync(join(fixtures, path), 'utf8')
    .split('\n')
    .filter((line) => line !== ''),
)

describeSessionLog('Claude Code', sessionLogs.claude, lines)

/** What the transcripts hold, and how long Claude Code keeps them. */
import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { agents } from '../../agents/index.ts'
import { agentsOn } from '../../agents/machine-sources.ts'
import { isJsonObject } from '../../client/answer.ts'
import { formatBytes, plural } from '../../core/words/format.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'
import { shortPath } from './facts.ts'

const section = 'Data'

const configDirsOf = ({ platform, homeDir, env, config }: DoctorFacts): readonly string[] =>
  (config.ok ? agentsOn(agents, config.value.agents) : Object.values(agents)).flatMap((agent) =>
    agent.configDirs({ platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux', homeDir, env }),
  )

export async function checkTranscripts(facts: DoctorFacts): Promise<readonly Finding[]> {
  const dirs = configDirsOf(facts)
  const counts = await Promise.all(
    dirs.map(async (dir) => ({ dir, count: await countTranscripts(join(dir, 'projects')) })),
  )
  const found = counts.filter(({ count }) => count !== undefined && count.files > 0)
  if (found.length === 0) {
    // What other agents keep is told of each by itself.
    if (dirs.some((dir) => existsSync(dir))) return []
    return [
      {
        section,
        level: 'remark',
        message: `No agent has kept anything here yet: of ${plural(dirs.length, 'folder')} looked for none is there.`,
        remedy: 'They appear with the first conversation. Elsewhere? Set CLAUDE_CONFIG_DIR, CODEX_HOME or the like.',
      },
    ]
  }
  return found.map(({ dir, count }) => {
    const { files = 0, bytes = 0, oldestMs = facts.nowMs } = count ?? {}
    const days = Math.max(1, Math.ceil((facts.nowMs - oldestMs) / 86_400_000))
    const message = `${shortPath(dir, facts.homeDir)}: ${plural(files, 'transcript')}, ${formatBytes(bytes)}, ${plural(days, 'day')}`
    return { section, level: 'ok', message }
  })
}

interface TranscriptCount {
  readonly files: number
  readonly bytes: number
  readonly oldestMs: number
}

/** Undefined when there is no such folder. */
async function countTranscripts(dir: string): Promise<TranscriptCount | undefined> {
  const entries = await readdir(dir, { recursive: true }).catch(() => undefined)
  if (entries === undefined) return undefined
  const stats = await Promise.all(
    entries.filter((name) => name.endsWith('.jsonl')).map((name) => stat(join(dir, name)).catch(() => undefined)),
  )
  const files = stats.filter((found) => found !== undefined)
  return {
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    oldestMs: files.reduce((oldest, { mtimeMs }) => Math.min(oldest, mtimeMs), Number.POSITIVE_INFINITY),
  }
}

/** Claude Code deletes what is older than this many days; 30 where nothing is set. */
const usualCleanupDays = 30
const enoughDays = 365

export async function checkCleanup(facts: DoctorFacts): Promise<readonly Finding[]> {
  const findings = await Promise.all(configDirsOf(facts).map((dir) => checkCleanupOf(dir, facts)))
  return findings.flat()
}

async function checkCleanupOf(dir: string, { homeDir }: DoctorFacts): Promise<readonly Finding[]> {
  const text = await readFile(join(dir, 'settings.json'), 'utf8').catch(() => undefined)
  const hasData = (await stat(join(dir, 'projects')).catch(() => undefined)) !== undefined
  if (text === undefined && !hasData) return []
  const days = cleanupDays(text)
  if (days === 'not-json') {
    const path = shortPath(join(dir, 'settings.json'), homeDir)
    return [
      {
        section,
        level: 'remark',
        message: `${path} is not valid JSON: Claude Code ignores it.`,
        remedy: 'Mend it, or remove it.',
      },
    ]
  }
  if (days >= enoughDays) return []
  return [
    {
      section,
      level: 'remark',
      message: `cleanupPeriodDays is ${days}: Claude Code deletes older transcripts.`,
      remedy: 'What TCE counted stays. To keep the conversations too, raise it.',
    },
  ]
}

function cleanupDays(text: string | undefined): number | 'not-json' {
  try {
    const json: unknown = text === undefined ? {} : JSON.parse(text)
    const days = isJsonObject(json) ? json['cleanupPeriodDays'] : undefined
    return typeof days === 'number' ? days : usualCleanupDays
  } catch {
    return 'not-json'
  }
}

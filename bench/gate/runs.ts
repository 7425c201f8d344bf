/** The fixed set of small runs that the gate measures. A capability that comes adds its own. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeAgentsHome } from '../agents/homes.ts'
import { givenStatus } from './given-status.ts'

export interface GateRun {
  readonly name: string
  /** Of `tce`; of Node.js where it is a script of ours. */
  readonly args: readonly string[]
  readonly isScript?: boolean
  /** What it reads. */
  readonly input?: string
  /** Of agents beside Claude Code, not of Claude Code. */
  readonly isOfOthers?: boolean
  /** Brings the home to where the run begins; not measured. */
  prepare?(place: GatePlace): void
}

export interface GatePlace {
  readonly dir: string
  readonly dataDir: string
}

export interface GateHome extends GatePlace {
  readonly others: GatePlace
  close(): void
}

const generator = join(import.meta.dirname, '../../tests/tools/gen-claude-data.mjs')

/** Small, and the same bytes on every machine. */
export function makeGateHome(): GateHome {
  const dir = mkdtempSync(join(tmpdir(), 'tce-gate-'))
  const options = ['--sessions', '40', '--days', '30', '--size-mb', '12']
  execFileSync(process.execPath, [generator, '--out', join(dir, '.claude'), '--force', ...options], { stdio: 'ignore' })
  const others = join(dir, 'others')
  writeAgentsHome(others, 6e6)
  const place = (home: string): GatePlace => ({ dir: home, dataDir: join(home, 'data') })
  return { ...place(dir), others: place(others), close: () => rmSync(dir, { recursive: true, force: true }) }
}

const forgetLedger = ({ dataDir }: GatePlace): void => rmSync(dataDir, { recursive: true, force: true })

/** All but those that are scripts of ours, which take as long as all others together. */
export const isShort = ({ isScript }: GateRun): boolean => isScript !== true

/** `node -e 0` is not among them: it is what all figures of CPU time are divided by. */
export const gateRuns: readonly GateRun[] = [
  { name: 'tce --version', args: ['--version'] },
  { name: 'tce status --json', args: ['status', '--json'] },
  { name: 'tce statusline', args: ['statusline'], input: givenStatus },
  { name: 'tce usage --json, cold', args: ['usage', '--json'], prepare: forgetLedger },
  { name: 'tce usage --json, warm', args: ['usage', '--json'] },
  { name: 'tce sessions --json', args: ['sessions', '--json'] },
  { name: 'tce usage --json of six others, cold', args: ['usage', '--json'], isOfOthers: true, prepare: forgetLedger },
  { name: 'tce usage --json of six others, warm', args: ['usage', '--json'], isOfOthers: true },
  {
    name: 'ten thousand events kept and found',
    args: [join(import.meta.dirname, 'events.ts')],
    isScript: true,
  },
  { name: 'polls of ten agents', args: [join(import.meta.dirname, 'polls.ts')], isScript: true },
]

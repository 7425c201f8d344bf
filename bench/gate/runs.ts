/** The fixed set of small runs that the gate measures. A capability that comes adds its own. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface GateRun {
  readonly name: string
  readonly args: readonly string[]
  /** Brings the home to where the run begins; not measured. */
  prepare?(home: GateHome): void
}

export interface GateHome {
  readonly dir: string
  readonly dataDir: string
  close(): void
}

const generator = join(import.meta.dirname, '../../tests/tools/gen-claude-data.mjs')

/** Small, and the same bytes on every machine. */
export function makeGateHome(): GateHome {
  const dir = mkdtempSync(join(tmpdir(), 'tce-gate-'))
  const options = ['--sessions', '40', '--days', '30', '--size-mb', '12']
  execFileSync(process.execPath, [generator, '--out', join(dir, '.claude'), '--force', ...options], { stdio: 'ignore' })
  return { dir, dataDir: join(dir, 'data'), close: () => rmSync(dir, { recursive: true, force: true }) }
}

const forgetLedger = ({ dataDir }: GateHome): void => rmSync(dataDir, { recursive: true, force: true })

/** `node -e 0` is not among them: it is what all figures of CPU time are divided by. */
export const gateRuns: readonly GateRun[] = [
  { name: 'tce --version', args: ['--version'] },
  { name: 'tce status --json', args: ['status', '--json'] },
  { name: 'tce usage --json, cold', args: ['usage', '--json'], prepare: forgetLedger },
  { name: 'tce usage --json, warm', args: ['usage', '--json'] },
  { name: 'tce sessions --json', args: ['sessions', '--json'] },
]

/** An agent without a terminal, once, in an empty folder, which goes with it. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainText } from '../core/words/text.ts'

export interface RanOnce {
  /** Why it did not end well; undefined: it did. */
  readonly why?: string | undefined
  readonly tookMs: number
  /** The last of what it wrote. */
  readonly output: string
  /** The last row of it that it wrote as its answer; '': none. */
  readonly lastRow: string
}

export async function runOnce(
  [program, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  { patienceMs, signal }: { readonly patienceMs: number; readonly signal?: AbortSignal | undefined },
): Promise<RanOnce> {
  const cwd = await mkdtemp(join(tmpdir(), 'tce-backend-'))
  const begunMs = performance.now()
  try {
    return await new Promise<RanOnce>((resolve) => {
      // Nothing of it is kept: whoever does not listen is not waited for.
      const kill = { timeout: patienceMs, killSignal: 'SIGKILL', signal } as const
      const options = { cwd, env: { ...env }, maxBuffer: 4_000_000, ...kill }
      const child = execFile(program, args, options, (error, stdout, stderr) => {
        const output = plainText(`${stdout}\n${stderr}`.trim()).slice(-1_000)
        const rows = stdout.split('\n').map((row) => plainText(row).trim())
        const done = {
          output,
          lastRow: rows.findLast((row) => row !== '') ?? '',
          tookMs: Math.round(performance.now() - begunMs),
        }
        if (error === null) return resolve(done)
        const { code, killed } = error as { code?: unknown; killed?: boolean }
        const why =
          code === 'ENOENT'
            ? `${program} is not on the PATH`
            : killed === true
              ? `it took longer than ${Math.round(patienceMs / 1_000)} s`
              : `it ended with ${String(code)}`
        resolve({ ...done, why })
      })
      child.stdin?.on('error', () => undefined)
      child.stdin?.end()
    })
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

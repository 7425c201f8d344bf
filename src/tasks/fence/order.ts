/** A fence is asked for from a program of its own (`tce fence`), which tries it first and says with which words a program is started behind it. */
import { execFile } from 'node:child_process'
import { err, ok, type Result } from '../../core/result.ts'
import type { FenceRules } from '../../core/tasks/fence.ts'
import type { FenceTargets } from './try.ts'

export interface FenceOrder {
  readonly rules: FenceRules
  /** What is tried. */
  readonly targets: FenceTargets
  /** Undefined: only whether it holds. */
  readonly argv?: readonly string[] | undefined
}

/** Without a problem it held, a moment ago. */
export type FenceAnswer = { readonly argv: readonly string[] } | { readonly problem: string }

const patienceMs = 30_000

/** `command`: starts `tce fence`. The error says why no fence stands, in words. */
export const orderFence = (
  [program, ...args]: readonly [string, ...string[]],
  order: FenceOrder,
  env: Readonly<Record<string, string>>,
): Promise<Result<readonly string[], string>> =>
  new Promise((resolve) => {
    const options = { env: { ...env }, timeout: patienceMs, maxBuffer: 4_000_000 }
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const answer = read(stdout)
      if (answer === undefined) return resolve(err(stderr.trim().slice(-300) || error?.message || 'it gave no answer'))
      resolve('problem' in answer ? err(answer.problem) : ok(answer.argv))
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(JSON.stringify(order))
  })

function read(text: string): FenceAnswer | undefined {
  try {
    return JSON.parse(text) as FenceAnswer
  } catch {
    return undefined
  }
}

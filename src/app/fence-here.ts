/**
 * `tce fence`: for whoever starts a program behind a fence, never by hand. It is told on standard input what is wanted, tries the fence, and says
 * on standard output with which words the program is started. A process of its own, as it has to stand in a folder where nothing may be written.
 */
import { randomBytes } from 'node:crypto'
import { whyNotHeld } from '../core/tasks/fence.ts'
import type { FenceAnswer, FenceOrder } from '../tasks/fence/order.ts'
import { wrapped } from '../tasks/fence/runtime.ts'
import { run, trialCommand, trialOf } from '../tasks/fence/try.ts'
import { standardOutput } from '../terminal/standard-output.ts'

export async function fenceHere(): Promise<number> {
  process.chdir('/')
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  const order = JSON.parse(Buffer.concat(chunks).toString('utf8')) as FenceOrder
  standardOutput().write(JSON.stringify(await answerOf(order)))
  return 0
}

async function answerOf({ rules, targets, argv }: FenceOrder): Promise<FenceAnswer> {
  const word = `w${randomBytes(8).toString('hex')}`
  const trial = await wrapped(trialCommand(targets, word), rules)
  if (!trial.ok) return { problem: trial.error }
  const { output, complaint } = await run(trial.value, { cwd: targets.folder, env: process.env })
  const why = whyNotHeld(trialOf(output, targets, word))
  if (why !== undefined) return { problem: complaint === '' ? why : `${why} (${complaint.slice(0, 300)})` }
  if (argv === undefined) return { argv: [] }
  const words = await wrapped(argv, rules)
  return words.ok ? { argv: words.value } : { problem: words.error }
}

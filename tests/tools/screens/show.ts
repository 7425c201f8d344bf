/**
 * Shows recorded screens, and what TCE's rules say of each.
 *
 *   node scripts/run.mjs tests/tools/screens/show.ts codex            one line each
 *   … show.ts codex bash       those of this scene in full
 *   … show.ts codex --wrong    those of which the rules say something that is not true, in full
 */
import { parseArgs } from 'node:util'
import { judge, rulesFor } from './judge.ts'
import { readRecorded } from './recordings.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { wrong: { type: 'boolean' } } })
const [agent = 'claude', scene] = positionals
for (const screen of readRecorded(agent).screens) {
  if (scene !== undefined && screen.scene !== scene) continue
  const { said, rule, isWrong } = judge(rulesFor(agent), screen)
  if (values.wrong === true && !isWrong) continue
  const look = `${screen.columns} ${screen.theme} ${screen.language}`
  console.log(`${isWrong ? 'WRONG ' : ''}${screen.scene} (${look}): is ${screen.truth}, said ${said} by ${rule}`)
  if (scene === undefined && values.wrong !== true) continue
  console.log(`title ${JSON.stringify(screen.title)}, cursor ${screen.cursor}, ${screen.modes.join(', ')}`)
  console.log(screen.rows.map((row) => `  │${row}`).join('\n'), '\n')
}

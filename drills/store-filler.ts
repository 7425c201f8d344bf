/** A first count that may end itself: store-filler.ts <dataDir> <configDir> <step>, by SIGKILL before the step of that number. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

const [dataDir = '', configDir = '', killedBefore = '-1', compileCache] = process.argv.slice(2)
// It is started a thousand times.
enableCompileCache(compileCache)
const { LedgerEngine } = await import('../src/tracker/ledger-engine.ts')
let steps = 0
const engine = new LedgerEngine({
  path: join(dataDir, 'ledger.sqlite'),
  machine: 'drill',
  sources: [{ agent: 'claude', dataDir: configDir }],
  worthFilling: { files: 1, bytes: 0 },
  onFillingStep: () => {
    if (steps === Number(killedBefore)) process.kill(process.pid, 'SIGKILL')
    steps += 1
  },
})
console.log('open')
await engine.update()
console.log(`filled in ${steps} steps`)
await engine.close()

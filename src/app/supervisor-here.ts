/** `tce supervisor run`: this process becomes a supervisor. Started by whoever needs one, never by hand. */
import { runSupervisor } from '../runner/supervisor/run.ts'
import { productVersion } from '../storage/version.ts'
import { complain, reportBug } from '../terminal/say.ts'
import { folders, runFolder } from './folders.ts'
import { processTools } from './process-tools.ts'
import { keepHeapSmall } from './small-heap.ts'

export async function superviseHere(env: NodeJS.ProcessEnv): Promise<number> {
  keepHeapSmall()
  // The end of a terminal, and Ctrl-C in one, are not meant for the programs it holds.
  process.on('SIGHUP', () => undefined)
  process.on('SIGINT', () => undefined)
  const started = await runSupervisor({
    runDir: runFolder(env),
    dataDir: folders(env).dataDir,
    version: productVersion(),
    tools: processTools(),
  })
  if (!started.ok) {
    complain(started.error)
    return 1
  }
  // A bug is written down; its end would be that of everything it holds.
  process.on('uncaughtException', reportBug)
  process.on('unhandledRejection', reportBug)
  const { stop, closed } = started.value
  process.on('SIGTERM', () => void stop())
  await closed
  process.exit(0)
}

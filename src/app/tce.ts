/** The entry: `tce` (bin/tce.js imports it). What is loaded here is loaded by every command, so it is next to nothing. */
import { enableCompileCache } from 'node:module'
import { isTerminal } from '../terminal/standard-output.ts'
import { compileCacheDir } from './compile-cache-dir.ts'

/** What serves, and so runs all day. */
if (process.argv[2] === 'dashboard' || process.argv[2] === 'run') (await import('./one-arena.ts')).takeOneArena()

// Parsed code is kept in a folder of our own: the usual one is shared with other users of the machine.
enableCompileCache(compileCacheDir(process.env, process.platform))

/** As an agent runs it, with every drawing: nothing else is loaded. */
const isStatusLine =
  process.argv[2] === 'statusline' && /^(?:-[0-9a-f]{8})?$/.test(process.argv[3] ?? '') && !isTerminal(0)
if (isStatusLine) {
  const [{ statusLineNow }, { folders }] = await Promise.all([import('./status-line-now.ts'), import('./folders.ts')])
  await statusLineNow(folders(process.env).dataDir, process.argv[3] ?? '')
} else if (process.argv[2] === 'supervisor' && process.argv[3] === 'run') {
  // It lives as long as the programs it holds: what it does not need is not in it.
  process.exitCode = await (await import('./supervisor-here.ts')).superviseHere(process.env)
} else if (process.argv[2] === 'fence' && process.argv.length === 3) {
  process.exitCode = await (await import('./fence-here.ts')).fenceHere()
} else {
  await runCommand()
}

async function runCommand(): Promise<void> {
  const { commandHere } = await import('./command-here.ts')
  try {
    process.exitCode = await commandHere(process.argv.slice(2))
  } catch (cause) {
    // A bug: its message may repeat what was read.
    ;(await import('../terminal/say.ts')).reportBug(cause)
    process.exit(1)
  }
}

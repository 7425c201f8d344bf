/**
 * One heap of C for all threads of a program that runs all day.
 *
 * The C library of Linux gives each thread a heap of its own, and keeps in each what was thrown away there: a server that follows a gigabyte of
 * sessions held 164 MB ten seconds after its start, with one heap for all 109. It takes that choice from the environment alone, and when a
 * program begins: so the program begins once more, as the same process.
 */
const choice = 'MALLOC_ARENA_MAX'
/** That it was our choice, and nobody else's. */
const mark = 'TCE_ONE_ARENA'

/** Does not return where the program begins once more. What it starts gets the environment as it was. */
export function takeOneArena(): void {
  if (process.platform !== 'linux') return
  const { env } = process
  if (env[mark] !== undefined) {
    delete env[choice]
    delete env[mark]
    return
  }
  // Whoever is spoken to over a channel of Node.js would not be found there again.
  if (env[choice] !== undefined || process.channel !== undefined) return
  const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  try {
    process.execve?.(process.execPath, args, { ...env, [choice]: '1', [mark]: '1' })
  } catch {
    // It runs as well with many.
  }
}

/**
 * Gives the terminal back even when this process can't: killed with SIGKILL it has no last word. A shell that does nothing but wait
 * for the end of a pipe, which closes with the process, then leaves the alternate screen and restores what `stty` had saved.
 * Where there is no `sh` (Windows) there is no guard; `reset` does the same by hand.
 */
import { spawn } from 'node:child_process'

/** Ends a synchronised update, leaves the alternate screen, shows the cursor, no colours, no bracketed paste, no mouse. */
export const restoreSequence =
  '\u001b[?2026l\u001b[?1049l\u001b[?25h\u001b[0m\u001b[?2004l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l'

/** The shell ignores what is sent to the whole group; it ends with the pipe. TTOU: it is in the background by then. */
const script = `
trap '' INT TERM HUP QUIT TTOU TTIN
saved=$(stty -g </dev/tty 2>/dev/null)
echo ready
IFS= read -r word
[ "$word" = done ] && exit 0
[ -n "$saved" ] && stty "$saved" </dev/tty 2>/dev/null
printf '\\033[?2026l\\033[?1049l\\033[?25h\\033[0m\\033[?2004l\\033[?1000l\\033[?1002l\\033[?1003l\\033[?1006l' >/dev/tty 2>/dev/null
`

export interface TerminalGuard {
  /** The terminal was given back in the ordinary way. */
  release(): void
}

/** Longer than a shell takes to start; a terminal is not kept waiting for it. */
const readyWithinMs = 500

/** Resolves once the settings of the terminal are saved: before anything changes them. */
export async function guardTerminal(platform: NodeJS.Platform = process.platform): Promise<TerminalGuard> {
  if (platform === 'win32') return { release() {} }
  const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] })
  // Without a shell there is no guard, and the screen works all the same.
  shell.on('error', () => {})
  shell.stdin.on('error', () => {})
  await Promise.race([
    new Promise((resolve) => shell.stdout.once('data', resolve).once('close', resolve)),
    new Promise((resolve) => setTimeout(resolve, readyWithinMs).unref()),
  ])
  shell.stdout.destroy()
  shell.unref()
  return {
    release() {
      shell.stdin.end('done\n')
    },
  }
}

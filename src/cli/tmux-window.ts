/** A new window of the tmux that this program was started in. */
import { execFile } from 'node:child_process'

/** Its pane, as "%7"; else why there is none. */
export function openTmuxWindow(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly pane: string } | { readonly failed: string }> {
  const args = ['new-window', '-P', '-F', '#{pane_id}', '-c', cwd, '--', ...argv]
  return new Promise((resolve) => {
    execFile('tmux', args, { env: { ...env }, timeout: 3_000 }, (cause, out, said) => {
      resolve(cause === null ? { pane: out.trim() } : { failed: said.trim() || cause.message })
    })
  })
}

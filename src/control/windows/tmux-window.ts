/** A new window of a tmux: the one that this program was started in, or one that somebody is at. */
import { execFile } from 'node:child_process'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Its pane, as "%7"; else why there is none. `session`: of another tmux than the own one. */
export async function openTmuxWindow(
  argv: readonly string[],
  cwd: string,
  env: Env,
  session?: string,
): Promise<Result<string, string>> {
  // The colon: not a window of this name.
  const target = session === undefined ? [] : ['-t', `=${session}:`]
  const opened = await tmux(['new-window', ...target, '-P', '-F', '#{pane_id}', '-c', cwd, '--', ...argv], env)
  return opened.ok ? ok(opened.value.trim()) : opened
}

/** The session that somebody was at last; undefined where no tmux runs. */
export async function tmuxSession(env: Env): Promise<string | undefined> {
  const listed = await tmux(['list-sessions', '-F', '#{session_attached} #{session_activity} #{session_name}'], env)
  if (!listed.ok) return undefined
  const sessions = listed.value.split('\n').flatMap((line) => {
    const [, attached, active, name] = /^(\d+) (\d+) (.+)$/.exec(line) ?? []
    return name === undefined ? [] : [{ isAttached: attached !== '0', activeAt: Number(active), name }]
  })
  return sessions.toSorted((a, b) => Number(b.isAttached) - Number(a.isAttached) || b.activeAt - a.activeAt)[0]?.name
}

const tmux = (args: readonly string[], env: Env): Promise<Result<string, string>> =>
  new Promise((resolve) => {
    execFile('tmux', args, { env: { ...env }, timeout: 3_000 }, (cause, out, said) => {
      resolve(cause === null ? ok(out) : err(said.trim() || cause.message))
    })
  })

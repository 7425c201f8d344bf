/** A new window of a tmux: the one that this program was started in, or one that somebody is at. */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
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
  // Its own may lead elsewhere: it was started in another moment.
  const path = env['PATH'] === undefined ? [] : ['-e', `PATH=${env['PATH']}`]
  const opened = await tmux(['new-window', ...target, ...path, '-P', '-F', '#{pane_id}', '-c', cwd, '--', ...argv], env)
  if (!opened.ok) return opened
  const pane = opened.value.trim()
  await sleep(seenAfterMs)
  const panes = await tmux(['list-panes', '-a', '-F', '#{pane_id}'], env)
  return panes.ok && panes.value.split('\n').includes(pane) ? ok(pane) : err(`${argv[0]} ended at once`)
}

/** Long enough to see that it does not start. */
const seenAfterMs = 300

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

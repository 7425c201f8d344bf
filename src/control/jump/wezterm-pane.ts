/** A pane of WezTerm, by its tty: `wezterm cli list --format json` → [{"pane_id":3,"tty_name":"/dev/pts/6",…}] */
import { parseJson } from '../../agents/json-line.ts'
import type { RunProgram } from '../../storage/run-program.ts'

export async function wezTermPane(tty: string, run: RunProgram): Promise<boolean> {
  const listed = await run('wezterm', ['cli', 'list', '--format', 'json'])
  const id = listed === undefined ? undefined : paneIn(listed, `/dev/${tty}`)
  if (id === undefined) return false
  return (await run('wezterm', ['cli', 'activate-pane', '--pane-id', String(id)])) !== undefined
}

function paneIn(listed: string, ttyName: string): number | undefined {
  const panes = parseJson(listed)
  const pane = Array.isArray(panes) ? panes.find((one) => one?.tty_name === ttyName) : undefined
  return Number.isSafeInteger(pane?.pane_id) ? pane.pane_id : undefined
}

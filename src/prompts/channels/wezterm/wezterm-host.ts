/**
 * Panes of WezTerm, asked by `wezterm cli` as its user would:
 *
 *   wezterm cli list --format json → [{"pane_id":3,"tty_name":"/dev/pts/6","size":{"rows":40,"cols":100},"cursor_x":2,"cursor_y":9,…}]
 *   wezterm cli get-text --pane-id 3 --escapes        wezterm cli send-text --pane-id 3 --no-paste  <bytes
 */

import { parseJson } from '../../../agents/json-line.ts'
import type { RunProgram } from '../../../storage/run-program.ts'
import { pressAfterLook } from '../typed/press-after-look.ts'
import type { PlaceLook, TypedHost, TypedPlace } from '../typed/typed-host.ts'

interface Pane {
  readonly id: number
  readonly columns: number
  readonly cursor: PlaceLook['cursor']
}

export function wezTermHost(run: RunProgram): TypedHost {
  const cli = (words: readonly string[], input?: Buffer) => run('wezterm', ['cli', '--no-auto-start', ...words], input)
  const paneOf = async (tty: string) =>
    paneIn(parseJson((await cli(['list', '--format', 'json'])) ?? ''), `/dev/${tty}`)

  return {
    id: 'wezterm',
    isLookApart: true,
    async find({ tty }) {
      const pane = tty === undefined ? undefined : await paneOf(tty)
      return tty === undefined || pane === undefined ? undefined : placeOf(pane.id, tty)
    },
  }

  function placeOf(id: number, tty: string): TypedPlace {
    async function look(): Promise<PlaceLook | undefined> {
      const pane = await paneOf(tty)
      const screen = await cli(['get-text', '--pane-id', String(id), '--escapes'])
      return pane?.id === id && screen !== undefined ? { ...pane, screen } : undefined
    }
    const type = async (bytes: Buffer) => {
      await cli(['send-text', '--pane-id', String(id), '--no-paste'], bytes)
    }
    return {
      name: `pane ${id} of WezTerm`,
      look,
      type,
      pressIf: (...keys) => pressAfterLook({ look, type }, ...keys),
    }
  }
}

function paneIn(listed: unknown, ttyName: string): Pane | undefined {
  const pane: unknown = Array.isArray(listed) ? listed.find((one) => one?.tty_name === ttyName) : undefined
  const { pane_id: id, size, cursor_x: x, cursor_y: y } = (pane ?? {}) as Readonly<Record<string, unknown>>
  const columns = (size as { readonly cols?: unknown } | undefined)?.cols
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || typeof columns !== 'number') return undefined
  return { id, columns, cursor: { x: Number(x), y: Number(y) } }
}

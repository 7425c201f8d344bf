/**
 * Panes of zellij, from 0.44 on, asked as its user would; a pane is named by its id alone:
 *
 *   zellij --session=shop action list-panes --json → [{"id":3,"is_plugin":false,"exited":false,"is_held":false,"tab_id":0,"pane_content_columns":98,…}]
 *   zellij --session=shop action list-tabs --json  → [{"tab_id":0,"is_sync_panes_active":false,…}]
 *   zellij --session=shop action dump-screen --pane-id terminal_3 --ansi
 *   zellij --session=shop action write --pane-id terminal_3 27 91 50 …
 *
 * Its list names no process and no terminal: which pane a session is in is told by what zellij gave to the shell in it (`paneOf`). While
 * its user has scrolled back a pane shows nothing new, and nothing says that it is so.
 */
import { recordsOf } from '../../../agents/json-fields.ts'
import { parseJson } from '../../../agents/json-line.ts'
import type { RunProgram } from '../../../storage/run-program.ts'
import { pressAfterLook } from '../typed/press-after-look.ts'
import type { PlaceLook, TypedHost, TypedPlace } from '../typed/typed-host.ts'

export interface ZellijPane {
  readonly session: string
  readonly id: number
}

/** In which pane this process has its keyboard, where that is sure. */
export type ZellijPaneOf = (pid: number) => Promise<ZellijPane | undefined>

export function zellijHost(run: RunProgram, paneOf: ZellijPaneOf): TypedHost {
  const act = ({ session }: ZellijPane, ...words: readonly string[]) =>
    run('zellij', [`--session=${session}`, 'action', ...words])

  /** Undefined: no such pane, it waits for its program to be run again, or nobody answers. */
  async function placeIn(pane: ZellijPane): Promise<Omit<PlaceLook, 'cursor' | 'screen'> | undefined> {
    const panes = recordsOf(parseJson((await act(pane, 'list-panes', '--json')) ?? ''))
    const one = panes.find(({ id, is_plugin }) => id === pane.id && is_plugin === false)
    const columns = one?.['pane_content_columns']
    if (one?.['exited'] !== false || one['is_held'] !== false || typeof columns !== 'number') return undefined
    const tabs = recordsOf(parseJson((await act(pane, 'list-tabs', '--json')) ?? ''))
    const isAlone = tabs.find(({ tab_id }) => tab_id === one['tab_id'])?.['is_sync_panes_active'] === false
    return { columns, obstacle: isAlone ? undefined : 'is synchronized: others would get the same keys' }
  }

  return {
    id: 'zellij',
    isLookApart: true,
    needsHooks: 'While its user has scrolled back, zellij shows nothing new: a dialog would be answered unseen.',
    async find({ pid }) {
      const pane = pid === undefined ? undefined : await paneOf(pid)
      return pane !== undefined && (await placeIn(pane)) !== undefined ? placeOf(pane) : undefined
    },
  }

  function placeOf(pane: ZellijPane): TypedPlace {
    const named = ['--pane-id', `terminal_${pane.id}`]
    async function look(): Promise<PlaceLook | undefined> {
      const place = await placeIn(pane)
      const screen = await act(pane, 'dump-screen', ...named, '--ansi')
      return place && screen !== undefined ? { ...place, cursor: { x: 0, y: 0 }, screen } : undefined
    }
    const type = async (bytes: Buffer) => {
      await act(pane, 'write', ...named, ...[...bytes].map(String))
    }
    return {
      name: `pane ${pane.id} of zellij`,
      look,
      type,
      pressIf: (...keys) => pressAfterLook({ look, type }, ...keys),
    }
  }
}

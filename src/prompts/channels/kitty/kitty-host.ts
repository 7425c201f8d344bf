/**
 * Windows of kitty, where it lets itself be controlled (`allow_remote_control`, `listen_on`) and TCE was started in it, so that
 * KITTY_LISTEN_ON names its socket:
 *
 *   kitten @ --to unix:/tmp/kitty ls → [{"tabs":[{"windows":[{"id":3,"pid":1200,"columns":100,"foreground_processes":[{"pid":1234}]}]}]}]
 *   kitten @ --to … get-text --match id:3 --ansi      kitten @ --to … send-text --match id:3 --stdin  <bytes
 */

import { recordsOf } from '../../../agents/json-fields.ts'
import { parseJson } from '../../../agents/json-line.ts'
import type { RunProgram } from '../../../storage/run-program.ts'
import { pressAfterLook } from '../typed/press-after-look.ts'
import type { PlaceLook, TypedHost, TypedPlace } from '../typed/typed-host.ts'

interface KittyWindow {
  readonly id: number
  readonly columns: number
}

export function kittyHost(run: RunProgram, address: string): TypedHost {
  const kitten = (words: readonly string[], input?: Buffer) => run('kitten', ['@', '--to', address, ...words], input)
  const windowOf = async (pid: number) => windowIn(parseJson((await kitten(['ls'])) ?? ''), pid)

  return {
    id: 'kitty',
    isLookApart: true,
    async find({ pid }) {
      const window = pid === undefined ? undefined : await windowOf(pid)
      return pid === undefined || window === undefined ? undefined : placeOf(window.id, pid)
    },
  }

  function placeOf(id: number, pid: number): TypedPlace {
    const match = ['--match', `id:${id}`]
    async function look(): Promise<PlaceLook | undefined> {
      const window = await windowOf(pid)
      const screen = await kitten(['get-text', ...match, '--ansi'])
      if (window?.id !== id || screen === undefined) return undefined
      return { columns: window.columns, cursor: { x: 0, y: 0 }, screen }
    }
    const type = async (bytes: Buffer) => {
      await kitten(['send-text', ...match, '--stdin'], bytes)
    }
    return {
      name: `window ${id} of kitty`,
      look,
      type,
      pressIf: (...keys) => pressAfterLook({ look, type }, ...keys),
    }
  }
}

/** The one in which this process has the keyboard. */
function windowIn(listed: unknown, pid: number): KittyWindow | undefined {
  const window = recordsOf(listed)
    .flatMap(({ tabs }) => recordsOf(tabs))
    .flatMap(({ windows }) => recordsOf(windows))
    .find(({ foreground_processes }) => recordsOf(foreground_processes).some((one) => one['pid'] === pid))
  const { id, columns } = window ?? {}
  return typeof id === 'number' && typeof columns === 'number' ? { id, columns } : undefined
}

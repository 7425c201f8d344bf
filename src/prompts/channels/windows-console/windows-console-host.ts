/**
 * Consoles of Windows, also those that Windows Terminal and editors show, by a helper that attaches itself to the console of a process for
 * as long as one look or one key takes (`console-script.ts`). Off until its user allows it.
 */

import type { Key, PlaceLook, SeenPlace, TypedHost, TypedPlace } from '../typed/typed-host.ts'
import type { ConsoleHelper } from './console-helper.ts'

export interface ConsoleParts {
  readonly isAllowed: () => boolean
  readonly start: () => ConsoleHelper
}

/** A process that only waits to be asked. */
const unusedForMs = 30_000
const keys: Readonly<Partial<Record<Key, string>>> = { Enter: 'enter', 'C-u': 'clear' }

export function windowsConsoleHost({ isAllowed, start }: ConsoleParts): TypedHost {
  let helper: ConsoleHelper | undefined
  let timer: NodeJS.Timeout | undefined

  function close() {
    helper?.close()
    helper = undefined
  }

  async function ask(...words: readonly (string | number)[]): Promise<string | undefined> {
    clearTimeout(timer)
    timer = setTimeout(close, unusedForMs).unref()
    helper ??= start()
    const answer = await helper.ask(words.join(' '))
    if (answer === undefined) close()
    return answer
  }

  function placeOf(pid: number, since: string): TypedPlace {
    return {
      name: `the console of process ${pid}`,
      look: async () => lookIn((await ask('look', pid, since)) ?? ''),
      async type(bytes) {
        await ask('type', pid, since, base64(bytes))
      },
      async pressIf(key, { cursor, words }: SeenPlace, times = 1) {
        const name = keys[key]
        if (name === undefined) return false
        const seen = [cursor.x, cursor.y, base64(Buffer.from(words))]
        const answer = await ask('press', pid, since, ...seen, name, times)
        if (answer !== 'done' && answer !== 'not' && answer !== 'gone')
          throw new Error(`Nobody knows whether the key arrived: ${answer ?? 'no answer'}.`)
        return answer === 'done'
      },
    }
  }

  return {
    id: 'windows-console',
    needsHooks:
      'While its user selects text in it, a console of Windows shows nothing new: a dialog would be answered unseen.',
    cannotShow: (text) => (beyondTwoBytes.test(text) ? noEmoji : undefined),
    async find({ pid, start: since }) {
      if (!isAllowed() || pid === undefined || since === undefined || !/^\d+$/.test(since)) return undefined
      const place = placeOf(pid, since)
      return (await place.look()) === undefined ? undefined : place
    },
  }
}

const beyondTwoBytes = /[\u{10000}-\u{10ffff}]/u
const noEmoji =
  'A console of Windows tells of emoji only that something stands there: nobody could see that it is your text.'

const base64 = (bytes: Buffer): string => (bytes.length === 0 ? '-' : bytes.toString('base64'))

function lookIn(answer: string): PlaceLook | undefined {
  const [kind, columns, x, y, rows = ''] = answer.split(' ')
  const cursor = { x: Number(x), y: Number(y) }
  if (kind === 'scrolled')
    return { columns: Number(columns), cursor: { x: 0, y: 0 }, screen: '', obstacle: 'is scrolled back' }
  if (kind !== 'screen') return undefined
  return { columns: Number(columns), cursor, screen: Buffer.from(rows, 'base64').toString() }
}

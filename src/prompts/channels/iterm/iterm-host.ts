/** Sessions of iTerm2 on macOS, by their tty. What is written and asked is an argument of the script, never part of it. */
import type { RunProgram } from '../../../storage/run-program.ts'
import { pressAfterLook } from '../typed/press-after-look.ts'
import type { PlaceLook, TypedHost, TypedPlace } from '../typed/typed-host.ts'

/** `is running` starts nothing. The first line of a look is its columns, the rest its screen. */
const script = `
on run argv
  set verb to item 1 of argv
  set wanted to "/dev/" & item 2 of argv
  if application "iTerm2" is not running then return "not there"
  tell application "iTerm2"
    repeat with aWindow in windows
      repeat with aTab in tabs of aWindow
        repeat with aSession in sessions of aTab
          if tty of aSession is wanted then
            if verb is "find" then return "found"
            if verb is "look" then return ((columns of aSession) as text) & linefeed & (contents of aSession)
            tell aSession to write text (item 3 of argv) newline no
            return "written"
          end if
        end repeat
      end repeat
    end repeat
  end tell
  return "not there"
end run`

export function iTermHost(run: RunProgram): TypedHost {
  const ask = (...words: readonly string[]) => run('/usr/bin/osascript', ['-e', script, ...words])
  return {
    id: 'iterm',
    isLookApart: true,
    async find({ tty }) {
      const isHere = tty !== undefined && (await ask('find', tty))?.trim() === 'found'
      return isHere ? placeOf(tty, ask) : undefined
    },
  }
}

function placeOf(tty: string, ask: (...words: readonly string[]) => Promise<string | undefined>): TypedPlace {
  async function look(): Promise<PlaceLook | undefined> {
    const answer = await ask('look', tty)
    const [, columns, screen] = /^(\d+)\n([\s\S]*)$/.exec(answer ?? '') ?? []
    if (columns === undefined || screen === undefined) return undefined
    return { columns: Number(columns), cursor: { x: 0, y: 0 }, screen }
  }
  const type = async (bytes: Buffer) => {
    await ask('write', tty, bytes.toString())
  }
  return { name: `${tty} of iTerm2`, look, type, pressIf: (...keys) => pressAfterLook({ look, type }, ...keys) }
}

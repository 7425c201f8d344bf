/** A tab of Terminal or iTerm2, by its tty. Its name is an argument of the script, never part of it. */
import type { RunProgram } from '../../storage/run-program.ts'

/** `is running` starts nothing. Every window is looked at: a tab that is found brings itself, its window and its program to the front. */
const script = `
on run argv
  set wanted to "/dev/" & item 1 of argv
  if application "iTerm2" is running then
    tell application "iTerm2"
      repeat with aWindow in windows
        repeat with aTab in tabs of aWindow
          repeat with aSession in sessions of aTab
            if tty of aSession is wanted then
              select aSession
              select aTab
              select aWindow
              activate
              return "shown"
            end if
          end repeat
        end repeat
      end repeat
    end tell
  end if
  if application "Terminal" is running then
    tell application "Terminal"
      repeat with aWindow in windows
        repeat with aTab in tabs of aWindow
          if tty of aTab is wanted then
            set selected of aTab to true
            set index of aWindow to 1
            activate
            return "shown"
          end if
        end repeat
      end repeat
    end tell
  end if
  return "not there"
end run`

export const macTab = async (tty: string, run: RunProgram): Promise<boolean> =>
  (await run('/usr/bin/osascript', ['-e', script, tty]))?.trim() === 'shown'

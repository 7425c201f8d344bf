/**
 * Desktop notifications without Electron: `notify-send` on Linux, `osascript` on macOS, node-notifier on Windows only. Why not
 * node-notifier everywhere (10.0.1): its terminal-notifier for macOS is built for Intel alone and fails on Apple Silicon without
 * Rosetta, and on Linux it starts notify-send as well, but without the click.
 */
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { minutes } from '../core/time/duration.ts'
import type { Notice, Notifier } from './notifier.ts'
import { clicked, shownNotice } from './notifier.ts'

export interface NotifierSources {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clickWithinMs?: number
}

/** Undefined where nobody would see one: no desktop, or no program for it. */
export async function findNotifier(sources: NotifierSources = process): Promise<Notifier | undefined> {
  const found = await platformNotifier(sources)
  return found && { ...found, show: (notice, over) => found.show(shownNotice(notice), over) }
}

async function platformNotifier({
  platform,
  env,
  clickWithinMs = minutes(10),
}: NotifierSources): Promise<Notifier | undefined> {
  switch (platform) {
    case 'linux': {
      const program = hasSessionBus(env) ? findProgram('notify-send', env) : undefined
      return program === undefined ? undefined : runningPrograms(env, clickWithinMs, (run) => notifySend(program, run))
    }
    case 'darwin':
      return runningPrograms(
        env,
        clickWithinMs,
        // What it shows can't be taken back.
        (run) => (notice) => run('/usr/bin/osascript', osascriptArguments(notice)),
      )
    case 'win32':
      return (await import('./notify-windows.ts')).windowsNotifier()
    default:
      return undefined
  }
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}
type Run = (program: string, args: readonly string[], over?: AbortSignal) => Promise<Ended>

function runningPrograms(
  env: NotifierSources['env'],
  clickWithinMs: number,
  make: (run: Run) => (notice: Notice, over?: AbortSignal) => Promise<Ended>,
): Notifier {
  const ends = new Set<() => void>()
  const run: Run = (program, args, over) =>
    new Promise((resolve) => {
      const child = spawn(program, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
      // At this signal notify-send closes what it showed.
      const end = () => void child.kill('SIGINT')
      const timer = setTimeout(end, clickWithinMs)
      timer.unref()
      ends.add(end)
      over?.addEventListener('abort', end)
      if (over?.aborted === true) end()
      let [stdout, stderr] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text) => {
        stdout += text
      })
      child.stderr.setEncoding('utf8').on('data', (text) => {
        stderr += text
      })
      const done = (code: number | null) => {
        clearTimeout(timer)
        ends.delete(end)
        over?.removeEventListener('abort', end)
        resolve({ code, stdout, stderr })
      }
      child.on('error', () => done(null))
      child.on('close', done)
    })
  const show = make(run)
  return {
    show: async (notice, over) => (await show(notice, over)).stdout.trim() || undefined,
    close: () => {
      for (const end of ends) end()
    },
  }
}

/** Before libnotify 0.7.10 it knows no actions: then it is shown without a click. */
function notifySend(program: string, run: Run) {
  let knowsActions = true
  return async (notice: Notice, over?: AbortSignal): Promise<Ended> => {
    const ended = await run(program, notifySendArguments(notice, { hasClick: knowsActions }), over)
    if (!knowsActions || ended.code === 0 || !/unknown option/i.test(ended.stderr)) return ended
    knowsActions = false
    return run(program, notifySendArguments(notice, { hasClick: false }))
  }
}

/** The body is markup to the desktops; the texts in it are somebody else's. */
export const notifySendArguments = (
  { title, body, actions = [] }: Notice,
  { hasClick }: { readonly hasClick: boolean },
): readonly string[] => [
  '--app-name=TCE',
  ...(hasClick ? [...actions.map(({ name, label }) => `--action=${name}=${label}`), `--action=${clicked}=Show`] : []),
  '--',
  title,
  escapeMarkup(body),
]

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Title and body are arguments of the script, never part of it. */
export const osascriptArguments = ({ title, body }: Notice): readonly string[] => [
  ...['-e', 'on run argv'],
  ...['-e', 'display notification (item 2 of argv) with title (item 1 of argv)'],
  ...['-e', 'end run'],
  title,
  body,
]

const hasSessionBus = (env: NotifierSources['env']): boolean =>
  Boolean(env['DBUS_SESSION_BUS_ADDRESS']) ||
  (env['XDG_RUNTIME_DIR'] !== undefined && existsSync(join(env['XDG_RUNTIME_DIR'], 'bus')))

function findProgram(name: string, env: NotifierSources['env']): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

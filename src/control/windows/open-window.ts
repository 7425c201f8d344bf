/** A new terminal window with a program in it. */
import { type SpawnOptions, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { newWindowCommand, type WindowCommand, type WindowRequest } from './new-window.ts'

/** Undefined when it runs; else why not. */
export function openWindow(request: Omit<WindowRequest, 'has'>, cwd?: string): Promise<string | undefined> {
  const command = newWindowCommand({ ...request, has: (program) => isOnPath(program, request.env) })
  const none = 'there is no terminal program that can be told this'
  return command === undefined ? Promise.resolve(none) : start(command, { cwd, env: request.env })
}

/** Undefined when it runs. */
function start({ file, args }: WindowCommand, how: Pick<SpawnOptions, 'cwd' | 'env'>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { detached: true, stdio: 'ignore', ...how })
    child.on('error', (cause) => resolve(`${file}: ${cause.message}`))
    child.on('exit', (code) => {
      if (code !== null && code !== 0) resolve(`${file} ended with ${code}`)
    })
    child.on('spawn', () => {
      child.unref()
      // Long enough to see that it refuses to start.
      setTimeout(() => resolve(undefined), 500)
    })
  })
}

export function isOnPath(program: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter)
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)))
}

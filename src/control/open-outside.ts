/** Hands an address, a folder or a file to the program that the desktop has for it. Whoever calls has looked at what it is. */
import { spawn } from 'node:child_process'

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

type Environment = Readonly<Record<string, string | undefined>>

/** Why it was not opened, in words; undefined: the program for it was started. */
export function openOutside(
  target: string,
  { platform, env }: { readonly platform: NodeJS.Platform; readonly env: Environment },
): Promise<string | undefined> {
  const hasDisplay = platform === 'darwin' || platform === 'win32' || env['DISPLAY'] || env['WAYLAND_DISPLAY']
  if (!hasDisplay) return Promise.resolve('TCE runs where there is no display')
  const [program, ...args] = openers[platform] ?? ['xdg-open']
  return startOutside(program, [...args, target], { env })
}

/** The same for a program that is named. */
export function startOutside(
  program: string,
  args: readonly string[],
  { env, cwd }: { readonly env: Environment; readonly cwd?: string | undefined },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { stdio: 'ignore', detached: true, env: { ...env }, ...(cwd && { cwd }) })
    child.on('error', (cause) => resolve(`${program}: ${cause.message}`))
    child.on('spawn', () => {
      child.unref()
      // Long enough to see that it refuses.
      setTimeout(() => resolve(undefined), 300)
    })
    child.on('exit', (code) => {
      if (code !== null && code !== 0) resolve(`${program} ended with ${code}`)
    })
  })
}

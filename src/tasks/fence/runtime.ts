/** Commands put into a fence by Anthropic's sandbox runtime: bubblewrap on Linux, sandbox-exec on macOS. The only file that imports it. */
import { SandboxManager, type SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime'
import { err, ok, type Result } from '../../core/result.ts'
import type { FenceRules } from '../../core/tasks/fence.ts'

/** One argument of a program is 128 KiB at most, and all of it becomes one. */
const mostCharacters = 100_000

/**
 * Program and arguments that run `argv` inside; nothing is left to be done or kept open by whoever asked. What lies in this process's own
 * folder is protected by rules of the package's own, so it should be one in which nothing may be written.
 */
export async function wrapped(argv: readonly string[], rules: FenceRules): Promise<Result<readonly string[], string>> {
  const literal = (paths: readonly string[]) => paths.map((path) => ({ path, literal: true as const }))
  const config = {
    // No list of hosts: the network is as it is. An empty list would be none at all.
    network: { deniedDomains: [] },
    filesystem: {
      denyRead: literal(rules.denyRead),
      allowRead: literal(rules.allowRead),
      allowWrite: literal(rules.allowWrite),
      denyWrite: literal(rules.denyWrite),
    },
    allowAppleEvents: rules.allowAppleEvents,
    allowPty: true,
    // It looks for more to protect in this process's folder, where there is nothing.
    ripgrep: { command: 'true' },
  }
  // The type wants a list of hosts; the package itself tells “no list” from “no host”.
  SandboxManager.updateConfig(config as unknown as SandboxRuntimeConfig)
  let text: string
  try {
    text = await SandboxManager.wrapWithSandbox(`exec ${argv.map(quoted).join(' ')}`)
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause))
  }
  if (text.length > mostCharacters)
    return err(`its command is ${text.length} characters long; a fence takes ${mostCharacters}. Write it into a file.`)
  if (process.platform !== 'linux') return ok(['/bin/sh', '-c', `exec ${text}`])
  // In a session of its own it would never hear that its terminal has another size. That option keeps what is inside from typing for whoever
  // reads the same terminal outside: here that is nobody, the terminal ends with it.
  const begin = 'bwrap --new-session '
  if (!text.startsWith(begin))
    return err(`the sandbox runtime made another command than is known: ${text.slice(0, 80)}`)
  return ok(['/bin/sh', '-c', `exec bwrap ${text.slice(begin.length)}`])
}

export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** `tce watch --detached`: the same in a new terminal window. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { exitCodes } from '../../core/exit-code.ts'
import { quotingOf, shellCommand } from '../../core/words/command.ts'
import { line, span } from '../../terminal/roles.ts'
import type { AgentOption } from '../agent-option.ts'
import type { CommandContext } from '../context.ts'
import { newWindowCommand } from './new-window.ts'

export async function openDetached(
  what: string | undefined,
  { redact, agent = [] }: AgentOption & { readonly redact?: boolean | undefined },
  { terminal }: CommandContext,
): Promise<number> {
  const { env, platform } = terminal.io
  const kinds = agent.length === 0 ? [] : ['--agent', agent.join(',')]
  const own = ['watch', ...(redact === false ? ['--no-redact'] : []), ...kinds]
  const asked = what === undefined ? [] : [what]
  const argv = [process.execPath, process.argv[1] ?? '', ...own, ...asked]
  const command = newWindowCommand({ platform, env, has: (program) => isOnPath(program, env), argv })
  const failed =
    command === undefined
      ? 'there is no terminal program that can be told this'
      : await start(command.file, command.args)
  if (failed === undefined) return exitCodes.done
  const { glyphs } = terminal.look()
  terminal.printError([
    line(span(`${glyphs.failed} `, 'bad'), `No window could be opened: ${failed}.`),
    line(
      '  ',
      span('Next: ', 'dim'),
      `in a window of your own, ${shellCommand(['tce', ...own], asked, quotingOf(platform)) ?? 'tce watch'}`,
    ),
  ])
  return exitCodes.couldNot
}

/** Undefined when it runs. */
function start(file: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { detached: true, stdio: 'ignore' })
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

function isOnPath(program: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter)
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)))
}

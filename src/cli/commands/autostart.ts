/** `tce autostart on|off|status` */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Autostart, AutostartEntry, AutostartKind, StartCommand } from '../../control/autostart.ts'
import { createAutostart } from '../../control/autostart.ts'
import { CliError } from '../../core/cli-error.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, wrongUsage } from '../context.ts'

export interface AutostartOptions {
  readonly service?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function autostartCommand(
  action: string,
  options: AutostartOptions,
  context: CommandContext,
  autostart: Autostart = createAutostart(),
): Promise<ExitCode> {
  switch (action) {
    case 'on':
      await personOnly(context, 'settings')
      return switchOn(options.service === true ? 'service' : 'desktop', context, autostart)
    case 'off':
      await personOnly(context, 'settings')
      return switchOff(context, autostart)
    case 'status':
      return show(await autostart.status(), options, context)
    default:
      return wrongUsage(context, `"${action}" is neither on, off nor status.`, 'tce autostart on')
  }
}

async function switchOn(kind: AutostartKind, { terminal }: CommandContext, autostart: Autostart): Promise<ExitCode> {
  const entry = await autostart.on(kind, startCommand())
  if (!entry.ok) throw new CliError(entry.error.message)
  const { glyphs } = terminal.look()
  terminal.print([
    line(span(`${glyphs.done} `, 'ok'), 'TCE starts at the next login.'),
    line('  ', span(entry.value.file, 'dim')),
    ...(kind === 'service' ? [line('  ', span('Now as well: ', 'dim'), 'systemctl --user start tce')] : []),
  ])
  return exitCodes.done
}

async function switchOff({ terminal }: CommandContext, autostart: Autostart): Promise<ExitCode> {
  const removed = await autostart.off()
  if (!removed.ok) throw new CliError(removed.error.message)
  const { glyphs } = terminal.look()
  if (removed.value.length === 0) terminal.print([line(span(`${glyphs.none} `, 'dim'), 'TCE did not start at login.')])
  else terminal.print([line(span(`${glyphs.done} `, 'ok'), 'TCE starts no more at login.')])
  return exitCodes.done
}

function show(entries: readonly AutostartEntry[], { json }: AutostartOptions, { terminal }: CommandContext): ExitCode {
  const { glyphs } = terminal.look()
  if (json === true) terminal.printJson({ isOn: entries.length > 0, entries })
  else if (entries.length === 0) {
    terminal.print([
      line(
        span(`${glyphs.none} `, 'dim'),
        'TCE does not start at login. ',
        span('Change that: ', 'dim'),
        'tce autostart on',
      ),
    ])
  } else {
    terminal.print([
      line(span(`${glyphs.done} `, 'ok'), 'TCE starts at login.'),
      ...entries.map(({ file }) => line('  ', span(file, 'dim'))),
    ])
  }
  return exitCodes.done
}

/** This Node.js with bin/tce.js of this installation: a login has no PATH of a shell. */
export function startCommand(program: string = process.execPath): StartCommand {
  const script = findUpward(dirname(fileURLToPath(import.meta.url)), join('bin', 'tce.js'))
  if (script === undefined) throw new Error('bin/tce.js is not above this file.')
  return [program, script, 'run']
}

function findUpward(folder: string, file: string): string | undefined {
  const path = join(folder, file)
  if (existsSync(path)) return path
  return dirname(folder) === folder ? undefined : findUpward(dirname(folder), file)
}

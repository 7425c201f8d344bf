/** `tce keys add <label> | list | revoke <label>`: `add` prints the key alone on stdout, so that `$(tce keys add my-app)` is it. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { keysView } from '../views/keys-view.ts'

export interface KeysOptions {
  readonly source?: string | undefined
  readonly read?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function keysCommand(
  action: string,
  label: string | undefined,
  options: KeysOptions,
  context: CommandContext,
): Promise<ExitCode> {
  switch (action) {
    case 'list':
      return listKeys(options, context)
    case 'add':
      if (label === undefined)
        return wrongUsage(context, 'A key needs a label: what will use it.', 'tce keys add my-app')
      return addKey(label, options, context)
    case 'revoke':
      if (label === undefined) return wrongUsage(context, 'Which key is missing.', 'tce keys revoke my-app')
      return revokeKey(label, options, context)
    default:
      return wrongUsage(context, `There is no tce keys ${plainText(action)}.`, 'tce keys add|list|revoke')
  }
}

const listKeys = ({ json }: KeysOptions, context: CommandContext) =>
  withServices(context, async ({ keys }) => {
    const all = await keys.list()
    const { terminal, nowMs } = context
    if (json === true) terminal.printJson({ keys: all })
    else terminal.print(keysView(all, nowMs(), terminal.look()))
    return exitCodes.done
  })

const addKey = (label: string, { source, read = false, json }: KeysOptions, context: CommandContext) =>
  withServices(context, async ({ keys }) => {
    const { terminal } = context
    const { glyphs } = terminal.look()
    const added = await keys.add({ label, source, mayRead: read }, ownUser('cli'))
    if (!added.ok) {
      terminal.printError([line(span(`${glyphs.failed} `, 'bad'), plainText(added.error))])
      return exitCodes.couldNot
    }
    const { key, secret } = added.value
    if (json === true) {
      terminal.printJson({ key, secret })
      return exitCodes.done
    }
    terminal.print([line(secret)])
    const may = `sends events as ${source === undefined ? 'any source' : plainText(source)}${read ? ' and reads them' : ''}`
    terminal.printError([
      line(span(`${glyphs.done} `, 'ok'), `The key “${plainText(label)}” ${may}. It is shown this once.`),
    ])
    return exitCodes.done
  })

const revokeKey = (label: string, { json }: KeysOptions, context: CommandContext) =>
  withServices(context, async ({ keys }) => {
    const { terminal } = context
    const { glyphs } = terminal.look()
    const key = await keys.revoke(label, ownUser('cli'))
    if (key === undefined) {
      terminal.printError([
        line(span(`${glyphs.failed} `, 'bad'), `There is no key “${plainText(label)}”.`),
        line('  ', span('Next: ', 'dim'), 'tce keys list'),
      ])
      return exitCodes.nothingMatched
    }
    if (json === true) terminal.printJson({ key })
    else
      terminal.print([
        line(span(`${glyphs.done} `, 'ok'), `The key “${plainText(key.label)}” is good for nothing any more.`),
      ])
    return exitCodes.done
  })

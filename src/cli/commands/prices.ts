/** `tce prices` */
import { readFileSync } from 'node:fs'
import { checkPrices } from '../../agents/price-check.ts'
import { CliError } from '../../core/cli-error.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { priceFileIn } from '../../tracker/price-overrides.ts'
import type { CommandContext } from '../context.ts'
import { settings } from '../context.ts'
import { priceCheckView, pricesView } from '../views/prices-view.ts'
import { pricesInForce } from '../with-ledger.ts'

export interface PricesOptions {
  readonly check?: string | undefined
  readonly json?: boolean | undefined
}

/** With `--check` exit 1 says that there are differences, as diff does. */
export async function pricesCommand({ check, json }: PricesOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal, nowMs } = context
  const [{ configDir }, prices] = await Promise.all([settings(context), pricesInForce(context)])
  const priceFile = priceFileIn(configDir)
  if (check === undefined) {
    if (json === true) terminal.printJson({ asOf: prices.asOf, priceFile, models: prices.models })
    else terminal.print(pricesView(prices, { nowMs: nowMs(), priceFile }, terminal.look()))
    return exitCodes.done
  }
  const today = new Date(nowMs()).toISOString().slice(0, 10)
  const result = checkPrices(readJson(check), prices, today)
  if (result === undefined) {
    throw new CliError(
      `${check} has neither the shape of LiteLLM's model_prices_and_context_window.json nor of models.dev's api.json.`,
    )
  }
  if (json === true) terminal.printJson(result)
  else terminal.print(priceCheckView(result, check, terminal.look()))
  return result.differences.length === 0 ? exitCodes.done : exitCodes.couldNot
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new CliError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`)
  }
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new CliError(`${file} is not valid JSON. Download it again.`)
  }
}

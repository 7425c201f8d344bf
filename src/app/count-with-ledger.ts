/** Messages are counted as the ledger has their responses, as far as there is one. */
import { countMessages, type PassOptions } from '../analytics/message-pass.ts'
import { lookAtLedger } from '../tracker/ledger-look.ts'

export async function countWithLedger(dataDir: string, options: PassOptions): Promise<boolean> {
  const billed = lookAtLedger(dataDir)
  try {
    return await countMessages({ ...options, billed })
  } finally {
    billed?.close()
  }
}

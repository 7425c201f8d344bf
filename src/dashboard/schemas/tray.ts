/** `/api/tray` and what is below it. */

import { noTrayReasons } from '../../core/tray/tray-decision.ts'
import type { TrayFailure, TrayState } from '../../core/tray/tray-state.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'

const host = z.string().openapi({ example: 'github.com' })
const bytes = z.int().min(0)

const failure = exactly<TrayFailure>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('unreachable'), host, code: z.string() }),
    z.object({ kind: z.literal('forbidden'), host, status: z.int() }),
    z.object({ kind: z.literal('broken-off'), host, receivedBytes: bytes }),
    z.object({ kind: z.literal('wrong-archive'), from: z.string(), sha256: z.string() }),
    z.object({ kind: z.literal('disk'), path: z.string(), code: z.string() }),
    z.object({ kind: z.literal('not-read'), path: z.string(), code: z.string() }),
    z.object({ kind: z.literal('not-unpacked'), why: z.string() }),
    z.object({ kind: z.literal('not-started'), why: z.string(), sandboxHelper: z.string().optional() }),
  ]),
)

const state = exactly<TrayState>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('shown'), isServer: z.boolean().optional() }),
    z.object({ kind: z.literal('starting') }),
    z.object({ kind: z.literal('asking'), host }),
    z.object({ kind: z.literal('fetching'), host, receivedBytes: bytes, totalBytes: bytes.optional() }),
    z.object({ kind: z.literal('unpacking') }),
    z.object({ kind: z.literal('failed'), failure, file: z.string() }),
    z.object({ kind: z.literal('off'), reason: z.enum([...noTrayReasons, 'put-off', 'not-started-here']) }),
  ]),
)

export const traySchema = z
  .object({ state, message: z.string().openapi({ description: 'The same in a sentence' }) })
  .openapi('Tray')

export const hideTrayBody = z
  .strictObject({
    isForGood: z.boolean().openapi({ description: 'Remembered; else it comes back with the next start' }),
  })
  .openapi('HideTray')

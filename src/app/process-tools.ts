/** Processes of this machine for who holds some of its own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sendSignal } from '../control/send-signal.ts'
import type { ProcessTools } from '../runner/supervisor/own-processes.ts'
import { readChildMarks } from '../scanner/linux/child-marks.ts'
import { createProcessTable } from '../scanner/process-table.ts'

/** Environments can be read on Linux alone: elsewhere only what descends from a program is known to be its own. */
export const processTools = (): ProcessTools => ({
  table: createProcessTable(),
  marksOf: process.platform === 'linux' ? readChildMarks : () => ({}),
  signal: sendSignal,
  wait: sleep,
})

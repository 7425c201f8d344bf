/** A fleet as JSON, made once per scan however many read it: as text for the stream, as bytes for answers. */
import type { FleetReport } from '../core/process/report.ts'

export interface FleetJson {
  readonly text: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const made = new WeakMap<FleetReport, FleetJson>()

export function fleetJson(fleet: FleetReport): FleetJson {
  const known = made.get(fleet)
  if (known !== undefined) return known
  const text = JSON.stringify(fleet)
  const json = { text, bytes: new TextEncoder().encode(text) }
  made.set(fleet, json)
  return json
}

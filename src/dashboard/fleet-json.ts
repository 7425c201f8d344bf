/** A fleet as JSON text, made once per scan however many read it. */
import type { FleetReport } from '../core/report.ts'

const texts = new WeakMap<FleetReport, string>()

export function fleetJson(fleet: FleetReport): string {
  const known = texts.get(fleet)
  if (known !== undefined) return known
  const text = JSON.stringify(fleet)
  texts.set(fleet, text)
  return text
}

import { expect, it } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { telemetryAgents, telemetryEvent, telemetryPoint } from '../../src/agents/telemetry.ts'
import type { Attributes } from '../../src/core/otlp/otlp-values.ts'

const rules = {
  agents: telemetryAgents(Object.values(agents)),
  nowMs: 1_795_198_000_000,
  maxBytes: 10_000,
  redact: (text: string) => text,
  digest: (text: string) => `digest of ${text.length}`,
}
const services = ['claude-code', 'codex_cli_rs', 'gemini-cli']
/** An object that can't even be made a text. */
const noText = { toString: 1 }

it.each(services)('%s: an event by a name that every object has is kept, and says nothing of its own', (service) => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    const event = telemetryEvent({ name, attributes: {}, sender: { service, resource: {} } }, rules)
    expect(event).toMatchObject({ ok: true, value: { event_type: name, message: undefined } })
  }
})

it.each(services)('%s: what should be a word and is a list of values breaks nothing', (service) => {
  const attributes: Attributes = { success: noText, decision: noText, source: noText, type: noText }
  const sender = { service, resource: {} }
  for (const name of ['tool_decision', 'codex.tool_result', 'gemini_cli.tool_call']) {
    expect(telemetryEvent({ name, attributes, sender }, rules)).toMatchObject({ ok: true })
  }
  const point = telemetryPoint({ name: 'claude_code.token.usage', kind: 'delta', value: 1, attributes, sender }, rules)
  expect(point).toMatchObject({ ok: true, value: { told: undefined } })
})

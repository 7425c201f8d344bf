/** opencode sends spans of its AI SDK, by the names of the semantic conventions. Pure. */
import type { AgentTelemetry } from '../agent.ts'

export const telemetry: AgentTelemetry = { service: /^opencode$/, source: 'opencode' }

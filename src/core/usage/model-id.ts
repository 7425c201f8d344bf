/** One model has many spellings: with a date, a window, a provider in front. Exact after this, never a guess by prefix. Pure. */

/** `us.anthropic.`, `global.anthropic.`, `anthropic/`, `vertex_ai/`: who serves it, not what it is. */
const provider =
  /^(?:(?:openrouter|bedrock|vertex_ai|vertex|anthropic)\/)*(?:[a-z]{2,6}(?:-[a-z]+)*\.)?(?:anthropic[./])?/
/** Bedrock's revision: `-v1:0`, `-v1`. */
const bedrockRevision = /-v\d+(?::\d+)?$/
/** Vertex: `@20251101`, `@default`. */
const vertexVersion = /@[a-z0-9-]+$/
const window = /\[\d+[mk]\]$/
const date = /-20\d{6}$/

/**
 * The id a price list is keyed by: `us.anthropic.claude-opus-4-5-20251101-v1:0` and `claude-opus-4-5@20251101` are both
 * `claude-opus-4-5`. An id of nobody we know keeps its provider: `acme-gateway/next-1` stays as it is.
 */
export function normaliseModelId(id: string): string {
  const lower = id.trim().toLowerCase()
  return withoutProvider(lower)
    .replace(window, '')
    .replace(vertexVersion, '')
    .replace(bedrockRevision, '')
    .replace(date, '')
}

/** Only in front of a Claude model is a prefix a provider; elsewhere it belongs to the name. */
function withoutProvider(id: string): string {
  const rest = id.replace(provider, '')
  return rest.startsWith('claude-') ? rest : id
}

/** Ids that ask for the window of a million tokens: `claude-opus-4-6[1m]`. */
export const asksForMillionTokens = (id: string): boolean => /\[1m\]$/i.test(id.trim())

/** One model has many spellings: with a date, a window, a provider in front. The version is always read whole, never guessed. Pure. */

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

/** `claude-opus-4-6`, `claude-3-5-haiku`: family and version, wherever they stand in an id; the version is read to its last digit. */
const claudeModel = /claude-(?:([a-z]+)-(\d+)(?:-(\d{1,2}))?|(\d+)(?:-(\d{1,2}))?-([a-z]+))(?!\d)/g

/**
 * The Claude models that an id names, the last first: gateways put folders, providers and words around them, and write
 * versions with a dot. `openrouter/anthropic/claude-sonnet-4.5:thinking` names `claude-sonnet-4-5`; so Claude Code reads them.
 */
export function claudeModelsIn(id: string): readonly string[] {
  const dashed = id.toLowerCase().replace(/(?<=\d)[._](?=\d)/g, '-')
  return [...dashed.matchAll(claudeModel)].reverse().map(([, family, major, minor, oldMajor, oldMinor, oldFamily]) => {
    const version = [major ?? oldMajor, minor ?? oldMinor].map(Number).filter((part, at) => at === 0 || part > 0)
    return family === undefined ? `claude-${version.join('-')}-${oldFamily}` : `claude-${family}-${version.join('-')}`
  })
}

/** Ids that ask for the window of a million tokens: `claude-opus-4-6[1m]`. */
export const asksForMillionTokens = (id: string): boolean => /\[1m\]$/i.test(id.trim())

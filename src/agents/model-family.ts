/** Whose a model is, and of which of its maker's families: what a colour is told by. Pure. */

const families = [
  ['opus', /opus/],
  ['fable', /fable/],
  ['sonnet', /sonnet/],
  ['haiku', /haiku/],
  ['openai', /^(?:gpt|codex|o\d)/],
  ['google', /^gemini/],
] as const

export type ModelFamily = (typeof families)[number][0] | 'other'

/** A gateway's name in front is not the maker's. */
const ownName = (model: string): string => model.slice(model.lastIndexOf('/') + 1)

export const familyOf = (model: string): ModelFamily =>
  families.find(([, pattern]) => pattern.test(ownName(model)))?.[0] ?? 'other'

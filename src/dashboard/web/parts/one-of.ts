/** A word of the address that has to be one of a few; undefined: it is none of them. Pure. */
export const oneOf = <T extends string>(allowed: readonly T[], value: string | undefined): T | undefined =>
  allowed.find((candidate) => candidate === value)

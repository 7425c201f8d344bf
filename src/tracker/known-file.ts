/** As little as tells whether a file changed, as the store gives it: there may be a hundred thousand of them. */
export type KnownFile = readonly [
  path: string,
  id: number,
  inode: number,
  sizeBytes: number,
  mtimeMs: number,
  isGone: number,
  /** Of a subagent that nothing describes so far. */
  isUndescribed: number,
  /** By which version it was read. */
  reader: number,
  /** Of a session in a database: tools, files and text were not read so far. */
  isUsageAlone: number,
]

/** By path, or by the name that a session in a database goes by. */
export type KnownFiles = Pick<ReadonlyMap<string, KnownFile>, 'get'>

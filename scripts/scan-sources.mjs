/** By what a scanner is known to be of these sources. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, hashOf } from './stamp.mjs'
import { root } from './toolchain.mjs'

export const scanSourcesHash = () =>
  hashOf(
    ...[...filesBelow(root, 'wasm'), 'src/agents/claude/scan-layout.ts'].map((file) =>
      readFileSync(join(root, file), 'utf8'),
    ),
  )

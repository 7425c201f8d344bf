/** A small JSON file of our own that can be done without: empty where there is none, or it is not one of ours. */
import { readFileSync } from 'node:fs'
import type { JsonRecord } from '../agents/json-fields.ts'
import { recordIn } from '../agents/json-line.ts'

export function readOwnRecord(path: string): JsonRecord {
  try {
    return recordIn(readFileSync(path)) ?? {}
  } catch {
    return {}
  }
}

/** A path as people write it who sit here. */
import { homedir } from 'node:os'
import { shortPath } from './doctor/facts.ts'

export const shortHere = (path: string): string => shortPath(path, homedir())

/** Where Kilo keeps its files: as opencode does, under its own name. */
import { dataFolder } from '../opencode/paths.ts'

export const configDirs = dataFolder('kilo')

/** A command, with everything it begins with: the program, where it prints, and the parts it may ask for. */
import { main } from '../cli/program.ts'
import { processIo } from '../terminal/io.ts'
import { cliParts } from './cli-parts.ts'

export const commandHere = (argv: readonly string[]): Promise<number> => main(argv, processIo(), cliParts)

/** What a program wrote, as it wrote it, into the terminal of whoever asked for exactly that: `tce attach`, `tce task log --raw`. */
import type { CliIo } from '../terminal/io.ts'

export const writeRaw = ({ stdout }: Pick<CliIo, 'stdout'>, text: string): void => void stdout.write(text)

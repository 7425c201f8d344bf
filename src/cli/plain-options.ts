/**
 * Command lines that are typed, or run by programs, all the time, and whose flags are few: they go without the parser, which costs a start
 * 12 ms. Whatever needs a closer look (an unknown flag, one without its value, a question for help) is left to it.
 */
import type { UsageOptions } from './commands/usage.ts'

const statusFlags: Readonly<Record<string, 'json' | 'watch' | 'plain'>> = {
  '--json': 'json',
  '--watch': 'watch',
  '-w': 'watch',
  '--no-color': 'plain',
}

/** `tce`, `tce status`. */
export function plainStatusOptions(argv: readonly string[]): { json: boolean; watch: boolean } | undefined {
  const [first, ...rest] = argv
  const flags = (first === 'status' ? rest : argv).map((word) => statusFlags[word])
  if (flags.includes(undefined)) return undefined
  return { json: flags.includes('json'), watch: flags.includes('watch') }
}

const usageFlags: Readonly<Record<string, 'json' | 'csv' | 'plain'>> = {
  '--json': 'json',
  '--csv': 'csv',
  '--no-color': 'plain',
}

const usageValues: Readonly<Record<string, 'by' | 'since' | 'until' | 'model' | 'project' | 'session' | 'timezone'>> = {
  '--by': 'by',
  '--since': 'since',
  '--until': 'until',
  '--model': 'model',
  '--project': 'project',
  '--session': 'session',
  '--timezone': 'timezone',
}

/** `tce usage`. */
export function plainUsageOptions([command, ...words]: readonly string[]): UsageOptions | undefined {
  if (command !== 'usage') return undefined
  const options: Record<string, string | boolean> = {}
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const [flag, named] = [usageFlags[word], usageValues[word]]
    if (flag !== undefined) options[flag] = true
    else if (named === undefined) return undefined
    else {
      at += 1
      const value = words[at]
      if (value === undefined || value.startsWith('-')) return undefined
      options[named] = value
    }
  }
  return options
}

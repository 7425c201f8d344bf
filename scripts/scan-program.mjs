/**
 * Makes assets/transcript-scan.wasm from wasm/; run by hand after something there changed, the program is committed. With `--check` it only says
 * whether what is committed is what its sources make.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { scanSourcesHash } from './scan-sources.mjs'
import { root } from './toolchain.mjs'

const program = join(root, 'assets', 'transcript-scan.wasm')
/** 181 pages of 64 KiB: `memoryBytes` of src/agents/claude/scan-layout.ts. */
const pages = '181'

function compile() {
  const dir = mkdtempSync(join(tmpdir(), 'tce-scan-program-'))
  try {
    const out = join(dir, 'scan.wasm')
    const size = ['--initialMemory', pages, '--maximumMemory', pages]
    const how = ['--runtime', 'stub', '--noAssert', '--enable', 'simd', '--use', 'abort=']
    execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/assemblyscript/bin/asc.js'),
        ...[join(root, 'wasm/transcript-scan.ts'), '-o', out, '-O3', '--shrinkLevel', '1', '--converge'],
        ...[...how, ...size],
      ],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
    )
    return Buffer.concat([readFileSync(out), customSection('sources', scanSourcesHash())])
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/**
 * What a program carries along and does not use: https://webassembly.github.io/spec/core/binary/modules.html#custom-section
 * @param {string} name
 * @param {string} text with the name shorter than 127 bytes
 */
function customSection(name, text) {
  const content = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from(text)])
  return Buffer.concat([Buffer.from([0, content.length]), content])
}

const made = compile()
if (!process.argv.includes('--check')) writeFileSync(program, made)
else if (!made.equals(readFileSync(program))) {
  console.error('assets/transcript-scan.wasm is not what wasm/ makes. Make it with "npm run build:scan" and commit it.')
  process.exit(1)
}

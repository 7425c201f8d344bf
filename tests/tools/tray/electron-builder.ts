/** electron-builder, installed beside the tests and not by package.json: nobody but a release needs it. */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'

export const electronBuilderVersion = '26.17.0'

/** `TCE_ELECTRON_BUILDER`, else where .ci/run installs it. HOME is a temporary one in the tests. */
export function electronBuilder(): string | undefined {
  const installed = join(
    userInfo().homedir,
    '.cache',
    'tce-ci',
    'electron-builder',
    'node_modules',
    '.bin',
    'electron-builder',
  )
  const program = process.env['TCE_ELECTRON_BUILDER'] || installed
  return existsSync(program) ? program : undefined
}

/** What an .asar holds, as paths; one that lies beside the archive (`unpacked`) is listed too. */
export function asarFiles(archive: Buffer): readonly { readonly path: string; readonly isUnpacked: boolean }[] {
  const length = archive.readUInt32LE(12)
  const header = JSON.parse(archive.toString('utf8', 16, 16 + length)) as AsarNode
  return filesIn(header, '')
}

interface AsarNode {
  readonly files?: Readonly<Record<string, AsarNode>>
  readonly unpacked?: boolean
}

const filesIn = (node: AsarNode, folder: string): readonly { readonly path: string; readonly isUnpacked: boolean }[] =>
  Object.entries(node.files ?? {}).flatMap(([name, inner]) => {
    const path = folder === '' ? name : `${folder}/${name}`
    return inner.files ? filesIn(inner, path) : [{ path, isUnpacked: inner.unpacked === true }]
  })

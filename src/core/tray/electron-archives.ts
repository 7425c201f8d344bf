/**
 * Which Electron shows the tray, and how its archives are known. These sums and no others are believed, wherever an archive comes from;
 * they are those of `checksums.json` in the npm package `electron` of this version, and a test compares them.
 */
export const electronVersion = '45.4.1'

export interface ElectronArchive {
  readonly version: string
  /** As on the release's page. */
  readonly file: string
  /** In hex. */
  readonly sha256: string
}

const sums: Readonly<Record<string, string>> = {
  'darwin-arm64': 'd080c3b05a01bd16137f2c12ab9ebf083c577757fe846844ba325bafa8e8bdf4',
  'darwin-x64': '1c80d2ccf71b02c8fd9940fd09cafe88090a48c1bab0193c79b597b08d890e79',
  'linux-arm64': '3da04c450fa682e3b80961e92a918a1c2a1a10796527a7e63dec7b8e466b6334',
  'linux-x64': 'e1d077c7a087d7e344350ea0c5cd2b7dc5af3d9bf7979474f38e0fc1a560b875',
  'win32-arm64': '5ad2f09093cba71ad7dc8ddb2ef7261978c9130aa07e492556efe802f6ca74e9',
  'win32-x64': '2ba6223afa9121f42831fefe92c434334907540165294fc56697449d12e7cfe9',
}

/** Undefined where Electron has none. */
export function electronArchive(platform: string, arch: string): ElectronArchive | undefined {
  const sha256 = sums[`${platform}-${arch}`]
  return sha256 === undefined
    ? undefined
    : { version: electronVersion, file: `electron-v${electronVersion}-${platform}-${arch}.zip`, sha256 }
}

/** Where people find the archive by hand. */
export const releasePage = `https://github.com/electron/electron/releases/tag/v${electronVersion}`

/** A mirror is named as Electron's own installer names it; its archives are held against our sums like GitHub's. */
export function archiveUrl(
  { version, file }: ElectronArchive,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const named = (name: string) => env[`ELECTRON_${name.toUpperCase()}`] || env[`npm_config_electron_${name}`]
  const base = named('mirror') ?? 'https://github.com/electron/electron/releases/download/'
  const folder = (named('custom_dir') ?? `v${version}`).replace('{{ version }}', version)
  return `${base.replace(/\/*$/, '/')}${folder}/${file}`
}

/** Whom an address asks, in words; an address that is none as it was written. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

/** Which of the files that git ignores can be made again, and which exist nowhere else. */

/** Folders that a package manager, a compiler or a test run fills. */
const rebuilt = new Set([
  ...['node_modules', 'bower_components', '.pnpm-store', '.yarn', 'vendor', 'Pods', 'deps', '_build', '.venv', 'venv'],
  ...[
    'target',
    'dist',
    'build',
    'out',
    '.next',
    '.nuxt',
    '.svelte-kit',
    '.turbo',
    '.parcel-cache',
    '.vite',
    '.angular',
  ],
  ...['__pycache__', '.pytest_cache', '.mypy_cache', '.ruff_cache', '.tox', '.nox', '.eggs', '.gradle', '.cache'],
  ...[
    'coverage',
    '.nyc_output',
    'htmlcov',
    '.terraform',
    '.dart_tool',
    'DerivedData',
    '.build',
    'elm-stuff',
    'zig-cache',
  ],
  ...['.zig-cache', 'cmake-build-debug', 'cmake-build-release', 'obj', '.stack-work', 'dist-newstyle'],
])
const rebuiltFile = /\.(?:pyc|pyo|o|obj|class|tsbuildinfo)$|^\.DS_Store$|^Thumbs\.db$/

/** Some part of its path is such a folder, or its name is that of such a file. */
export function canBeRebuilt(path: string): boolean {
  const parts = path.split('/')
  return parts.some((part) => rebuilt.has(part)) || rebuiltFile.test(parts.at(-1) ?? '')
}

import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Short texts that take long: begun last they would run alone, beside an idle core. All others are in vitest's own order, by their size. */
const longOnes =
  /tests\/(?:services\/services|app\/keep-archive|tasks\/tasks|dashboard\/web\/browser\/(?:usage|tabs|tray))\.test\.ts$/

export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => longOnes.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

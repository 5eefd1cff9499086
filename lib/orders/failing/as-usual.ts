import { falseEnds } from './answered-again'

/** What hardly ever fails is well again after good answers in a row. */
const leastUsual = 0.01
const leastFailed = 3

/**
 * Whether a request fails only as often as usual again, by a cumulative sum of log likelihood ratios against
 * the share of the trouble: a failure that is usual, among good answers, is no sign that the trouble goes on.
 */
export class AsUsual {
  #score = 0

  /** `usual`: the share of failures that is usual; `failed` and `answered`: of the trouble so far. */
  add(
    isFailure: boolean,
    usual: number,
    { failed, answered }: { failed: number; answered: number },
  ) {
    const failing = (failed + 0.5) / (failed + answered + 1)
    if (usual < leastUsual || failing <= usual) {
      this.#score = 0
      return
    }
    const ratio = isFailure ? usual / failing : (1 - usual) / (1 - failing)
    this.#score = Math.max(0, this.#score + Math.log(ratio))
  }

  /** Whether that it goes on is so unlikely that it is over, of a trouble with so many failures. */
  isSure(failed: number): boolean {
    return this.#score >= Math.log(Math.max(leastFailed, failed) / falseEnds)
  }

  clear(): void {
    this.#score = 0
  }
}

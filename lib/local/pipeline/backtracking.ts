import { setFlagsFromString } from 'node:v8'

/**
 * From now on a regular expression of this process that backtracks too much goes on in linear time.
 * A filter pattern such as `%a.*b.*c%` or `*a*b*c*` meets lines that anybody may have written.
 */
export function boundBacktracking(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')
}

/** How an alarm can compare a datapoint with its threshold, in CloudWatch's order. */
export const comparisonNames = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const
export type Comparison = (typeof comparisonNames)[number]

/** The same as a site file and the form for a back-test have them. */
export const comparisonOperators = ['>', '>=', '<', '<='] as const
type Operator = (typeof comparisonOperators)[number]

interface Row {
  operator: Operator
  /** As people read it. */
  sign: string
  /** As the reason of an alarm has it. */
  phrase: string
  breaches: (value: number, threshold: number) => boolean
}

export const comparisons: Record<Comparison, Row> = {
  GreaterThanOrEqualToThreshold: {
    operator: '>=',
    sign: '≥',
    phrase: 'greater than or equal to',
    breaches: (value, threshold) => value >= threshold,
  },
  GreaterThanThreshold: {
    operator: '>',
    sign: '>',
    phrase: 'greater than',
    breaches: (value, threshold) => value > threshold,
  },
  LessThanThreshold: {
    operator: '<',
    sign: '<',
    phrase: 'less than',
    breaches: (value, threshold) => value < threshold,
  },
  LessThanOrEqualToThreshold: {
    operator: '<=',
    sign: '≤',
    phrase: 'less than or equal to',
    breaches: (value, threshold) => value <= threshold,
  },
}

/** Not every comparison of CloudWatch: those with an anomaly band have no threshold. */
export const isComparison = (name: string): name is Comparison => Object.hasOwn(comparisons, name)

// The table has a row for each operator.
const byOperator = Object.fromEntries(
  comparisonNames.map((name) => [comparisons[name].operator, name]),
) as Record<Operator, Comparison>

export const comparisonOf = (operator: Operator): Comparison => byOperator[operator]

/** The sign of a comparison by its name; undefined for one without a threshold. */
export const signOf = (name = ''): string | undefined =>
  isComparison(name) ? comparisons[name].sign : undefined

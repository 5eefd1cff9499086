/** Of fewer who met a failure, nothing is told of whom it meets. */
export const fewestToTell = 20

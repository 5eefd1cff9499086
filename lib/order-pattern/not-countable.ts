/** A filter pattern that cannot say what an order is; the message is a sentence without its end. */
export class NotCountable extends Error {}

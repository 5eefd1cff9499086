import { minuteMs } from '@/lib/time'

/** What begins so near to a trouble belongs to it; what begins again so soon has not been over. */
export const togetherMs = 15 * minuteMs

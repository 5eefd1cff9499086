import type { PlainRequest } from '@/lib/access-log/plain/plain-request'
import type { NewEvent } from '@/lib/local/store/batch'
import type { Location } from '@/lib/location'

/** Sees each request of a batch, and where it came from: the event's fields lack that. */
export interface Watcher {
  see(event: NewEvent, location?: Location | null): void
  /** Sees a plain request, of which an event is made where that is needed; false when it has to be seen as any other. */
  seePlain?(request: PlainRequest, bytes: Uint8Array, event: () => NewEvent): boolean
}

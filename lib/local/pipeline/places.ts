import { placeText } from '@/lib/local/store/event-file'
import type { LocationOf } from '@/lib/location'

const slots = 1 << 16
// One for the length; what is longer is not remembered.
const slotBytes = 64
const slotOf = (address: number) => (Math.imul(address, 0x9e3779b1) >>> 16) * slotBytes

/** Where IPv4 addresses are, as the columns of a row in an event file. */
export function newPlaces(locationOf: LocationOf) {
  const addresses = new Float64Array(slots).fill(-1)
  const bytes = Buffer.alloc(slots * slotBytes)

  return {
    bytes,
    /** Where in the bytes the place of an address stands, after its length, which is 0 where it has none; -1 when it is not remembered. */
    find(address: number, text: () => string): number {
      const at = slotOf(address)
      const slot = at / slotBytes
      if (addresses[slot] === address) return at
      const location = locationOf(text())
      const place = location === null ? '' : placeText(location)
      const length = Buffer.byteLength(place)
      if (length >= slotBytes) return -1
      bytes[at] = length
      bytes.write(place, at + 1)
      addresses[slot] = address
      return at
    },
  }
}

export type Places = ReturnType<typeof newPlaces>

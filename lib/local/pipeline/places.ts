import { viewed } from '@/lib/local/store/copy-bytes'
import { placeText } from '@/lib/local/store/event-files'
import type { LocationOf } from '@/lib/location'

const slots = 1 << 16
// In how many of them an address may stand.
const ways = 4
// One for the length; what is longer is not remembered.
const slotBytes = 128

// Murmur's last step: addresses of one network must not all fall into the same few slots.
function slotOf(address: number): number {
  let hash = Math.imul(address ^ (address >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash >>> 16
}

/** Where IPv4 addresses are, as the columns of a row in an event file. */
export function newPlaces(locationOf: LocationOf) {
  const addresses = new Float64Array(slots).fill(-1)
  let turn = 0
  const bytes = Buffer.alloc(slots * slotBytes)

  return {
    block: viewed(bytes),
    /** Where in the block the place of an address stands, after its length, which is 0 where it has none; -1 when it is not remembered. */
    find(address: number, text: () => string): number {
      const first = slotOf(address) & -ways
      for (let slot = first; slot < first + ways; slot += 1)
        if (addresses[slot] === address) return slot * slotBytes
      const location = locationOf(text())
      const place = location === null ? '' : placeText(location)
      const length = Buffer.byteLength(place)
      if (length >= slotBytes) return -1
      turn += 1
      const slot = first + (turn % ways)
      const at = slot * slotBytes
      bytes[at] = length
      bytes.write(place, at + 1)
      addresses[slot] = address
      return at
    },
  }
}
